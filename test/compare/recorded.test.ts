import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMisplaced } from "../../src/compare/recorded.ts";
import { toTruth } from "../../src/compare/truth.ts";
import type { ExpectedOutput } from "../../src/fixtures/vector.ts";
import { type FloatType, fromHex, toHex } from "../../src/formats/bits.ts";
import { recordedOff } from "../fixtures/build.ts";

function expected(truth: string, observed: number, off: string, type: FloatType): ExpectedOutput {
  return {
    dtype: type,
    shape: [],
    observedDtype: type,
    observed: Float64Array.of(observed),
    truth: [truth],
    scale: Float64Array.of(1),
    off: [off],
  };
}

function stands(truth: string, observed: number, off: string, type: FloatType): boolean {
  return findMisplaced(expected(truth, observed, off, type), toTruth([truth], type)) === undefined;
}

const truths = fc
  .tuple(fc.bigInt({ min: 10n ** 39n, max: 10n ** 40n - 1n }), fc.integer({ min: -20, max: 5 }), fc.boolean())
  .map(([digits, exponent, negative]) => `${negative ? "-" : ""}${digits}e${exponent - 39}`);

describe.each(["float64", "float32"] as const)("an observed %s", (type) => {
  const bits = type === "float64" ? 64 : 32;
  const flip = (value: number, bit: number): number => {
    const pattern = (BigInt(`0x${toHex(value, type)}`) ^ (1n << BigInt(bit))).toString(16);
    return fromHex(pattern.padStart(bits / 4, "0"), type);
  };

  it("stands where it was recorded, and with any bit flipped does not", () => {
    const steps = fc.integer({ min: -1000, max: 1000 });
    fc.assert(
      fc.property(truths, steps, fc.nat(bits - 1), (truth, step, bit) => {
        const near = Number(truth) * (1 + step * 2 ** (type === "float64" ? -51 : -22));
        const observed = fromHex(toHex(near, type), type);
        const off = recordedOff(observed, truth, type);
        expect(stands(truth, observed, off, type)).toBe(true);
        expect(stands(truth, flip(observed, bit), off, type)).toBe(false);
      }),
    );
  });

  it("is found flipped even where it is far from the truth", () => {
    const magnitude = fc.integer({ min: -8, max: 8 });
    fc.assert(
      fc.property(truths, magnitude, fc.nat(bits - 1), (truth, exponent, bit) => {
        const observed = fromHex(toHex(Number(truth) * 10 ** exponent * 1.7, type), type);
        const off = recordedOff(observed, truth, type);
        expect(stands(truth, observed, off, type)).toBe(true);
        if (Math.abs(observed) > Math.abs(Number(truth))) {
          expect(stands(truth, flip(observed, bit), off, type)).toBe(false);
        }
      }),
    );
  });
});

describe("classes", () => {
  it("must be as recorded", () => {
    expect(stands("NaN", Number.NaN, "same", "float32")).toBe(true);
    expect(stands("NaN", 1, "same", "float32")).toBe(false);
    expect(stands("Infinity", -Infinity, "same", "float32")).toBe(false);
    expect(stands("0", 0, "same", "float32")).toBe(true);
    expect(stands("0", -0, "same", "float32")).toBe(true);
    expect(stands("0", 2 ** -149, "same", "float32")).toBe(false);
    expect(stands("1", 1, "same", "float32")).toBe(false);
    expect(stands("1", Infinity, "class", "float32")).toBe(true);
    expect(stands("1", 1, "class", "float32")).toBe(false);
    expect(stands("Infinity", Infinity, "class", "float32")).toBe(false);
    expect(stands("1", Number.NaN, "0.000", "float32")).toBe(false);
  });

  it("are a difference where the truth is beyond all doubles", () => {
    expect(stands("1e400", Infinity, "class", "float64")).toBe(true);
  });
});

describe("a zero beside a truth that is not", () => {
  it("stands, and next to nothing does not", () => {
    const truth = "1.874056465567293112544221022619796750701e-13";
    const off = recordedOff(0, truth, "float32");
    expect(Number(off)).toBeLessThan(-1e6);
    expect(stands(truth, 0, off, "float32")).toBe(true);
    for (const bit of [0, 10, 22, 25])
      expect(
        stands(truth, fromHex((2 ** bit).toString(16).padStart(8, "0"), "float32"), off, "float32"),
      ).toBe(false);
  });
});

describe("a truth just below a power of two", () => {
  it("has steps of the binade below, where doubles cannot tell", () => {
    const truth = "0.2499999999999999999999999999999999999999";
    expect(Number(truth)).toBe(0.25);
    for (const type of ["float32", "float64"] as const) {
      const step = type === "float32" ? 2 ** -26 : 2 ** -55;
      expect(stands(truth, 0.25 - 3 * step, "-3.000", type)).toBe(true);
      expect(stands(truth.replace("0.", "-0."), -0.25 - 2 * step, "-2.000", type)).toBe(true);
      expect(stands(truth, 0.25 - 3 * step, "-1.500", type)).toBe(false);
    }
  });
});

describe("subnormals", () => {
  it("of float64 are placed exactly", () => {
    const tiny = Number.MIN_VALUE;
    const truth = "1.679819476529318625025327772473980105482e-323"; // 3.4 steps
    expect(stands(truth, 3 * tiny, "-0.400", "float64")).toBe(true);
    expect(stands(truth, 4 * tiny, "-0.400", "float64")).toBe(false);
    expect(stands("1e-400", 0, "-0.000", "float64")).toBe(true);
  });
});

describe("the limits", () => {
  const Exact = Decimal.clone({ precision: 200 });
  /** 1.5 less some steps of float64, in full. */
  const below = (steps: number): string =>
    new Exact(1.5).minus(new Exact(2).pow(-52).times(new Exact(steps))).toFixed();

  it("are three decimals, the last of them included", () => {
    expect(stands(below(0.001), 1.5, "0.000", "float64")).toBe(true);
    expect(stands(below(0.0011), 1.5, "0.000", "float64")).toBe(false);
    expect(stands(below(-0.001), 1.5, "-0.002", "float64")).toBe(true);
  });

  it("are the nearest double from a million on", () => {
    const million = 1.5 + 1e6 * 2 ** -52;
    expect(stands("1.5", million, "1000000", "float64")).toBe(true);
    // A million and 0.0003 steps.
    expect(stands(below(0.0003), million, "1000000", "float64")).toBe(false);
    expect(stands(below(0.0003), million, "1000000.0003", "float64")).toBe(true);
    expect(stands(below(0.0003), million - 2 ** -52, "999999.000", "float64")).toBe(true);
  });

  it("hold for a distance that is a number", () => {
    expect(stands("1", 1, "near", "float32")).toBe(false);
  });
});

describe("the problem", () => {
  const problemOf = (truth: string, observed: number, off: string): string | undefined =>
    findMisplaced(expected(truth, observed, off, "float32"), toTruth([truth], "float32"))?.problem;

  it("says the value with its bits, and where it was recorded", () => {
    expect(problemOf("1", Number.NaN, "0.000")).toBe(
      "the observed value is NaN (7fc00000), but was recorded at 0.000 ULP from the truth",
    );
    expect(problemOf("1", 1 + 2 ** -23, "3.000")).toBe(
      "the observed value is 1.0000001192092896 (3f800001), 1 ULP from the truth, but was recorded at 3.000 ULP",
    );
    expect(problemOf("NaN", 1, "same")).toBe(
      "the observed value is 1 (3f800000), but was recorded to be NaN like the truth",
    );
    expect(problemOf("1", 1, "class")).toBe(
      "the observed value is 1 (3f800000), but was recorded to be of another class than the truth",
    );
  });

  it("has a place, except in a sum", () => {
    const two: ExpectedOutput = {
      ...expected("1", 1, "0.000", "float32"),
      shape: [2],
      observed: Float64Array.of(1, 2),
      truth: ["1", "1"],
      off: ["0.000", "0.000"],
    };
    expect(findMisplaced(two, toTruth(["1", "1"], "float32"))?.offset).toBe(1);
  });
});

describe("a side-car", () => {
  const summed = (truth: readonly number[], observed: readonly number[], offSum: string) => {
    const output: ExpectedOutput = {
      dtype: "float64",
      shape: [truth.length],
      observedDtype: "float64",
      observed: Float64Array.from(observed),
      truth: Float64Array.from(truth),
      scale: new Float64Array(truth.length).fill(1),
      offSum,
    };
    return findMisplaced(output, toTruth(Float64Array.from(truth), "float64"))?.problem;
  };

  it("leaves out of its sum what is not finite on either side", () => {
    const up = 1.5 + 2 ** -52;
    expect(summed([1.5, 0.5], [up, Number.NaN], "1")).toBeUndefined();
    expect(summed([1.5, Infinity], [up, 0.5], "1")).toBeUndefined();
    expect(summed([1.5, 1.5], [up, up], "1")).toBe(
      "the observed values are 2 ULP from the truth in sum, but were recorded at 1 ULP",
    );
  });

  it("allows a sum of large distances the rounding of its terms", () => {
    const far = 1e15 * 2 ** -52;
    // 2^-51 of 2e15 is 0.89.
    expect(summed([1.5, 1.5], [1.5 + far, 1.5 - far], "0.5")).toBeUndefined();
    expect(summed([1.5, 1.5], [1.5 + far, 1.5 - far], "1.5")).toContain("in sum");
  });

  it("takes its truth as doubles, however small", () => {
    // The shortest decimal of a double is not the double.
    for (const tiny of [1e-300, 2 ** -1074, 3e-310]) expect(summed([tiny], [tiny], "0")).toBeUndefined();
  });

  it("is held to the sum of its distances", () => {
    const truth = Float64Array.of(0.1, 0.2, Number.NaN, 0);
    const output: ExpectedOutput = {
      dtype: "float32",
      shape: [4],
      observedDtype: "float32",
      observed: Float64Array.of(Math.fround(0.1), Math.fround(0.2), Number.NaN, 0),
      truth,
      scale: Float64Array.of(1, 1, 1, 1),
      offSum: String((Math.fround(0.1) - 0.1) / 2 ** -27 + (Math.fround(0.2) - 0.2) / 2 ** -26),
    };
    expect(findMisplaced(output, toTruth(truth, "float32"))).toBeUndefined();
    output.observed[1] = fromHex("3e4cccce", "float32"); // one step up
    expect(findMisplaced(output, toTruth(truth, "float32"))?.problem).toContain("in sum");
  });
});

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

describe("a side-car", () => {
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

import { Decimal } from "decimal.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exactDifference, spacingAtTruth, toTruth } from "../../src/compare/truth.ts";

const Exact = Decimal.clone({ precision: 1200 });

/** Any finite double as an exact decimal, built from its binary digits. */
function exactly(value: number): Decimal {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xf_ffff_ffff_ffffn;
  const significand = exponent === 0 ? fraction : fraction | 0x10_0000_0000_0000n;
  const magnitude = new Exact(significand.toString()).times(new Exact(2).pow(Math.max(exponent, 1) - 1075));
  return value < 0 ? magnitude.neg() : magnitude;
}

const digits40 = fc
  .tuple(
    fc.bigInt({ min: 10n ** 39n, max: 10n ** 40n - 1n }),
    fc.integer({ min: -250, max: 250 }),
    fc.boolean(),
  )
  .map(([digits, exponent, negative]) => `${negative ? "-" : ""}${digits}e${exponent - 39}`);

describe("toTruth", () => {
  it("keeps 31 digits of a 40-digit decimal", () => {
    fc.assert(
      fc.property(digits40, (text) => {
        const { high, low, classes } = toTruth([text], "float64");
        expect(classes).toEqual(["finite"]);
        expect(high[0]).toBe(Number(text));
        const error = exactly(high[0]!).plus(exactly(low[0]!)).minus(text).div(text).abs();
        expect(error.lt("1e-31")).toBe(true);
      }),
    );
  });

  it("does not bother with a second double below float64", () => {
    expect(toTruth(["0.1000000000000000000000000000000000000001"], "float32").low[0]).toBe(0);
  });

  it("knows the classes", () => {
    const { classes, high } = toTruth(
      ["NaN", "Infinity", "-Infinity", "0", "-0", "1e-400", "1e400", "-2.5"],
      "float64",
    );
    expect(classes).toEqual(["nan", "+inf", "-inf", "zero", "zero", "finite", "finite", "finite"]);
    expect([...high]).toEqual([Number.NaN, Infinity, -Infinity, 0, -0, 0, Infinity, -2.5]);
  });

  it("takes doubles of a side-car as they are", () => {
    expect(toTruth(Float64Array.of(0.5, 0, Number.NaN), "float32")).toEqual({
      classes: ["finite", "zero", "nan"],
      high: Float64Array.of(0.5, 0, Number.NaN),
      low: new Float64Array(3),
    });
  });
});

describe("spacingAtTruth", () => {
  const spacingAt = (text: string, type: "float32" | "float64"): number =>
    spacingAtTruth(toTruth([text], type), 0, type);

  it("is that of the binade a power of two begins, on either side of zero", () => {
    for (const text of ["1", "-1", "1.0000000000000000000000000000000000000001"]) {
      expect(spacingAt(text, "float64")).toBe(2 ** -52);
      expect(spacingAt(text, "float32")).toBe(2 ** -23);
    }
  });

  it("is half of it where the truth is nearer to zero than the power of two", () => {
    for (const text of [
      "0.9999999999999999999999999999999999999999",
      "-0.9999999999999999999999999999999999999999",
    ])
      expect([spacingAt(text, "float64"), spacingAt(text, "float32")]).toEqual([2 ** -53, 2 ** -24]);
    expect(spacingAt("-1.0000000000000000000000000000000000000001", "float64")).toBe(2 ** -52);
  });
});

describe("exactDifference", () => {
  it("is right where doubles underflow", () => {
    const tiny = Number.MIN_VALUE;
    expect(exactDifference(3 * tiny, exactly(3 * tiny).toString(), tiny).toNumber()).toBeCloseTo(0, 40);
    expect(exactDifference(3 * tiny, exactly(tiny).times("3.4").toString(), tiny).toNumber()).toBeCloseTo(
      -0.4,
      12,
    );
  });
});

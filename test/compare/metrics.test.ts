import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorInUnits, normwiseRelativeError, unitOf } from "../../src/compare/metrics.ts";

describe("unitOf", () => {
  it("is one ULP of the terms' magnitude for a loss", () => {
    expect(unitOf("loss", "float32", 0.75, 0.75)).toBe(2 ** -24);
    expect(unitOf("loss", "float32", -1e-6, 3)).toBe(2 ** -22);
  });

  it("is epsilon times the magnitude for a gradient", () => {
    expect(unitOf("gradient", "float32", 0.75, 0.5)).toBe(0.75 * 2 ** -23);
    expect(unitOf("gradient", "float64", 1e-9, 0.5)).toBe(2 ** -53);
  });

  it("is never below the smallest subnormal", () => {
    for (const output of ["loss", "gradient"] as const) {
      expect(unitOf(output, "float32", 0, 0)).toBe(2 ** -149);
      expect(unitOf(output, "float64", 1e-320, 0)).toBe(Number.MIN_VALUE);
    }
  });
});

describe("errorInUnits", () => {
  it("sees a fraction of an ULP of float64", () => {
    expect(errorInUnits(1 + 2 ** -52, 1, 2 ** -54, 2 ** -52)).toBe(0.75);
  });

  it("is never NaN", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.double({ min: 0 }), (value, high, unit) => {
        expect(errorInUnits(value, high, 0, unit)).not.toBeNaN();
      }),
    );
  });
});

describe("normwiseRelativeError", () => {
  it("is the norm of the difference over the norm of the truth", () => {
    expect(normwiseRelativeError([3, 4.5], [3, 4])).toBeCloseTo(0.1, 15);
    expect(normwiseRelativeError([3e200, 4.5e200], [3e200, 4e200])).toBeCloseTo(0.1, 15);
    expect(normwiseRelativeError([0, 0], [0, 0])).toBe(0);
    expect(normwiseRelativeError([], [])).toBe(0);
    expect(normwiseRelativeError([1], [0])).toBe(Infinity);
  });

  it("leaves out what is not finite on both sides", () => {
    expect(normwiseRelativeError([Number.NaN, 3, Infinity], [1, 3, Infinity])).toBe(0);
    expect(normwiseRelativeError([Number.NaN, 3.3, 2], [1, 3, Infinity])).toBeCloseTo(0.1, 15);
    expect(normwiseRelativeError([Infinity, 3.3], [1, 3])).toBeCloseTo(0.1, 15);
  });

  it("does not depend on the scale", () => {
    const numbers = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        const scaled = normwiseRelativeError(
          a.map((x) => x * 2 ** 300),
          b.map((x) => x * 2 ** 300),
        );
        const plain = normwiseRelativeError(a, b);
        if (Number.isFinite(plain)) expect(scaled).toBeCloseTo(plain, 9);
      }),
    );
  });
});

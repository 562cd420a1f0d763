import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findRational } from "../../scripts/pages/variants/find-rational.ts";
import {
  at,
  difference,
  evaluated,
  forManyClasses,
  isZero,
  multiplied,
  POLE,
  type Rational,
  sum,
} from "../../scripts/pages/variants/rational.ts";
import { asProduct, asSum } from "../../scripts/pages/variants/show-rational.ts";

const uniformOn = findRational("on", (a, K) => 1 - a + a / K);
const uniformOff = findRational("off", (a, K) => a / K);
const offTarget = findRational("off", (a, K) => a / (K - 1));
const offExcluded = findRational("off", (a, K) => a / (K - 2));
const half = findRational("half", (a) => a / 2);
const shrunk = findRational("shrunk", (a, K) => (1 + a / K) / (1 + a));
const all = [uniformOn, uniformOff, offTarget, offExcluded, half, shrunk];

describe("findRational", () => {
  it("finds the formulas behind values", () => {
    expect(all.map(asSum)).toEqual([
      "1 - α + α/K",
      "α/K",
      "α/(K - 1)",
      "α/(K - 2)",
      "α/2",
      "(α + K)/(K(1 + α))",
    ]);
  });

  it("gives up on what is no quotient of simple factors, by name", () => {
    expect(() => findRational("gaussian", (a, K) => Math.exp(-a) / K)).toThrow(
      /^gaussian: expected a quotient/,
    );
  });
});

describe("quotients", () => {
  const any = fc.constantFrom(...all);
  const points = [
    [0.3, 7],
    [0.75, 12],
    [1, 5],
  ] as const;
  const agree = (value: Rational, number: (alpha: number, K: number) => number): void => {
    for (const [alpha, K] of points) expect(evaluated(value, alpha, K)).toBeCloseTo(number(alpha, K), 12);
  };

  it("add, subtract and multiply as numbers do", () => {
    fc.assert(
      fc.property(any, any, (a, b) => {
        agree(sum(a, b), (alpha, K) => evaluated(a, alpha, K) + evaluated(b, alpha, K));
        agree(difference(a, b), (alpha, K) => evaluated(a, alpha, K) - evaluated(b, alpha, K));
        agree(multiplied(a, b), (alpha, K) => evaluated(a, alpha, K) * evaluated(b, alpha, K));
        expect(isZero(difference(sum(a, b), sum(b, a)))).toBe(true);
      }),
    );
  });

  it("show their differences as products", () => {
    expect(asProduct(difference(offTarget, uniformOff))).toBe("α/(K(K - 1))");
    expect(asProduct(difference(offExcluded, uniformOff))).toBe("2α/(K(K - 2))");
    expect(asProduct(difference(uniformOff, uniformOff))).toBe("0");
    expect(asProduct(difference(half, uniformOff))).toBe("α(K - 2)/(2K)");
  });

  it("have limits, poles and values", () => {
    expect(asSum(forManyClasses(uniformOn)!)).toBe("1 - α");
    expect(asSum(forManyClasses(shrunk)!)).toBe("1/(1 + α)");
    expect(at(offExcluded, "K", 2)).toBe(POLE);
    expect(asSum(at(uniformOn, "K", 2) as Rational)).toBe("1 - α/2");
    expect(asSum(at(uniformOn, "alpha", 1) as Rational)).toBe("1/K");
  });
});

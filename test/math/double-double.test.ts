import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Accumulator,
  add,
  type DoubleDouble,
  DoubleDoubles,
  divide,
  doubleDouble,
  negate,
  productError,
  quotient,
  quotientError,
  scale,
  sumError,
  value,
} from "../../src/math/double-double.ts";
import { agrees, exact, type Fraction, isZero, minus, over, plus, sum, times } from "./exact.ts";

const moderate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);

/** Doubles whose last bits are in use, large and small, of both signs. */
const DOUBLES = [0.1, -0.1, 1 / 3, 3, -7.3e5, 123_456_789.123, 2 ** -30 / 3, -1.7e-9, 1e15 + 0.3];

/** Double-doubles with a low part, of either sign. */
const PAIRS: readonly DoubleDouble[] = DOUBLES.flatMap((high) => [
  { high, low: (high * 2 ** -54) / 3 },
  { high, low: (high * 2 ** -54) / -7 },
]);

const of = ({ high, low }: DoubleDouble): Fraction => sum(high, low);

/** That a double-double is within 2^-102 of the truth, and that its high part is all that one double can hold. */
function expectClose(got: DoubleDouble, truth: Fraction, what: string): void {
  expect(agrees(of(got), truth, 102), what).toBe(true);
  expect(got.high + got.low, what).toBe(got.high);
}

describe("sumError", () => {
  it("is what the rounded sum lacks, to the last bit, whichever summand is larger", () => {
    for (const a of DOUBLES) {
      for (const b of DOUBLES) {
        const error = sumError(a, b, a + b);
        expect(isZero(minus(sum(a, b), sum(a + b, error))), `${a} + ${b}`).toBe(true);
      }
    }
    expect(sumError(1, 2 ** -60, 1)).toBe(2 ** -60);
    expect(sumError(2 ** -60, 1, 1)).toBe(2 ** -60);
    // The sum rounds to 2^53 + 2: twice the smaller summand is more than the larger one lacks.
    expect(sumError(1.5, 2 ** 53, 2 ** 53 + 2)).toBe(-0.5);
  });

  it("is 0 where there is no finite sum", () => {
    expect(sumError(Infinity, 1, Infinity)).toBe(0);
    expect(sumError(1.7e308, 1.7e308, Infinity)).toBe(0);
    expect(sumError(Number.NaN, 1, Number.NaN)).toBe(0);
  });
});

describe("productError", () => {
  it("is what the rounded product lacks, to the last bit", () => {
    fc.assert(
      fc.property(moderate, moderate, (a, b) => {
        const product = a * b;
        const error = productError(a, b, product);
        expect(isZero(minus(times(exact(a), exact(b)), sum(product, error)))).toBe(true);
      }),
    );
    // (1 + 2^-52)^2 = 1 + 2^-51 + 2^-104
    expect(productError(1 + 2 ** -52, 1 + 2 ** -52, 1 + 2 ** -51)).toBe(2 ** -104);
  });

  it("is exact where all 53 bits of both factors are set", () => {
    const ones = 2 ** 53 - 1;
    for (const [a, b] of [
      [ones, ones],
      [ones, -(2 ** 52 + 1)],
      [2 ** 53 - 2 ** 26 - 1, 2 ** 53 - 2 ** 27 + 1],
    ] as const) {
      const error = productError(a, b, a * b);
      expect(BigInt(a * b) + BigInt(error)).toBe(BigInt(a) * BigInt(b));
    }
  });

  it("is 0 where splitting overflows", () => {
    expect(productError(1e301, 2, 2e301)).toBe(0);
    expect(productError(2, 1e301, 2e301)).toBe(0);
    expect(productError(Infinity, 2, Infinity)).toBe(0);
  });
});

describe("double-doubles", () => {
  it("are made of a double, read as one, and negated", () => {
    expect(doubleDouble(0.1)).toEqual({ high: 0.1, low: 0 });
    expect(value({ high: 1, low: 2 ** -52 })).toBe(1 + 2 ** -52);
    expect(negate({ high: 0.1, low: 2 ** -60 })).toEqual({ high: -0.1, low: -(2 ** -60) });
  });

  it("add up", () => {
    for (const a of PAIRS) {
      for (const b of PAIRS) {
        const got = add(a, b);
        // What cancels takes its digits with it: the error is in proportion to the summands.
        const largest = exact(Math.max(Math.abs(a.high), Math.abs(b.high)));
        const off = minus(of(got), plus(of(a), of(b)));
        expect(agrees(plus(largest, off), largest, 102), `${a.high} + ${b.high}`).toBe(true);
        expect(got.high + got.low).toBe(got.high);
      }
    }
  });

  it("are multiplied by a double", () => {
    for (const a of PAIRS) {
      for (const b of DOUBLES) expectClose(scale(a, b), times(of(a), exact(b)), `${a.high} * ${b}`);
    }
  });

  it("are divided by a double, or by one another", () => {
    for (const a of PAIRS) {
      for (const b of DOUBLES)
        expectClose(quotient(a.high, a.low, b), over(of(a), exact(b)), `${a.high} / ${b}`);
      for (const b of PAIRS)
        expectClose(divide(a, b), over(of(a), of(b)), `${a.high} / (${b.high} + ${b.low})`);
    }
  });

  it("follow IEEE division for zeros and infinities", () => {
    expect(quotient(1, 0, 0)).toEqual({ high: Infinity, low: 0 });
    expect(quotient(5, 0, Infinity)).toEqual({ high: 0, low: 0 });
    expect(quotient(0, 0, 0)).toEqual({ high: Number.NaN, low: 0 });
    expect(divide(doubleDouble(1), doubleDouble(0))).toEqual({ high: Infinity, low: 0 });
    expect(divide(doubleDouble(-3), doubleDouble(0))).toEqual({ high: -Infinity, low: 0 });
    expect(add(doubleDouble(Infinity), { high: 1, low: 2 ** -60 })).toEqual({ high: Infinity, low: 0 });
  });

  it("keep the sign of a zero", () => {
    expect(add(doubleDouble(-0), doubleDouble(-0)).high).toBe(-0);
    expect(scale(doubleDouble(0), -1).high).toBe(-0);
  });
});

describe("quotientError", () => {
  it("is what the rounded quotient lacks", () => {
    for (const { high, low } of PAIRS) {
      for (const dividend of DOUBLES) {
        const first = dividend / high;
        const error = quotientError(dividend, first, high, low);
        expect(agrees(sum(first, error), over(exact(dividend), sum(high, low)), 102)).toBe(true);
      }
    }
  });

  it("is 0 where it cannot be computed", () => {
    expect(quotientError(1, Infinity, 0, 0)).toBe(0);
    expect(quotientError(1, 0, Infinity, 0)).toBe(0);
  });
});

describe("Accumulator", () => {
  it("keeps a small term that a plain sum loses between two large ones", () => {
    const total = new Accumulator();
    for (const term of [1e16, 1, -1e16]) total.add(term);
    expect(total.value).toBe(1);
    expect(1e16 + 1 - 1e16).toBe(0);
  });

  it("tells its two parts", () => {
    const total = new Accumulator();
    expect([total.high, total.low, total.value]).toEqual([0, 0, 0]);
    for (const term of [1, 2 ** -60, 2 ** -60]) total.add(term);
    expect([total.high, total.low]).toEqual([1, 2 ** -59]);
  });

  it("adds the two parts of a double-double", () => {
    const total = new Accumulator();
    total.addParts(1, 2 ** -60);
    total.addParts(-1, 2 ** -61);
    expect(total.value).toBe(3 * 2 ** -61);
  });

  it("leaves out a second part that is not finite", () => {
    const total = new Accumulator();
    total.addParts(1, Number.NaN);
    total.addParts(2, Number.POSITIVE_INFINITY);
    expect(total.value).toBe(3);
  });

  it("adds products of double-doubles", () => {
    for (const a of PAIRS) {
      for (const b of PAIRS) {
        const total = new Accumulator();
        total.addProduct(a.high, a.low, b.high, b.low);
        expect(agrees(sum(total.high, total.low), times(of(a), of(b)), 102)).toBe(true);
      }
    }
  });

  it("leaves out the rest of a product that cannot be computed", () => {
    const total = new Accumulator();
    total.addProduct(5e-324, 0, -2, Infinity);
    expect([total.high, total.low]).toEqual([-1e-323, 0]);
  });

  it("follows IEEE addition once infinities come in", () => {
    const total = new Accumulator();
    total.add(1);
    total.add(2 ** -60);
    total.add(Number.POSITIVE_INFINITY);
    expect([total.value, total.low]).toEqual([Number.POSITIVE_INFINITY, 0]);
    total.add(Number.NEGATIVE_INFINITY);
    expect(total.value).toBeNaN();
  });

  it("makes NaN of zero mass times an infinite surprisal", () => {
    const total = new Accumulator();
    total.addProduct(0, 0, Number.POSITIVE_INFINITY, 0);
    expect(total.value).toBeNaN();
  });
});

describe("DoubleDoubles", () => {
  it("hold what is set", () => {
    const row = new DoubleDoubles(3);
    row.set(1, 0.1, 2 ** -60);
    expect([row.high.length, row.low.length]).toEqual([3, 3]);
    expect([row.at(0), row.at(1)]).toEqual([
      { high: 0, low: 0 },
      { high: 0.1, low: 2 ** -60 },
    ]);
  });

  it("hold quotients", () => {
    const row = new DoubleDoubles(1);
    for (const { high, low } of PAIRS) {
      for (const dividend of DOUBLES) {
        row.setQuotient(0, dividend, high, low);
        expectClose(row.at(0), over(exact(dividend), sum(high, low)), `${dividend} / ${high}`);
      }
    }
  });

  it("hold what is missing from 1", () => {
    const row = new DoubleDoubles(1);
    for (const { high, low } of PAIRS.filter((pair) => Math.abs(pair.high) < 10)) {
      row.setDifference(0, high, low);
      expectClose(row.at(0), minus(exact(1), sum(high, low)), `1 - ${high}`);
    }
  });
});

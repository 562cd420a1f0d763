import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  Accumulator,
  add,
  doubleDouble,
  productError,
  quotient,
  scale,
} from "../../src/math/double-double.ts";

/** An exact fraction of a double, for checking errors without rounding. */
function exact(value: number): { numerator: bigint; exponent: number } {
  let exponent = 0;
  let scaled = value;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    exponent += 1;
  }
  return { numerator: BigInt(scaled), exponent };
}

const moderate = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);

describe("productError", () => {
  it("is what the rounded product lacks, to the last bit", () => {
    fc.assert(
      fc.property(moderate, moderate, (a, b) => {
        const product = a * b;
        const error = productError(a, b, product);
        const [x, y, p, e] = [a, b, product, error].map(exact) as [
          ReturnType<typeof exact>,
          ReturnType<typeof exact>,
          ReturnType<typeof exact>,
          ReturnType<typeof exact>,
        ];
        const common = Math.max(x.exponent + y.exponent, p.exponent, e.exponent);
        const lift = (n: bigint, from: number): bigint => n << BigInt(common - from);
        const trueProduct = lift(x.numerator * y.numerator, x.exponent + y.exponent);
        expect(lift(p.numerator, p.exponent) + lift(e.numerator, e.exponent)).toBe(trueProduct);
      }),
    );
  });
});

describe("Accumulator", () => {
  it("keeps a small term that a plain sum loses between two large ones", () => {
    const sum = new Accumulator();
    for (const term of [1e16, 1, -1e16]) sum.add(term);
    expect(sum.value).toBe(1);
    expect(1e16 + 1 - 1e16).toBe(0);
  });

  it("follows IEEE addition once infinities come in", () => {
    const sum = new Accumulator();
    sum.add(1);
    sum.add(Number.POSITIVE_INFINITY);
    expect(sum.value).toBe(Number.POSITIVE_INFINITY);
    sum.add(Number.NEGATIVE_INFINITY);
    expect(sum.value).toBeNaN();
  });

  it("makes NaN of zero mass times an infinite surprisal", () => {
    const sum = new Accumulator();
    sum.addProduct(0, 0, Number.POSITIVE_INFINITY, 0);
    expect(sum.value).toBeNaN();
  });
});

describe("double-doubles", () => {
  it("divide so that quotient times divisor gives the dividend back", () => {
    const { high, low } = quotient(0.1, 0, 3);
    const back = scale({ high, low }, 3);
    expect(back.high).toBe(0.1);
    expect(Math.abs(back.low)).toBeLessThan(2 ** -105);
  });

  it("hold 1 - 0.1 + 0.1/3 beyond a double", () => {
    const { high, low } = add(add(doubleDouble(1), doubleDouble(-0.1)), quotient(0.1, 0, 3));
    expect(high).toBeCloseTo(1 - 0.2 / 3, 15);
    expect(low).not.toBe(0);
  });
});

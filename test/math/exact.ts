/** Doubles as exact fractions, so that a rounding error can be compared with what it should be, without another one. */

export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** The very number that a finite double is. */
export function exact(value: number): Fraction {
  if (!Number.isFinite(value)) throw new RangeError(`value: expected a finite number, got ${value}`);
  let [scaled, under] = [value, 1n];
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    under *= 2n;
  }
  return { over: BigInt(scaled), under };
}

export const plus = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under + b.over * a.under,
  under: a.under * b.under,
});

export const times = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.over,
  under: a.under * b.under,
});

export const over = (a: Fraction, b: Fraction): Fraction => ({
  over: a.over * b.under,
  under: a.under * b.over,
});

export const minus = (a: Fraction, b: Fraction): Fraction => plus(a, { over: -b.over, under: b.under });

/** The sum of doubles, without rounding. */
export const sum = (...values: readonly number[]): Fraction => values.map(exact).reduce(plus);

export const isZero = ({ over: top }: Fraction): boolean => top === 0n;

const size = (x: bigint): bigint => (x < 0n ? -x : x);

/** Whether |got - truth| <= |truth| / 2^bits. */
export function agrees(got: Fraction, truth: Fraction, bits: number): boolean {
  const off = minus(got, truth);
  return size(off.over) * size(truth.under) * 2n ** BigInt(bits) <= size(truth.over) * size(off.under);
}

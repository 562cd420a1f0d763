/**
 * Sums and products that keep the rounding error.
 *
 * A double-double is an unevaluated sum `high + low` with |low| at most half an ULP of high: about 106 bits.
 * Sums follow Neumaier's form of Kahan summation (Zeitschrift für Angewandte Mathematik und Mechanik 54, 1974),
 * products Dekker's splitting (Numerische Mathematik 18, 1971).
 */

export interface DoubleDouble {
  readonly high: number;
  readonly low: number;
}

/** The rounding error of `a + b` given `sum = fl(a + b)`; 0 where the sum is not finite. */
export function sumError(a: number, b: number, sum: number): number {
  const error = Math.abs(a) >= Math.abs(b) ? a - sum + b : b - sum + a;
  return Number.isFinite(error) ? error : 0;
}

const SPLITTER = 2 ** 27 + 1;

/** The rounding error of `a * b` given `product = fl(a * b)`; 0 where splitting would overflow. */
export function productError(a: number, b: number, product: number): number {
  const aBig = SPLITTER * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = SPLITTER * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  const error = aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
  return Number.isFinite(error) ? error : 0;
}

export function doubleDouble(value: number): DoubleDouble {
  return { high: value, low: 0 };
}

/** As one double. */
export function value({ high, low }: DoubleDouble): number {
  return high + low;
}

/** a + b. */
export function add(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const sum = a.high + b.high;
  return normalise(sum, sumError(a.high, b.high, sum) + a.low + b.low);
}

export function negate(a: DoubleDouble): DoubleDouble {
  return { high: -a.high, low: -a.low };
}

/** a * b for a plain factor. */
export function scale(a: DoubleDouble, b: number): DoubleDouble {
  const product = a.high * b;
  return normalise(product, productError(a.high, b, product) + a.low * b);
}

/** a * b. */
export function multiply(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const product = a.high * b.high;
  return normalise(product, productError(a.high, b.high, product) + a.high * b.low + a.low * b.high);
}

/** (high + low) / divisor, rounded once as far as float64 allows; plain IEEE division for infinities and zeros. */
export function quotient(high: number, low: number, divisor: number): DoubleDouble {
  const first = high / divisor;
  const product = first * divisor;
  const remainder = high - product - productError(first, divisor, product) + low;
  return normalise(first, remainder / divisor);
}

/** The rounding error of `first = fl(value / (divisor + divisorLow))`; 0 where it cannot be computed. */
export function quotientError(value: number, first: number, divisor: number, divisorLow: number): number {
  const product = first * divisor;
  const error = (value - product - productError(first, divisor, product) - first * divisorLow) / divisor;
  return Number.isFinite(error) ? error : 0;
}

/** a / b, for a divisor that is itself a sum of two parts. */
export function divide(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const first = quotient(a.high, a.low, b.high);
  // 1 / (h + l) is (1 - l / h) / h up to the square of l / h, which is too small for a double-double.
  const correction = -b.low / b.high;
  return Number.isFinite(correction) ? add(first, scale(first, correction)) : first;
}

function normalise(high: number, low: number): DoubleDouble {
  if (!Number.isFinite(low) || low === 0) return { high, low: 0 };
  const sum = high + low;
  return { high: sum, low: sumError(high, low, sum) };
}

/**
 * A running sum of doubles and of products of double-doubles.
 *
 * Infinities and NaN follow plain IEEE addition: the compensation is dropped as soon as the running sum is no longer
 * finite.
 */
export class Accumulator {
  #high = 0;
  #low = 0;

  add(value: number): void {
    const sum = this.#high + value;
    this.#low += sumError(this.#high, value, sum);
    this.#high = sum;
  }

  /** Adds high + low, where low is small beside high, or not finite and left out. */
  addParts(high: number, low: number): void {
    this.add(high);
    if (Number.isFinite(low)) this.#low += low;
  }

  /** Adds (aHigh + aLow) * (bHigh + bLow). */
  addProduct(aHigh: number, aLow: number, bHigh: number, bLow: number): void {
    const product = aHigh * bHigh;
    this.add(product);
    const rest = productError(aHigh, bHigh, product) + aHigh * bLow + aLow * bHigh;
    if (Number.isFinite(rest)) this.#low += rest;
  }

  get high(): number {
    return this.#high;
  }

  /** The compensation: what has to be added to `high`. */
  get low(): number {
    return Number.isFinite(this.#high) ? this.#low : 0;
  }

  get value(): number {
    return this.#high + this.low;
  }
}

/** A row of double-doubles in two arrays, without an object for each. */
export class DoubleDoubles {
  readonly high: Float64Array;
  readonly low: Float64Array;

  constructor(length: number) {
    this.high = new Float64Array(length);
    this.low = new Float64Array(length);
  }

  set(k: number, high: number, low: number): void {
    this.high[k] = high;
    this.low[k] = low;
  }

  /** value / (divisor + divisorLow). */
  setQuotient(k: number, value: number, divisor: number, divisorLow: number): void {
    const first = value / divisor;
    this.#setSum(k, first, quotientError(value, first, divisor, divisorLow));
  }

  /** 1 - (high + low). */
  setDifference(k: number, high: number, low: number): void {
    const rest = 1 - high;
    this.#setSum(k, rest, sumError(1, -high, rest) - low);
  }

  #setSum(k: number, high: number, low: number): void {
    const sum = high + low;
    this.set(k, sum, sumError(high, low, sum));
  }

  at(k: number): DoubleDouble {
    return { high: this.high[k]!, low: this.low[k]! };
  }
}

/**
 * How wrong a number is, in units that mean the same at every magnitude.
 *
 * A gradient p * sum(q) - q cancels, and a KL loss is a difference of two sums: their errors are in proportion to
 * what went in, not to what is left. Every vector therefore carries a `scale`, the magnitude of the terms, and
 *
 *     loss       unit = spacing(max(scale, |truth|))        one ULP of the terms' magnitude
 *     gradient   unit = epsilon * max(scale, |truth|)       condition-aware units
 *
 * never less than the smallest subnormal, below which nothing can be expressed.
 */

import { type FloatType, formatOf } from "../formats/bits.ts";
import type { OutputName } from "./tolerances.ts";
import { spacing } from "./ulp.ts";

/** The size of one unit of error for an element. @throws RangeError for an unknown type */
export function unitOf(output: OutputName, type: FloatType, truth: number, scale: number): number {
  const magnitude = Math.max(scale, Math.abs(truth));
  if (output === "loss") return spacing(magnitude, type);
  const { epsilon, smallestSubnormal } = formatOf(type);
  return Math.max(epsilon * magnitude, smallestSubnormal);
}

/**
 * |value - (high + low)| in units. The first difference is exact wherever value and truth are close, so that the
 * second double counts.
 *
 * @returns Infinity where it cannot be computed, never NaN.
 */
export function errorInUnits(value: number, high: number, low: number, unit: number): number {
  const units = Math.abs(value - high - low) / unit;
  return Number.isNaN(units) ? Infinity : units;
}

/**
 * ||a - b|| / ||b|| in the Euclidean norm: one number for a whole tensor, blind to no element's size but its share.
 * Elements that are not finite on both sides are left out, for classes judge them. 0 where all are equal, Infinity
 * where only b is zero.
 */
export function normwiseRelativeError(a: ArrayLike<number>, b: ArrayLike<number>): number {
  // Scaled by the largest entry, so that squares neither overflow nor vanish.
  let largest = 0;
  for (let i = 0; i < b.length; i++) {
    if (Number.isFinite(a[i]!) && Number.isFinite(b[i]!)) {
      largest = Math.max(largest, Math.abs(a[i]!), Math.abs(b[i]!));
    }
  }
  if (largest === 0) return 0;
  let difference = 0;
  let norm = 0;
  for (let i = 0; i < b.length; i++) {
    const x = a[i]! / largest;
    const y = b[i]! / largest;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    difference += (x - y) ** 2;
    norm += y ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / norm);
}

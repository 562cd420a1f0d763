/**
 * Errors in units that mean the same at every magnitude.
 *
 * A gradient p * sum(q) - q cancels, and a KL loss is a difference of two sums: their errors are in proportion to the
 * terms, not to the difference. Every vector therefore carries a `scale`, the magnitude of the terms, and
 *
 *     loss       unit = spacing(max(scale, |truth|))        one ULP of the terms' magnitude
 *     gradient   unit = epsilon * max(scale, |truth|)       condition-aware units
 *
 * but never less than the smallest subnormal, since the format has no smaller number.
 */

import { FLOAT_FORMATS, type FloatType, formatOf } from "../formats/bits.ts";
import type { OutputName } from "./tolerances.ts";
import { spacing } from "./ulp.ts";

/**
 * The size of one unit of error for an element.
 *
 * @param output "loss" or "gradient": see the equations above
 * @param type the format that the element is judged in
 * @param truth the true value
 * @param scale the magnitude of the terms, 0 or more
 * @returns a positive number, in the element's own unit (nats for a loss)
 * @throws RangeError for an unknown type
 * @example unitOf("loss", "float64", 0.72, 0.72); // 1.1102230246251565e-16: 2^-53, one ULP of 0.72
 */
export function unitOf(output: OutputName, type: FloatType, truth: number, scale: number): number {
  const magnitude = Math.max(scale, Math.abs(truth));
  if (output === "loss") return spacing(magnitude, type);
  const { epsilon, smallestSubnormal } = formatOf(type);
  return Math.max(epsilon * magnitude, smallestSubnormal);
}

/**
 * |value - (high + low)| / unit. The difference value - high is exact wherever the two are close, so that the second
 * double of the truth has an effect.
 *
 * @param value the number to judge
 * @param high the truth, rounded to a double
 * @param low the truth minus `high`
 * @param unit the size of one unit: see unitOf
 * @returns the error in units; Infinity where it cannot be computed, never NaN
 * @example errorInUnits(1 + 2 ** -52, 1, 0, 2 ** -52); // 1
 */
export function errorInUnits(value: number, high: number, low: number, unit: number): number {
  const units = Math.abs(value - high - low) / unit;
  return Number.isNaN(units) ? Infinity : units;
}

/**
 * ||a - b|| / ||b|| in the Euclidean norm: one number for a whole tensor, in which every element counts by its size.
 * Elements that are not finite on both sides are left out, since they are judged by their class.
 *
 * @returns 0 where all elements are equal, Infinity where b is zero and a is not
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

/** Whether a number is nearer to 0 than the smallest normal one. */
export function isSubnormal(value: number, dtype: FloatType): boolean {
  const { smallestSubnormal, epsilon } = FLOAT_FORMATS[dtype];
  return Math.abs(value) < smallestSubnormal / epsilon;
}

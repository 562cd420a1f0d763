/**
 * Distance in units in the last place, over ordered integers.
 *
 * Read as sign and magnitude, the bit patterns of a float format are integers in the order of the values, one apart
 * from neighbour to neighbour, with both zeros at 0. The distance of two values is the difference of their integers:
 * symmetric, and right across zero. NaN and infinities have no distance, only a class.
 */

import { exponentOf, FLOAT_FORMATS, type FloatType, roundToFloat } from "../formats/bits.ts";
import { classOf } from "./classes.ts";

const words = new DataView(new ArrayBuffer(8));

/**
 * The place of a value among all numbers of its format, 0 for both zeros. The value is rounded to the format first;
 * infinities come one after the largest finite number.
 *
 * @throws RangeError for NaN, which has no place.
 */
export function orderedInteger(value: number, type: FloatType): bigint {
  if (Number.isNaN(value)) throw new RangeError("value: expected a number that is not NaN, got NaN");
  if (type !== "float64") return BigInt(orderedNarrow(value, type));
  words.setFloat64(0, value);
  const magnitude = words.getBigUint64(0) & 0x7fff_ffff_ffff_ffffn;
  return value < 0 ? -magnitude : magnitude;
}

/** The same for formats of 32 bits and fewer, where a plain number holds it. */
function orderedNarrow(value: number, type: Exclude<FloatType, "float64">): number {
  const rounded = roundToFloat(value, type);
  let magnitude: number;
  if (type === "float16") {
    // Below the smallest normal all steps are equal; above, each binade has 2^10 of them.
    const exponent = Math.max(exponentOf(rounded), -14);
    const steps = Math.abs(rounded) / 2 ** (exponent - 10);
    magnitude = Number.isFinite(rounded) ? steps + (exponent + 14) * 0x400 : 0x7c00;
  } else {
    words.setFloat32(0, rounded);
    magnitude = words.getUint32(0) & 0x7fff_ffff;
    if (type === "bfloat16") magnitude >>>= 16;
  }
  return rounded < 0 ? -magnitude : magnitude;
}

/**
 * How many steps of the format lie between two values: 0 for equal ones, -0 and 0 included, and for two NaN;
 * Infinity where their classes differ. A float64 distance beyond 2^53 is rounded.
 */
export function ulpDistance(a: number, b: number, type: FloatType): number {
  if (a === b) return 0;
  const first = roundToFloat(a, type);
  const second = roundToFloat(b, type);
  if (!Number.isFinite(first) || !Number.isFinite(second)) {
    return classOf(first) === classOf(second) ? 0 : Infinity;
  }
  if (type === "float64") {
    const difference = orderedInteger(first, type) - orderedInteger(second, type);
    return Number(difference < 0n ? -difference : difference);
  }
  return Math.abs(orderedNarrow(first, type) - orderedNarrow(second, type));
}

/**
 * The distance between neighbours at |value|: one ULP. Up to the smallest normal number it is the smallest
 * subnormal; beyond the largest finite number the binades are thought to go on.
 */
export function spacing(value: number, type: FloatType): number {
  const { precision, minExponent } = FLOAT_FORMATS[type];
  return 2 ** (Math.max(exponentOf(value), minExponent) - precision + 1);
}

/** The next number of the format towards +Infinity; NaN and +Infinity stay. -0 and 0 both go to the smallest subnormal. */
export function nextUp(value: number, type: FloatType): number {
  if (Number.isNaN(value) || value === Infinity) return value;
  const { maxFinite, smallestSubnormal } = FLOAT_FORMATS[type];
  if (value === -Infinity) return -maxFinite;
  if (value === maxFinite) return Infinity;
  if (value >= 0) return value + Math.max(spacing(value, type), smallestSubnormal);
  // Going up from a negative number shrinks it, and just below a power of two the steps are half as wide.
  const step = spacing(value, type);
  const isPowerOfTwo = -value === 2 ** exponentOf(value);
  const next = value + (isPowerOfTwo ? Math.max(step / 2, smallestSubnormal) : step);
  return next === 0 ? -0 : next;
}

/** The next number of the format towards -Infinity. */
export function nextDown(value: number, type: FloatType): number {
  return -nextUp(-value, type);
}

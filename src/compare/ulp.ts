/**
 * Distance in units in the last place, over ordered integers.
 *
 * Read as sign and magnitude, the bit patterns of a float format are integers in the order of the values: neighbours
 * differ by 1, and both zeros are 0. The distance between two values is the difference of their integers, which is
 * symmetric and right across zero. NaN and infinities have no distance, only a class.
 */

import { exponentOf, type FloatType, formatOf, roundToFloat } from "../formats/bits.ts";
import { classOf } from "./classes.ts";

const words = new DataView(new ArrayBuffer(8));
/** A float32 and its bits, both in the machine's byte order. */
const single = new Float32Array(1);
const singleBits = new Uint32Array(single.buffer);

const INFINITY_BITS = { float32: 0x7f80_0000, float16: 0x7c00, bfloat16: 0x7f80 };
/** The smallest normal float16 as float32, the difference of the exponents' biases, and subnormal steps in 1. */
const FLOAT16_NORMAL = 0x3880_0000;
const FLOAT16_OFFSET = 0x3800_0000;
const FLOAT16_STEPS = 2 ** 24;

/**
 * The position of a value among all numbers of its format, 0 for both zeros. The value is rounded to the format first;
 * an infinity comes one position after the largest finite number.
 *
 * @throws RangeError for NaN, which has no place, and for an unknown type
 */
export function orderedInteger(value: number, type: FloatType): bigint {
  if (Number.isNaN(value)) throw new RangeError("value: expected a number that is not NaN, got NaN");
  if (type !== "float64") return BigInt(orderedNarrow(roundToFloat(value, type), type));
  words.setFloat64(0, value);
  const magnitude = words.getBigUint64(0) & 0x7fff_ffff_ffff_ffffn;
  return value < 0 ? -magnitude : magnitude;
}

/** The same for a format of at most 32 bits, where a plain number can hold the position. */
function orderedNarrow(rounded: number, type: Exclude<FloatType, "float64">): number {
  if (rounded === Infinity || rounded === -Infinity) return Math.sign(rounded) * INFINITY_BITS[type];
  single[0] = rounded;
  let magnitude = singleBits[0]! & 0x7fff_ffff;
  if (type === "bfloat16") magnitude >>>= 16;
  // float16 has 13 bits less and its exponents start 112 later; below its smallest normal number all steps are equal.
  else if (type === "float16") {
    magnitude =
      magnitude >= FLOAT16_NORMAL ? (magnitude - FLOAT16_OFFSET) >>> 13 : Math.abs(rounded) * FLOAT16_STEPS;
  }
  return rounded < 0 ? -magnitude : magnitude;
}

/**
 * How many steps of a format lie between two values, |integer(a) - integer(b)|.
 *
 * @param a one value; it is rounded to the format first
 * @param b the other value, likewise
 * @param type "float64", "float32", "float16" or "bfloat16"
 * @returns 0 for equal values, for -0 and 0, and for two NaN; Infinity where the classes differ. A float64 distance
 *   beyond 2^53 is rounded.
 * @throws RangeError for an unknown type
 * @example ulpDistance(1, 1 + 2 ** -23, "float32"); // 1
 */
export function ulpDistance(a: number, b: number, type: FloatType): number {
  const first = roundToFloat(a, type);
  const second = roundToFloat(b, type);
  if (first === second) return 0;
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
 * The distance between neighbouring numbers at |value|: one ULP. Up to the smallest normal number it is the smallest
 * subnormal; beyond the largest finite number it grows as if the exponents went on.
 *
 * @throws RangeError for an unknown type
 */
export function spacing(value: number, type: FloatType): number {
  const { precision, minExponent } = formatOf(type);
  return 2 ** (Math.max(exponentOf(value), minExponent) - precision + 1);
}

/**
 * The next number of the format towards +Infinity; NaN and +Infinity stay. -0 and 0 both go to the smallest subnormal.
 *
 * @throws RangeError for an unknown type
 */
export function nextUp(value: number, type: FloatType): number {
  const { maxFinite, smallestSubnormal } = formatOf(type);
  if (Number.isNaN(value) || value === Infinity) return value;
  if (value === -Infinity) return -maxFinite;
  if (value === maxFinite) return Infinity;
  if (value >= 0) return value + Math.max(spacing(value, type), smallestSubnormal);
  // Going up from a negative number shrinks it, and just below a power of two the steps are half as wide.
  const step = spacing(value, type);
  const isPowerOfTwo = -value === 2 ** exponentOf(value);
  const next = value + (isPowerOfTwo ? Math.max(step / 2, smallestSubnormal) : step);
  return next === 0 ? -0 : next;
}

/** The next number of the format towards -Infinity. @throws RangeError for an unknown type */
export function nextDown(value: number, type: FloatType): number {
  return -nextUp(-value, type);
}

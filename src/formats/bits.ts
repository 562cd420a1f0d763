/**
 * Values and their bit patterns, for every float format that the vectors use.
 *
 * Hex is big-endian, one pattern per element, as IEEE 754 writes it: sign, exponent, significand.
 */

import { f16round, getFloat16, setFloat16 } from "@petamoriken/float16";
import { DTYPES, type FloatType, type Grid } from "../math/dtypes.ts";
import { show } from "../math/errors.ts";
import { roundToGrid } from "../math/grid.ts";

export type { FloatType } from "../math/dtypes.ts";
export { exponentOf } from "../math/grid.ts";

export interface FloatFormat extends Grid {
  /** Hex digits of one bit pattern. */
  readonly hexDigits: number;
  /** Distance from 1 to the next number up. */
  readonly epsilon: number;
  readonly smallestSubnormal: number;
  /** The only NaN that files may hold, since a JavaScript number does not keep the payload of a NaN. */
  readonly nanHex: string;
}

export const FLOAT_FORMATS: Readonly<Record<FloatType, FloatFormat>> = {
  float64: format("float64", "7ff8000000000000"),
  float32: format("float32", "7fc00000"),
  float16: format("float16", "7e00"),
  bfloat16: format("bfloat16", "7fc0"),
};

function format(type: FloatType, nanHex: string): FloatFormat {
  const { grid, bytes } = DTYPES[type];
  const { precision, minExponent } = grid;
  const smallestSubnormal = 2 ** (minExponent - precision + 1);
  return { ...grid, hexDigits: bytes * 2, epsilon: 2 ** (1 - precision), smallestSubnormal, nanHex };
}

/**
 * The format of a type that may have come from a caller without a type checker.
 *
 * @param argument the caller's name for it, for the message
 * @throws RangeError for an unknown type: without a format, every number would pass for a near one
 */
export function formatOf(type: FloatType, argument = "type"): FloatFormat {
  const known: FloatFormat | undefined = FLOAT_FORMATS[type];
  // A property that every object inherits is not a format.
  if (known?.precision === undefined) throw unknownType(type, argument);
  return known;
}

function unknownType(type: unknown, argument = "type"): RangeError {
  const known = Object.keys(FLOAT_FORMATS).join(", ");
  return new RangeError(`${argument}: expected one of ${known}, got ${show(type)}`);
}

// One scratch cell for all conversions. It is a DataView because typed arrays follow the machine's byte order.
const cell = new DataView(new ArrayBuffer(8));

/**
 * Rounds to the nearest number of the format, ties to even.
 *
 * @param value any number, NaN and infinities included
 * @param type "float64", "float32", "float16" or "bfloat16"
 * @throws RangeError for an unknown type
 * @example roundToFloat(0.1, "float32"); // 0.10000000149011612
 */
export function roundToFloat(value: number, type: FloatType): number {
  switch (type) {
    case "float64":
      return value;
    case "float32":
      return Math.fround(value);
    case "float16":
      // The same as roundToGrid, but several times as fast.
      return f16round(value);
    case "bfloat16":
      return roundToGrid(value, DTYPES[type].grid);
    default:
      throw unknownType(type);
  }
}

/**
 * The bit pattern of a value, rounded to the format first; every NaN becomes the canonical one.
 *
 * @param value any number
 * @param type "float64", "float32", "float16" or "bfloat16"
 * @returns big-endian hex digits in lower case
 * @throws RangeError for an unknown type
 * @example toHex(1, "float32"); // "3f800000"
 */
export function toHex(value: number, type: FloatType): string {
  if (Number.isNaN(value)) return formatOf(type).nanHex;
  switch (type) {
    case "float64":
      cell.setFloat64(0, value);
      return hex(cell.getUint32(0), 8) + hex(cell.getUint32(4), 8);
    case "float32":
      cell.setFloat32(0, value);
      return hex(cell.getUint32(0), 8);
    case "float16":
      setFloat16(cell, 0, value);
      return hex(cell.getUint16(0), 4);
    case "bfloat16":
      cell.setFloat32(0, roundToGrid(value, DTYPES.bfloat16.grid));
      return hex(cell.getUint16(0), 4);
    default:
      throw unknownType(type);
  }
}

function hex(word: number, digits: number): string {
  return word.toString(16).padStart(digits, "0");
}

const HEX_DIGITS = /^[0-9a-f]+$/i;

/**
 * The value of one bit pattern.
 *
 * @param pattern big-endian hex digits
 * @param type "float64", "float32", "float16" or "bfloat16"
 * @throws RangeError for an unknown type, and where the pattern does not have the format's number of hex digits
 * @example fromHex("3f800000", "float32"); // 1
 */
export function fromHex(pattern: string, type: FloatType): number {
  const { hexDigits } = formatOf(type);
  if (typeof pattern !== "string" || pattern.length !== hexDigits || !HEX_DIGITS.test(pattern)) {
    throw new RangeError(`pattern: expected ${hexDigits} hex digits for ${type}, got ${show(pattern)}`);
  }
  switch (type) {
    case "float64":
      cell.setUint32(0, Number.parseInt(pattern.slice(0, 8), 16));
      cell.setUint32(4, Number.parseInt(pattern.slice(8), 16));
      return cell.getFloat64(0);
    case "float32":
      cell.setUint32(0, Number.parseInt(pattern, 16));
      return cell.getFloat32(0);
    case "float16":
      cell.setUint16(0, Number.parseInt(pattern, 16));
      return getFloat16(cell, 0);
    case "bfloat16":
      cell.setUint32(0, Number.parseInt(pattern, 16) * 0x10000);
      return cell.getFloat32(0);
  }
}

/**
 * Values and their bit patterns, for every float format the vectors use.
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
  /** The one NaN that files may hold: payloads do not survive a trip through a JavaScript number. */
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
 * @param argument what the caller calls it
 * @throws RangeError for any other type: counted in steps of no format, every number would be near every other
 */
export function formatOf(type: FloatType, argument = "type"): FloatFormat {
  const known: FloatFormat | undefined = FLOAT_FORMATS[type];
  // What every object inherits is no format either.
  if (known?.precision === undefined) throw unknownType(type, argument);
  return known;
}

function unknownType(type: unknown, argument = "type"): RangeError {
  const known = Object.keys(FLOAT_FORMATS).join(", ");
  return new RangeError(`${argument}: expected one of ${known}, got ${show(type)}`);
}

// One scratch cell for all conversions; a DataView because typed arrays would follow the machine's byte order.
const cell = new DataView(new ArrayBuffer(8));

/** Rounds to the nearest number of the format, ties to even. @throws RangeError for an unknown type */
export function roundToFloat(value: number, type: FloatType): number {
  switch (type) {
    case "float64":
      return value;
    case "float32":
      return Math.fround(value);
    case "float16":
      // As roundToGrid, several times as fast.
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
 * @throws RangeError for an unknown type
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
 * @throws RangeError for an unknown type, and where the pattern is not as many hex digits as the format has
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

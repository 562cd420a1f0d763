/**
 * The truth of a vector, turned from 40 decimal digits into sums of two doubles.
 *
 * A float64 result is judged to a fraction of an ULP, which one double cannot express: the truth is kept as
 * high + low with |low| at most half an ULP of high, some 106 bits.
 */

import { Decimal } from "decimal.js";
import { exponentOf, FLOAT_FORMATS, type FloatType, formatOf } from "../formats/bits.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { classOf, type FloatClass } from "./classes.ts";
import { spacing } from "./ulp.ts";

/** True values of one output, element by element. */
export interface Truth {
  readonly classes: readonly FloatClass[];
  readonly high: Float64Array;
  readonly low: Float64Array;
}

/** Precise enough to subtract a double from 40 digits of truth, with a margin. */
const Wide = Decimal.clone({ precision: 60 });

const powersOfTwo = new Map<number, Decimal>();

function powerOfTwo(exponent: number): Decimal {
  let power = powersOfTwo.get(exponent);
  if (!power) {
    power = new Wide(2).pow(exponent);
    powersOfTwo.set(exponent, power);
  }
  return power;
}

/** The exact value of a finite double: decimal.js alone would take its shortest decimal instead. */
function exactly(value: number): Decimal {
  const exponent = Math.max(exponentOf(value), -1022) - 52;
  // Two factors, since 2^-exponent alone overflows on subnormals.
  const half = Math.trunc(-exponent / 2);
  return new Wide(value * 2 ** half * 2 ** (-exponent - half)).times(powerOfTwo(exponent));
}

/** The class of a decimal truth. A number too small or too large for a double is still finite. */
function classOfDecimal(text: string, high: number): FloatClass {
  if (Number.isFinite(high) && high !== 0) return "finite";
  if (text === "0" || text === "-0" || text === "NaN") return classOf(high);
  return text === "Infinity" || text === "-Infinity" ? classOf(high) : "finite";
}

/**
 * Truth as double-doubles.
 *
 * @param values 40-digit decimals (or `NaN`, `Infinity`, `-Infinity`, `0`, `-0`), or doubles from a side-car.
 * @param type the format the output is judged in. In formats below float64 the second double matters only where it tells
 *   whether the truth is just below a power of two, where steps are half as wide.
 * @throws RangeError for an unknown type
 */
export function toTruth(values: readonly string[] | FloatArray, type: FloatType): Truth {
  formatOf(type);
  const { length } = values;
  const classes = new Array<FloatClass>(length);
  const low = new Float64Array(length);
  if (!Array.isArray(values)) {
    const high = Float64Array.from(values as FloatArray);
    for (let i = 0; i < length; i++) classes[i] = classOf(high[i]!);
    return { classes, high, low };
  }
  const high = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const text = values[i]!;
    const nearest = Number(text);
    high[i] = nearest;
    classes[i] = classOfDecimal(text, nearest);
    if (
      (type === "float64" || isPowerOfTwo(nearest)) &&
      classes[i] === "finite" &&
      Number.isFinite(nearest)
    ) {
      low[i] = new Wide(text).minus(exactly(nearest)).toNumber();
    }
  }
  return { classes, high, low };
}

/** One ULP of a format at the exact truth; at a power of two, the truth's second double decides which ULP it is. */
export function spacingAtTruth(truth: Truth, i: number, type: FloatType): number {
  const high = truth.high[i]!;
  const step = spacing(high, type);
  const low = truth.low[i]!;
  const isBelow = isPowerOfTwo(high) && low !== 0 && low < 0 === high > 0;
  return isBelow ? Math.max(step / 2, FLOAT_FORMATS[type].smallestSubnormal) : step;
}

function isPowerOfTwo(value: number): boolean {
  return Math.abs(value) === 2 ** exponentOf(value);
}

/** (value - truth) / unit in decimal arithmetic, for cases where doubles would underflow, overflow or round. */
export function exactDifference(value: number, truth: string, unit: number): Decimal {
  return exactly(value).minus(new Wide(truth)).div(exactly(unit));
}

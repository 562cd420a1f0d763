/** How exactly a number is known: by the digits somebody gave, and by the arithmetic it came from. */

import { unitOf } from "../../compare/metrics.ts";
import { type OutputName, type ToleranceProfile, toleranceRow } from "../../compare/tolerances.ts";
import type { FloatType } from "../../formats/bits.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import type { DType } from "../../math/tensor.ts";

/** Numbers that somebody got, and how far from each the true one may lie. */
export interface Observed {
  /** Which output of a call they are. */
  readonly output: OutputName;
  readonly values: FloatArray;
  /** Half a step of the last digit given, and what rounding may have added, per element. */
  readonly tolerance: Float64Array;
  /** Significant digits of the longest one. */
  readonly digits: number;
  /** The format that the numbers are judged in. */
  readonly dtype: FloatType;
}

/** Longer numbers were printed from a double, even if it has few bits. */
const MOST_FLOAT32_DIGITS = 9;

/**
 * Reads the precision of numbers from how they are written.
 *
 * @param texts the numbers as they were written, where that is known: trailing zeros are digits too
 * @param dtype what they were computed in, where that is known; else told from the digits: numbers of up to nine may
 *   have been computed in float32, and so may longer ones that float32 holds exactly
 * @param judged whose rounding is allowed for. Default: that of anybody.
 */
export function observe(
  output: OutputName,
  values: FloatArray,
  texts: readonly string[] | undefined,
  dtype: DType | undefined,
  judged: ToleranceProfile = "default",
): Observed {
  let [digits, place] = [0, Number.POSITIVE_INFINITY];
  values.forEach((value, i) => {
    // A bare zero does not tell how many digits the others were written with.
    if (value === 0 && texts?.[i] === undefined) return;
    const written = readDigits(texts?.[i] ?? String(value));
    digits = Math.max(digits, written.significant);
    place = Math.min(place, written.place);
  });
  if (place === Number.POSITIVE_INFINITY) place = Number.NEGATIVE_INFINITY;
  const type = formatOf(values, digits, dtype);
  const { floor } = toleranceRow(judged, type, output);
  // Elements of a gradient are differences of terms as large as its largest one.
  const scale = output === "loss" ? 0 : values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tolerance = Float64Array.from(values, (value) => {
    // Columns share a last decimal, lists of significant digits their number; either is what the writer cut off at.
    const bySignificance = value === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
    return Math.max(10 ** place, bySignificance) / 2 + floor * unitOf(output, type, value, scale);
  });
  return { output, values, tolerance, digits, dtype: type };
}

function formatOf(values: FloatArray, digits: number, dtype: DType | undefined): FloatType {
  if (dtype !== undefined && dtype !== "int64") return dtype;
  const mayBeFloat32 = digits <= MOST_FLOAT32_DIGITS || values.every((value) => Math.fround(value) === value);
  return mayBeFloat32 ? "float32" : "float64";
}

/** Significant digits of a decimal, and the power of ten of its last one. */
function readDigits(text: string): { readonly significant: number; readonly place: number } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace(/^[-+]/, "").split(".");
  const significant = `${whole}${fraction}`.replace(/^0+/, "").length;
  return { significant, place: Number(exponent) - fraction.length };
}

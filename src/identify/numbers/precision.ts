/**
 * How exactly a number is known. This is decided here alone, for every number that somebody gives:
 *
 * - printed in full: a float64, or a float32 or 16-bit number that Python printed as a float64;
 * - rounded to the digits written;
 * - cut off after them, so that the true number is up to a step of the last digit farther from zero.
 */

import { unitOf } from "../../compare/metrics.ts";
import { type OutputName, type ToleranceProfile, toleranceRow } from "../../compare/tolerances.ts";
import { type FloatType, roundToFloat } from "../../formats/bits.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import type { DType } from "../../math/tensor.ts";

/** Numbers that somebody got, and how far from each the true one may lie. */
export interface Observed {
  /** Which output of a call they are. */
  readonly output: OutputName;
  /** As they were written. */
  readonly written: FloatArray;
  /** The middle of the range in which the true number lies: half a half-step farther from zero than the written one. */
  readonly values: FloatArray;
  /** Half the length of that range: what rounding, cutting off and the arithmetic may have changed, per element. */
  readonly tolerance: Float64Array;
  /** The same about the written number, if it was rounded and not cut off. */
  readonly rounding: Float64Array;
  /** Significant digits of the longest one. */
  readonly digits: number;
  /** The format that the numbers are judged in. */
  readonly dtype: FloatType;
}

/** What is known of numbers besides their values. */
interface Writing {
  /** The numbers as they were written, where that is known: trailing zeros are digits too. */
  readonly texts?: readonly string[] | undefined;
  /** Their own dtype, where they came with one. */
  readonly own?: DType | undefined;
  /** The dtype of the input that they were computed from, where it came with one. */
  readonly input?: DType | undefined;
  /** Whose rounding is allowed for. Default: that of anybody. */
  readonly judged?: ToleranceProfile;
}

/** Reads the precision of numbers from how they are written. */
export function observe(
  output: OutputName,
  written: FloatArray,
  { texts, own, input, judged = "default" }: Writing,
): Observed {
  let [digits, place] = [0, Number.POSITIVE_INFINITY];
  written.forEach((value, i) => {
    // A bare zero does not tell how many digits the others were written with.
    if (value === 0 && texts?.[i] === undefined) return;
    const read = readDigits(texts?.[i] ?? String(value));
    digits = Math.max(digits, read.significant);
    place = Math.min(place, read.place);
  });
  if (place === Number.POSITIVE_INFINITY) place = Number.NEGATIVE_INFINITY;
  const type = formatOf(written, digits, own, input);
  const { floor } = toleranceRow(judged, type, output);
  // Elements of a gradient are differences of terms as large as its largest one.
  const scale = output === "loss" ? 0 : written.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Columns share a last decimal, lists of significant digits their number; either is what the writer cut off at.
  const halfSteps = Float64Array.from(written, (value) => {
    const bySignificance = value === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - digits);
    return Math.max(10 ** place, bySignificance) / 2;
  });
  const arithmetic = Float64Array.from(written, (value) => floor * unitOf(output, type, value, scale));
  return {
    output,
    written,
    values: Float64Array.from(written, (value, i) => value + (Math.sign(value) * halfSteps[i]!) / 2),
    tolerance: halfSteps.map((half, i) => half * (written[i] === 0 ? 2 : 1.5) + arithmetic[i]!),
    rounding: halfSteps.map((half, i) => half + arithmetic[i]!),
    digits,
    dtype: type,
  };
}

/** The same of some of the numbers. */
export function partOf(observed: Observed, some: (numbers: FloatArray) => Float64Array): Observed {
  const { written, values, tolerance, rounding } = observed;
  return {
    ...observed,
    written: some(written),
    values: some(values),
    tolerance: some(tolerance),
    rounding: some(rounding),
  };
}

/**
 * The most digits that a number of each format needs. A longer one that the format holds exactly was printed from it:
 * by accident, one double in 500 million is a float32, and one number of six digits in hundreds is of 16 bits.
 */
const NEEDED: readonly (readonly [FloatType, number])[] = [
  ["bfloat16", 5],
  ["float16", 5],
  ["float32", 9],
];

function formatOf(
  values: FloatArray,
  digits: number,
  own: DType | undefined,
  input: DType | undefined,
): FloatType {
  const stated = [own, input].find((type): type is FloatType => type !== undefined && type !== "int64");
  // Digits of the values themselves: zeros at the end of a text are none that a format would have needed.
  const needed = values.reduce((most, value) => Math.max(most, readDigits(String(value)).significant), 0);
  const printed = NEEDED.find(
    ([type, most]) => needed > most && values.every((value) => roundToFloat(value, type) === value),
  );
  if (printed !== undefined && (stated === undefined || stated === "float64" || printed[0] !== "float32"))
    return printed[0];
  return stated ?? (digits <= NEEDED.at(-1)![1] ? "float32" : "float64");
}

/** Significant digits of a decimal, and the power of ten of its last one. */
function readDigits(text: string): { readonly significant: number; readonly place: number } {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace(/^[-+]/, "").split(".");
  const significant = `${whole}${fraction}`.replace(/^0+/, "").length;
  return { significant, place: Number(exponent) - fraction.length };
}

/**
 * Comparing floating-point results; `smoothproof/compare` with the assertions of src/testing.
 *
 * ULP distance over ordered integers, classes for NaN, infinities and zeros, condition-aware units of error, and the
 * judge that puts them together.
 */

export {
  FLOAT_FORMATS,
  type FloatFormat,
  type FloatType,
  fromHex,
  roundToFloat,
  toHex,
} from "../formats/bits.ts";
export { classOf, type FloatClass } from "./classes.ts";
export { type JudgeOptions, judge } from "./judge.ts";
export { type Match, matchTensor, type TensorMatchOptions, withinUlp } from "./match.ts";
export { errorInUnits, normwiseRelativeError, unitOf } from "./metrics.ts";
export type { Cause, Likeness, Symptom } from "./symptom.ts";
export { type OutputName, TOLERANCES, type ToleranceProfile, type ToleranceRow } from "./tolerances.ts";
export { type Truth, toTruth } from "./truth.ts";
export { nextDown, nextUp, orderedInteger, spacing, ulpDistance } from "./ulp.ts";
export type { Answer, OutputMeasure, ShownValue, Status, Units, Verdict } from "./verdict.ts";

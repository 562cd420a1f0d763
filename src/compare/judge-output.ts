/**
 * Judges one output, loss or gradient, against its expected values.
 */

import type { ExpectedOutput } from "../fixtures/vector.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { sizeOf } from "../math/tensor.ts";
import { classOf, isNonFinite } from "./classes.ts";
import { errorInUnits, isSubnormal, normwiseRelativeError, unitOf } from "./metrics.ts";
import { showValue, toUnits, unravel } from "./show.ts";
import { budgetOf, type OutputName, type ToleranceRow } from "./tolerances.ts";
import type { Truth } from "./truth.ts";
import { ulpDistance } from "./ulp.ts";
import type { OutputMeasure } from "./verdict.ts";

export interface OutputToJudge {
  readonly name: OutputName;
  readonly expected: ExpectedOutput;
  readonly truth: Truth;
  /** Values of the answer; as many as expected. */
  readonly got: FloatArray;
  readonly tolerance: ToleranceRow;
  /** Length of the longest axis of the call, which is the class axis where there are many classes. */
  readonly classes: number;
  /** Whether the sign of a zero counts. */
  readonly signedZeros: boolean;
  /** Whether the reference overflows where the truth does not: an answer may then match either of them. */
  readonly overflows: boolean;
}

/**
 * Errors of all elements, and how many are too large.
 *
 * Where the truth or the reference is NaN or infinite, the answer must have the class that was observed: the truth of
 * such a case is a convention, and parity is with the reference. Where both are zero, the answer must be zero, unless the
 * zero comes from a cancellation and the tolerance allows for its rounding error.
 */
export function judgeOutput(job: OutputToJudge): OutputMeasure {
  const { name, expected, truth, got } = job;
  const length = expected.observed.length;
  const reference = new Float64Array(length);
  let largestReference = 0;
  for (let i = 0; i < length; i++) {
    reference[i] = referenceError(job, i);
    if (Number.isFinite(reference[i]!)) largestReference = Math.max(largestReference, reference[i]!);
  }
  const budget = budgetOf(job.tolerance, largestReference, job.classes, depthOf(expected.scale));

  let worst = 0;
  let worstUnits = -1;
  let mismatches = 0;
  let fromReference = 0;
  let ulp = 0;
  for (let i = 0; i < length; i++) {
    const units = elementError(job, i);
    if (units > worstUnits) {
      worstUnits = units;
      worst = i;
    }
    if (units > budget) mismatches += 1;
    const observed = expected.observed[i]!;
    if (Number.isFinite(units) && Number.isFinite(observed)) {
      const unit = unitOf(name, expected.dtype, truth.high[i]!, expected.scale[i]!);
      fromReference = Math.max(fromReference, errorInUnits(got[i]!, observed, 0, unit));
      // Equal classes were required above; a truth that is not finite has no distance.
      if (!isNonFinite(truth.classes[i]!)) {
        ulp = Math.max(ulp, ulpDistance(got[i]!, truth.high[i]!, expected.dtype));
      }
    } else if (!Number.isFinite(units)) {
      fromReference = Infinity;
      ulp = Infinity;
    }
  }
  const normwise = normwiseRelativeError(got, truth.high);
  const isEmpty = length === 0;
  return {
    elements: length,
    ...(expected.at === undefined ? {} : { untold: sizeOf(expected.shape) - length }),
    mismatches,
    budget,
    units: toUnits(Math.max(worstUnits, 0)),
    unitsFromReference: toUnits(fromReference),
    referenceUnits: toUnits(largestReference),
    ulp: toUnits(ulp),
    ...(Number.isFinite(normwise) ? { normwise } : {}),
    index: isEmpty ? [] : unravel(expected.at?.[worst] ?? worst, expected.shape),
    expected: isEmpty ? NOTHING : showValue(expected.observed[worst]!, expected.observedDtype),
    got: isEmpty ? NOTHING : showValue(got[worst]!, expected.dtype),
    truth: isEmpty ? "" : String(expected.truth[worst]),
    referenceUnitsThere: isEmpty ? 0 : toUnits(reference[worst]!),
  };
}

/** Shown for an output without elements. */
const NOTHING = { text: "", bits: "" };

/** ln of the largest magnitude over the smallest that is not 0. Where a class has no target, its magnitude is that of p. */
function depthOf(scale: Float64Array): number {
  let [smallest, largest] = [Infinity, 0];
  for (const each of scale) {
    if (each > 0) smallest = Math.min(smallest, each);
    largest = Math.max(largest, each);
  }
  return largest > smallest ? Math.log(largest / smallest) : 0;
}

/** Units of error of one element; Infinity where the class is wrong. */
function elementError(job: OutputToJudge, i: number): number {
  const { expected, truth } = job;
  const got = job.got[i]!;
  const observed = expected.observed[i]!;
  const truthClass = truth.classes[i]!;
  const observedClass = classOf(observed);
  if (isNonFinite(truthClass) || isNonFinite(observedClass)) {
    if (classOf(got) === observedClass) return 0;
    if (!job.overflows || isNonFinite(truthClass)) return Infinity;
  }
  const isZero = truthClass === "zero" && observedClass === "zero";
  if (isZero && (got === 0 || job.tolerance.exactZeros || expected.scale[i] === 0)) {
    return got === 0 && (!job.signedZeros || Object.is(got, observed)) ? 0 : Infinity;
  }
  if (!Number.isFinite(got)) return Infinity;
  if (job.tolerance.flushesSubnormals && got === 0 && isSubnormal(truth.high[i]!, expected.dtype)) return 0;
  const unit = unitOf(job.name, expected.dtype, truth.high[i]!, expected.scale[i]!);
  return errorInUnits(got, truth.high[i]!, truth.low[i]!, unit);
}

/** The reference's error on the same element, in units of the dtype it computed in; Infinity across classes. */
function referenceError(job: OutputToJudge, i: number): number {
  const { expected, truth } = job;
  const observed = expected.observed[i]!;
  const truthClass = truth.classes[i]!;
  const observedClass = classOf(observed);
  if (isNonFinite(truthClass) || isNonFinite(observedClass))
    return truthClass === observedClass ? 0 : Infinity;
  const unit = unitOf(job.name, expected.observedDtype, truth.high[i]!, expected.scale[i]!);
  return errorInUnits(observed, truth.high[i]!, truth.low[i]!, unit);
}

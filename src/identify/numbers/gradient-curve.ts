/**
 * The gradient of one definition as a function of its label smoothing, on a few rows.
 *
 * Where a loss is linear in its target's masses, so is its gradient: with scale s and bias b,
 *
 *     g = c (none + s * target + b * others)
 *
 * and the three in brackets depend on the input, the target and the class weights alone, so definitions share them. c is
 * what the reduction multiplies a row by.
 */
import { evaluate } from "../../loss/evaluate.ts";
import type { LossCall } from "../../loss/loss-call.ts";
import { reductionOf } from "../../loss/row-losses.ts";
import { dependsOnLabels, type Masses } from "../../loss/target.ts";
import { hasOwnRows, ofRows, rowsOf, scaledRows } from "./chosen-rows.ts";
import type { CurveCache } from "./curve-cache.ts";
import type { Candidate } from "./definitions.ts";
import { drawn } from "./evaluated-curve.ts";
import { isLinear } from "./linear.ts";
import { MIDDLE, massPath } from "./mass-path.ts";
import { outputOf } from "./outputs.ts";
import { planFor } from "./reduce-rows.ts";
import type { Curve } from "./smoothing-interval.ts";

/** Undefined where the gradient is not such a sum. */
export function linearGradient(
  candidate: Candidate,
  chosen: readonly number[],
  cache: CurveCache,
): Curve | undefined {
  const { at, factor, surprisal, form, mutant } = candidate;
  const middle = at(MIDDLE);
  const { axes, weight } = middle;
  const isFactored = axes.weight === "per-class-on-row" && weight !== undefined;
  const isOwn = surprisal !== undefined || mutant?.isMisled === true;
  if (isOwn || isFactored || dependsOnLabels(axes) || !hasOwnRows(middle) || !isLinear(candidate))
    return undefined;
  const slopes = slopesOf(middle, chosen, cache);
  const { coefficients } = planFor(middle, cache);
  const masses = massPath(at, middle, cache);
  return {
    isAffine: masses.isAffine,
    at(smoothing) {
      const [scale, bias] = [factor * masses.scale(smoothing), factor * masses.bias(smoothing)];
      const gradient = slopes.none.map(
        (none, flat) => factor * none + scale * slopes.target[flat]! + bias * slopes.others[flat]!,
      );
      return form.pullBackRows(scaledRows(gradient, coefficients, middle, chosen), chosen);
    },
  };
}

interface Slopes {
  readonly none: Float64Array;
  readonly target: Float64Array;
  readonly others: Float64Array;
}

const ZERO = { high: 0, low: 0 };
const ONE = { high: 1, low: 0 };

/** Slopes of the row losses without mass, and what a scale of 1 and a bias of 1 add. */
function slopesOf(middle: LossCall, chosen: readonly number[], cache: CurveCache): Slopes {
  const few = ofRows(middle, chosen, cache.rowsOnce);
  const axes: LossCall["axes"] = {
    ...few.axes,
    // None of these matters to a slope once the masses are known.
    targetRule: "uniform",
    smoothingApplies: "always",
    classCount: "class-axis",
    divergence: "cross-entropy",
  };
  const { input, target, weight, ignoreIndex, excludedClass, linkNumbers } = few;
  const key = [input, target, weight, JSON.stringify([axes, ignoreIndex, excludedClass, linkNumbers])];
  return cache.once("slopes", key, () => {
    const at = (masses: Omit<Masses, "smoothed">): Float64Array =>
      slopesAt({ ...few, axes, masses: { ...masses, smoothed: true } });
    const none = at({ scale: ZERO, bias: ZERO, on: ZERO });
    const beyond = (gradient: Float64Array): Float64Array => gradient.map((g, i) => g - none[i]!);
    return {
      none,
      target: beyond(at({ scale: ONE, bias: ZERO, on: ONE })),
      others: beyond(at({ scale: ZERO, bias: ONE, on: ONE })),
    };
  });
}

function slopesAt(lossCall: LossCall): Float64Array {
  return Float64Array.from(evaluate(lossCall).gradient.data);
}

/** Smoothings at which it is checked that a gradient lies on straight lines. */
const [FIRST, LAST] = [0.25, 0.75] as const;

/** How far it may lie off them, relative to its largest element. */
const STRAIGHT = 1e-13;

/** By evaluating it at a few smoothings. */
export function evaluatedGradient(candidate: Candidate, chosen: readonly number[], cache: CurveCache): Curve {
  const at = evaluatedOn(candidate, chosen, cache);
  const [first, middle, last] = [at(FIRST), at(MIDDLE), at(LAST)];
  const most = middle.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const isAffine = middle.every((value, i) => Math.abs(first[i]! + last[i]! - 2 * value) <= STRAIGHT * most);
  if (!isAffine) return { at: drawn(at), isAffine };
  const along = (smoothing: number): Float64Array => {
    const share = (smoothing - FIRST) / (LAST - FIRST);
    return first.map((value, i) => value + (last[i]! - value) * share);
  };
  return { at: along, isAffine };
}

function evaluatedOn(candidate: Candidate, chosen: readonly number[], cache: CurveCache): Curve["at"] {
  const { at, factor, surprisal, form, mutant } = candidate;
  const middle = at(MIDDLE);
  if (surprisal !== undefined || mutant?.isMisled || !hasOwnRows(middle)) {
    // One that is more than the sum of its rows.
    return (smoothing) => {
      const data = outputOf(candidate, "gradient", smoothing);
      return data === undefined
        ? new Float64Array()
        : rowsOf({ data, shape: form.given.shape }, form.classAxis, chosen);
    };
  }
  const isFixed = reductionOf(middle.axes, middle.targetKind).divisor !== "row-weight";
  return (smoothing) => {
    const lossCall = at(smoothing);
    const gradient = slopesAt(ofRows(lossCall, chosen, cache.rowsOnce)).map((value) => factor * value);
    const { coefficients } = planFor(isFixed ? middle : lossCall, cache);
    return form.pullBackRows(scaledRows(gradient, coefficients, lossCall, chosen), chosen);
  };
}

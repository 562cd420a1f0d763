/**
 * The gradient of one definition as a function of its label smoothing.
 *
 * Where a loss is linear in its target's masses, so is its gradient: with scale s and bias b,
 *
 *     g = c (none + s * target + b * others)
 *
 * and the three in brackets depend on the input, the target and the class weights alone, so definitions share them. c is
 * what the reduction multiplies a row by.
 */

import { SUM } from "../../loss/axis-values.ts";
import { evaluate } from "../../loss/evaluate.ts";
import type { LossCall } from "../../loss/loss-call.ts";
import { isPerRow } from "../../loss/row-losses.ts";
import { dependsOnLabels, type Masses } from "../../loss/target.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import { rowsAlong } from "../../math/rows.ts";
import type { CurveCache } from "./curve-cache.ts";
import type { Candidate } from "./definitions.ts";
import { drawn } from "./evaluated-curve.ts";
import { isLinear } from "./linear.ts";
import { MIDDLE, massPath } from "./mass-path.ts";
import { outputOf } from "./outputs.ts";
import { planFor } from "./reduce-rows.ts";
import type { Curve } from "./smoothing-interval.ts";

export function gradientCurve(candidate: Candidate, cache: CurveCache): Curve {
  return linearGradient(candidate, cache) ?? evaluatedGradient(candidate);
}

/** Undefined where it is no such sum. */
function linearGradient(candidate: Candidate, cache: CurveCache): Curve | undefined {
  const { at, factor, surprisal, form, mutant } = candidate;
  const middle = at(MIDDLE);
  const { axes, input, softmaxAxis, weight } = middle;
  const isFactored = axes.weight === "per-class-on-row" && weight !== undefined;
  const isOwn = surprisal !== undefined || mutant?.isMisled === true;
  if (isOwn || isFactored || dependsOnLabels(axes) || !isLinear(candidate)) return undefined;
  const slopes = slopesOf(middle, cache);
  const { coefficients } = planFor(middle, cache);
  const masses = massPath(at, middle, cache);
  const rowOf = cache.once("row of", [input.shape, softmaxAxis], () => rowIndex(middle));
  const each = axes.rowLoss === "each";
  return {
    isAffine: masses.isAffine,
    at(smoothing) {
      const [scale, bias] = [masses.scale(smoothing), masses.bias(smoothing)];
      const gradient = Float64Array.from(
        slopes.none,
        (none, flat) =>
          factor *
          coefficients[each ? flat : rowOf[flat]!]! *
          (none + scale * slopes.target[flat]! + bias * slopes.others[flat]!),
      );
      return [...form.pullBack(gradient)];
    },
  };
}

interface Slopes {
  readonly none: FloatArray;
  readonly target: Float64Array;
  readonly others: Float64Array;
}

const ZERO = { high: 0, low: 0 };
const ONE = { high: 1, low: 0 };

/** Slopes of the row losses at no mass, and what a unit of scale and of bias adds. */
function slopesOf(middle: LossCall, cache: CurveCache): Slopes {
  const { input, target, ignoreIndex, excludedClass, classAxis, softmaxAxis, focus } = middle;
  const weight = isPerRow(middle.axes) ? undefined : middle.weight;
  const axes: LossCall["axes"] = {
    ...middle.axes,
    // None of these has a part in a slope once the masses are known.
    targetRule: "uniform",
    smoothingApplies: "always",
    classCount: "class-axis",
    divergence: "cross-entropy",
    reduction: SUM,
    weight: weight === undefined ? "none" : middle.axes.weight,
  };
  const key = [
    input,
    target,
    weight,
    JSON.stringify([axes, ignoreIndex, excludedClass, classAxis, softmaxAxis, focus]),
  ];
  return cache.once("slopes", key, () => {
    const at = (masses: Omit<Masses, "smoothed">): FloatArray =>
      evaluate({
        ...middle,
        axes,
        weight,
        upstream: undefined,
        masses: { ...masses, smoothed: true },
      }).gradient.data;
    const none = at({ scale: ZERO, bias: ZERO, on: ZERO });
    const beyond = (gradient: FloatArray): Float64Array =>
      Float64Array.from(gradient, (g, i) => g - none[i]!);
    return {
      none,
      target: beyond(at({ scale: ONE, bias: ZERO, on: ONE })),
      others: beyond(at({ scale: ZERO, bias: ONE, on: ONE })),
    };
  });
}

/** Row of each element. */
function rowIndex({ input, softmaxAxis }: LossCall): Int32Array {
  const rows = rowsAlong(input.shape, softmaxAxis);
  const index = new Int32Array(input.data.length);
  for (let row = 0; row < rows.count; row += 1)
    for (let k = 0; k < rows.length; k += 1) index[rows.start(row) + k * rows.stride] = row;
  return index;
}

/** Where a gradient is looked at, to see whether it lies on straight lines. */
const [FIRST, LAST] = [0.25, 0.75] as const;

/** Share of its largest element by which it may leave them. */
const STRAIGHT = 1e-13;

function evaluatedGradient(candidate: Candidate): Curve {
  const at = (smoothing: number): readonly number[] => [
    ...(outputOf(candidate, "gradient", smoothing) ?? []),
  ];
  const [first, middle, last] = [at(FIRST), at(MIDDLE), at(LAST)];
  const most = middle.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const isAffine = middle.every((value, i) => Math.abs(first[i]! + last[i]! - 2 * value) <= STRAIGHT * most);
  if (!isAffine) return { at: drawn(at), isAffine };
  const along = (smoothing: number): readonly number[] => {
    const share = (smoothing - FIRST) / (LAST - FIRST);
    return first.map((value, i) => value + (last[i]! - value) * share);
  };
  return { at: along, isAffine };
}

/** The masses of a definition as functions of its label smoothing. */
import type { LossCall } from "../../loss/loss-call.ts";
import { type MassSetting, massesOf } from "../../loss/target.ts";
import type { CurveCache } from "./curve-cache.ts";
import type { Definition } from "./definition.ts";

/** The smoothing at which a call is resolved before its own is known; every variant accepts it. */
export const MIDDLE = 0.5;

/** More smoothings, at which it is checked whether the masses are affine in it. */
const [FIRST, LAST] = [0.25, 0.75] as const;

interface Mass {
  readonly scale: number;
  readonly bias: number;
}

/** Scale and bias at a smoothing. */
export interface MassPath {
  readonly scale: (smoothing: number) => number;
  readonly bias: (smoothing: number) => number;
  readonly isAffine: boolean;
}

/**
 * Scale and bias as functions of the smoothing; straight lines are drawn through two points.
 *
 * @param middle the loss call at `MIDDLE`
 * @param labels what a row's target sums to before it is smoothed
 */
export function massPath(at: Definition["at"], middle: LossCall, cache: CurveCache, labels = 1): MassPath {
  const { axes, numClasses, masses, labelSmoothing } = middle;
  // The masses of a rule need no new loss call; a mutant computes its own.
  if (masses !== undefined || labelSmoothing !== MIDDLE) return pathOf(at, labels);
  const key = [axes.targetRule, axes.smoothingApplies, numClasses, labels];
  const rule = { axes, numClasses };
  return cache.once("masses", key, () =>
    pathOf((smoothing) => ({ ...rule, labelSmoothing: smoothing }), labels),
  );
}

function pathOf(settingAt: (smoothing: number) => MassSetting, labels: number): MassPath {
  // Curves are looked at where others were.
  const known = new Map<number, Mass>();
  const massAt = (smoothing: number): Mass => {
    const seen = known.get(smoothing);
    if (seen !== undefined) return seen;
    const { scale, bias } = massesOf(settingAt(smoothing), labels);
    const mass = { scale: scale.high + scale.low, bias: bias.high + bias.low };
    known.set(smoothing, mass);
    return mass;
  };
  const [first, half, last] = [massAt(FIRST), massAt(MIDDLE), massAt(LAST)];
  const isStraight = (name: keyof Mass): boolean =>
    Math.abs(first[name] + last[name] - 2 * half[name]) <=
    1e-14 * Math.max(Math.abs(first[name]), Math.abs(last[name]));
  const isAffine = isStraight("scale") && isStraight("bias");
  const path = (name: keyof Mass): ((smoothing: number) => number) =>
    isAffine ? line(first[name], last[name]) : (smoothing) => massAt(smoothing)[name];
  return { scale: path("scale"), bias: path("bias"), isAffine };
}

function line(first: number, last: number): (smoothing: number) => number {
  return (smoothing) => first + ((last - first) * (smoothing - FIRST)) / (LAST - FIRST);
}

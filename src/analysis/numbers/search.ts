/** The search: every function that the candidates compute, each once, and the label smoothings that fit it. */
import type { ReadSample } from "../sample.ts";
import { collect } from "./collect.ts";
import type { Narrowing } from "./definitions.ts";
import type { OneFunction } from "./functions.ts";
import { gradientFunctions } from "./gradient-functions.ts";
import type { Observed } from "./precision.ts";
import { type Curve, type Interval, smoothingIntervals } from "./smoothing-interval.ts";

export interface FoundFunction extends OneFunction {
  readonly intervals: readonly Interval[];
}

export interface Found {
  readonly functions: readonly FoundFunction[];
  /** Candidates looked at, those that are the same function included. */
  readonly candidates: number;
  /** The same, and what costs more to look at. */
  readonly withCostly: () => Found;
  /** The same, and what hardly anybody does. */
  readonly withUnusual: () => Found;
}

/** @param observed losses, or the gradient of a loss that is not known */
export function search(sample: ReadSample, observed: Observed, narrowing: Narrowing): Found {
  const isLoss = observed.output === "loss";
  const losses = collect(sample, isLoss ? observed.values.length : undefined, narrowing);
  const { functions, candidates, addCostly, addUnusual } = isLoss
    ? losses
    : gradientFunctions(losses, narrowing);
  const intervals = new Map<Curve, readonly Interval[]>();
  const fitted = (one: OneFunction): FoundFunction => {
    const fitting = intervals.get(one.curve) ?? smoothingIntervals(one.curve, observed);
    intervals.set(one.curve, fitting);
    return { ...one, intervals: fitting };
  };
  const found = (): Found => ({
    functions: functions().map(fitted),
    candidates: candidates(),
    withCostly: () => {
      addCostly();
      return found();
    },
    withUnusual: () => {
      addUnusual();
      return found();
    },
  });
  return found();
}

/**
 * Target rules. Every smoothed target in the wild is affine in the given one:
 *
 *     q_k = scale * y_k + bias,   on = scale + bias (the class of a hard target),   off = bias (the others)
 *
 * and a rule says which. The masses are double-doubles: 1 - a + a/K in plain arithmetic is already an ULP off,
 * and that ULP would be in every term.
 */
import type { Axes, TargetRule } from "./axes.ts";
import { add, type DoubleDouble, doubleDouble, negate, quotient } from "./double-double.ts";

export interface Masses {
  readonly scale: DoubleDouble;
  readonly bias: DoubleDouble;
  readonly on: DoubleDouble;
  /** Whether any smoothing was done; sources that gather do not even look at the other classes without it. */
  readonly smoothed: boolean;
}

type Rule = (labelSmoothing: number, numClasses: number) => { bias: DoubleDouble; keep: "scale" | "on" };

/**
 * `keep` says which of scale and on is 1 - a: equation (1) spreads a over all classes, so the target keeps
 * 1 - a plus its share; the other rules leave exactly 1 - a on the target.
 */
const RULES: { readonly [rule in TargetRule]: Rule } = {
  /** Equation (1): a/K on every class. */
  uniform: (a, k) => ({ bias: quotient(a, 0, k), keep: "scale" }),
  /** a/(K-1) on every class but the target. */
  "off-target": (a, k) => ({ bias: quotient(a, 0, k - 1), keep: "on" }),
  /** a/(V-2) on every class but the target and one that is left out. */
  "off-target-and-excluded": (a, k) => ({ bias: quotient(a, 0, k - 2), keep: "on" }),
  /** a/2 for each label on its own, which is a/K for the two classes "yes" and "no". */
  half: (a) => ({ bias: doubleDouble(a / 2), keep: "scale" }),
};

/** Whether the rule is used at all for a label smoothing. */
export function isSmoothed(applies: Axes["smoothingApplies"], labelSmoothing: number): boolean {
  if (applies === "always") return true;
  return applies === "positive" ? labelSmoothing > 0 : labelSmoothing !== 0;
}

/** The masses of `rule` for a label smoothing that applies. */
function smoothedMasses(rule: TargetRule, labelSmoothing: number, numClasses: number): Masses {
  const { bias, keep } = RULES[rule](labelSmoothing, numClasses);
  const kept = add(doubleDouble(1), doubleDouble(-labelSmoothing));
  return keep === "scale"
    ? { scale: kept, bias, on: add(kept, bias), smoothed: true }
    : { scale: add(kept, negate(bias)), bias, on: kept, smoothed: true };
}

/** The masses without smoothing: the target as given. */
const HARD_MASSES: Masses = {
  scale: doubleDouble(1),
  bias: doubleDouble(0),
  on: doubleDouble(1),
  smoothed: false,
};

/** What decides the masses of a call. */
export interface MassSetting {
  readonly axes: Axes;
  readonly labelSmoothing: number;
  readonly numClasses: number;
  readonly masses?: Masses;
}

/** The masses of a call: those it brings, or its rule's. */
export function massesOf({ axes, labelSmoothing, numClasses, masses }: MassSetting): Masses {
  if (masses !== undefined) return masses;
  return isSmoothed(axes.smoothingApplies, labelSmoothing)
    ? smoothedMasses(axes.targetRule, labelSmoothing, numClasses)
    : HARD_MASSES;
}

/**
 * Target rules. Every smoothed target in the wild is affine in the given one:
 *
 *     q_k = scale * y_k + bias,   on = scale + bias (the class of a hard target),   off = bias (the others)
 *
 * and a target rule gives scale and bias. The masses are double-doubles: 1 - a + a/K in plain arithmetic is already one
 * ULP off, and that error would be in every term.
 */

import { add, type DoubleDouble, divide, doubleDouble, negate, quotient } from "../math/double-double.ts";
import type { Axes, TargetRule } from "./axes.ts";

export interface Masses {
  readonly scale: DoubleDouble;
  readonly bias: DoubleDouble;
  readonly on: DoubleDouble;
  /** Whether there is any smoothing; without it, sources that gather do not even read the other classes. */
  readonly smoothed: boolean;
}

/** The masses of a smoothing over K classes; `labels` is the sum of the row's target before smoothing. */
type Rule = (labelSmoothing: number, numClasses: number, labels: number) => Omit<Masses, "smoothed">;

const ONE = doubleDouble(1);

/** float32's distance from 1 to the next number, which ClassyVision adds to every sum it divides by. */
const FLOAT32_EPSILON = 2 ** -23;

/** Equation (1) spreads a over all classes, so the target keeps 1 - a plus its share. */
function scaled(labelSmoothing: number, bias: DoubleDouble): Omit<Masses, "smoothed"> {
  const kept = add(ONE, doubleDouble(-labelSmoothing));
  return { scale: kept, bias, on: add(kept, bias) };
}

/** The other rules leave exactly 1 - a on the target. */
function kept(labelSmoothing: number, bias: DoubleDouble): Omit<Masses, "smoothed"> {
  const on = add(ONE, doubleDouble(-labelSmoothing));
  return { scale: add(on, negate(bias)), bias, on };
}

const RULES: { readonly [rule in TargetRule]: Rule } = {
  /** Equation (1): a/K on every class. */
  uniform: (a, k) => scaled(a, quotient(a, 0, k)),
  /** a/(K-1) on every class but the target. */
  "off-target": (a, k) => kept(a, quotient(a, 0, k - 1)),
  /** a/(V-2) on every class but the target and one that is left out. */
  "off-target-and-excluded": (a, k) => kept(a, quotient(a, 0, k - 2)),
  /** a/2 for each independent label, which is a/K for the two classes "yes" and "no". */
  half: (a) => scaled(a, doubleDouble(a / 2)),
  /** 1 - a for a label that is present and a for one that is absent: twice the smoothing of `half`. */
  "both-sides": (a) => kept(a, doubleDouble(a)),
  /** (y + a/K) / (1 + a): a is added to the target before it is normalised. */
  added: (a, k) => {
    const total = add(ONE, doubleDouble(a));
    const bias = divide(quotient(a, 0, k), total);
    const factor = divide(ONE, total);
    return { scale: factor, bias, on: add(factor, bias) };
  },
  /** The same after the labels are divided by their sum, with an epsilon in both divisors. */
  "added-to-shares": (a, k, labels) => {
    const sum = add(doubleDouble(labels), doubleDouble(FLOAT32_EPSILON));
    const shares = divide(doubleDouble(labels), sum);
    const total = add(add(shares, doubleDouble(a)), doubleDouble(FLOAT32_EPSILON));
    const bias = divide(quotient(a, 0, k), total);
    const factor = divide(divide(ONE, sum), total);
    return { scale: factor, bias, on: add(factor, bias) };
  },
};

/** Whether a rule depends on the sum of a row's target. */
export function dependsOnLabels({ targetRule }: Axes): boolean {
  return targetRule === "added-to-shares";
}

/** Whether the rule applies to a label smoothing. */
export function isSmoothed(applies: Axes["smoothingApplies"], labelSmoothing: number): boolean {
  if (applies === "always") return true;
  return applies === "positive" ? labelSmoothing > 0 : labelSmoothing !== 0;
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

/** The masses of a call: its own if it has any, else its rule's for a row whose target sums to `labels`. */
export function massesOf(
  { axes, labelSmoothing, numClasses, masses }: MassSetting,
  labels: number = 1,
): Masses {
  if (masses !== undefined) return masses;
  return isSmoothed(axes.smoothingApplies, labelSmoothing)
    ? { ...RULES[axes.targetRule](labelSmoothing, numClasses, labels), smoothed: true }
    : HARD_MASSES;
}

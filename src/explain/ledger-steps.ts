/**
 * The fixed order in which a ledger goes from one side to the other: one group of axes at a time, with the fields of the
 * call that belong to them. Each step starts where the one before it ended.
 */

import type { Axes } from "../loss/axes.ts";
import type { LossCall } from "../loss/loss-call.ts";
import type { FloatArray } from "../math/dtypes.ts";

interface StepKeys {
  /** The term's name. */
  readonly axis: string;
  readonly axes: readonly (keyof Axes)[];
  readonly fields: readonly (keyof LossCall)[];
}

/**
 * The smoothing comes last, so that all other steps are computed at the smoothing of the first side. The axis for zero
 * mass times an infinite surprisal changes with the input, since a clip decides whether that product occurs, and so does
 * the axis of the normaliser.
 */
export const STEPS = [
  {
    axis: "target rule",
    axes: ["targetRule", "classCount", "excludedClass", "labels"],
    fields: ["numClasses", "excludedClass", "masses"],
  },
  { axis: "divergence", axes: ["divergence"], fields: [] },
  { axis: "class axis", axes: ["classAxis", "softmaxAxis"], fields: ["classAxis", "softmaxAxis", "target"] },
  {
    axis: "input and clip",
    axes: ["input", "link", "zeroMass", "normaliser"],
    fields: ["input", "linkNumbers"],
  },
  { axis: "ignored rows", axes: ["ignoredRows"], fields: ["ignoreIndex"] },
  { axis: "weights", axes: ["weight"], fields: ["weight"] },
  { axis: "reduction", axes: ["rowLoss", "reduction"], fields: ["divisor"] },
  { axis: "label smoothing", axes: ["smoothingApplies"], fields: ["labelSmoothing"] },
] as const satisfies readonly StepKeys[];

/** Fields that no step changes: both sides read the same target, which was checked, and no gradient is computed. */
type Unmoved = "axes" | "targetKind" | "ignoredOutside" | "upstream";

/** A compile error here names an axis or a field that no step changes. */
type Forgotten = Exclude<
  keyof Axes | keyof LossCall,
  (typeof STEPS)[number]["axes"][number] | (typeof STEPS)[number]["fields"][number] | Unmoved
>;
const forgotten: [Forgotten] extends [never] ? undefined : Forgotten = undefined;
void forgotten;

/** One step of the order. */
export type Step = StepKeys;

/** The loss call with one step's axes and fields taken from another. */
export function moved(current: LossCall, to: LossCall, { axes, fields }: Step): LossCall {
  const pick = <Whole extends object>(whole: Whole, keys: readonly (keyof Whole)[]): Partial<Whole> =>
    Object.fromEntries(keys.map((key) => [key, whole[key]])) as Partial<Whole>;
  return { ...current, ...pick(to, fields), axes: { ...current.axes, ...pick(to.axes, axes) } };
}

/** Whether two loss calls differ in the axes or fields of a step. */
export function differs(a: LossCall, b: LossCall, { axes, fields }: Step): boolean {
  return (
    axes.some((key) => !isSame(a.axes[key], b.axes[key])) || fields.some((key) => !isSame(a[key], b[key]))
  );
}

function isValues(value: object): value is FloatArray {
  return value instanceof Float64Array || value instanceof Float32Array;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isValues(a) && isValues(b)) {
    return a.length === b.length && a.every((value, i) => Object.is(value, b[i]));
  }
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) =>
      isSame((a as { [key: string]: unknown })[key], (b as { [key: string]: unknown })[key]),
    )
  );
}

/**
 * Target masses in the form that a row kernel takes: a few numbers for the whole call instead of one per class.
 *
 * Class indices give `on` to their class, nothing to an excluded one and `off` to all others; a distribution y is
 * smoothed to `scale * y + bias` as it is read. Class weights multiply either.
 */

import type { DoubleDouble } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import type { Halves } from "../math/halves.ts";
import type { LossCall } from "./loss-call.ts";
import { dependsOnLabels, massesOf } from "./target.ts";

/** Masses that depend on whether a class is the target, excluded, or neither. */
interface ClassMasses {
  readonly kind: "classes";
  /** The class of each row. */
  readonly target: FloatArray;
  readonly on: DoubleDouble;
  readonly off: DoubleDouble;
  /** Whether there is any smoothing; without it, sources that gather do not even read the other classes. */
  readonly smoothed: boolean;
  /** The class without off-target mass; -1 for none. */
  readonly excluded: number;
  readonly weight: FloatArray | undefined;
}

/** Masses that depend on what a distribution gives to a class. */
interface SmoothedMasses {
  readonly kind: "distribution";
  /** One value per element of the input. */
  readonly target: FloatArray;
  /** The same as the bits that they came as; then reading `target` makes a copy. */
  readonly halves: Halves | undefined;
  readonly scale: DoubleDouble;
  readonly bias: DoubleDouble;
  readonly weight: FloatArray | undefined;
}

/** Masses that a few numbers cannot describe: they are read from the target row by row (see TargetRows). */
interface MassesByRow {
  readonly kind: "by-row";
}

export type MassPlan = ClassMasses | SmoothedMasses | MassesByRow;

export function massPlanOf(lossCall: LossCall): MassPlan {
  const { axes, target, targetKind, classAxis, softmaxAxis, excludedClass = -1 } = lossCall;
  const weight = axes.weight === "per-class" ? lossCall.weight?.data : undefined;
  const variesByRow = dependsOnLabels(axes) || axes.labels !== undefined;
  if (variesByRow || classAxis !== softmaxAxis) return { kind: "by-row" };
  const { on, scale, bias, smoothed } = massesOf(lossCall);
  if (targetKind === "indices")
    return { kind: "classes", target: target.data, on, off: bias, smoothed, excluded: excludedClass, weight };
  return {
    kind: "distribution",
    get target() {
      return target.data;
    },
    halves: target.halves,
    scale,
    bias,
    weight,
  };
}

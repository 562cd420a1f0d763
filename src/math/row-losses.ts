/** The shape of an evaluation's row losses, and how they are reduced. */
import type { Axes, Reduction, TargetKind } from "./axes.ts";
import { Accumulator } from "./double-double.ts";
import type { Evaluation } from "./evaluation.ts";
import { planReduction, type ReductionPlan } from "./reduction.ts";
import { type TensorForm, withoutAxis } from "./tensor.ts";

/** The shape of the row losses, before weights and reduction. */
export function rowLossShape({ axes, input, softmaxAxis }: Evaluation<TensorForm>): readonly number[] {
  return axes.rowLoss === "each" ? input.shape : withoutAxis(input.shape, softmaxAxis);
}

/** The reduction for a kind of target. */
export function reductionOf({ reduction }: Axes, targetKind: TargetKind): Reduction {
  return typeof reduction === "string" ? reduction : reduction[targetKind];
}

/** Whether weights belong to row losses, not to classes. */
export function isPerRow({ weight }: Axes): boolean {
  return weight === "per-row-aligned" || weight === "per-row-broadcast";
}

/** How the row losses of an evaluation become its result. */
export function reductionPlan(evaluation: Evaluation): ReductionPlan {
  const { axes, targetKind, weight, upstream } = evaluation;
  return planReduction(
    reductionOf(axes, targetKind),
    {
      shape: rowLossShape(evaluation),
      keptWeight: keptWeight(evaluation),
      sampleWeight: isPerRow(axes) ? weight : undefined,
      aligned: axes.weight === "per-row-aligned",
    },
    upstream,
  );
}

function keptWeight({ axes, target, targetKind, weight, ignoreIndex }: Evaluation): number {
  if (targetKind === "distribution") return target.data.length;
  const sum = new Accumulator();
  const weights = axes.weight === "per-class" ? weight : undefined;
  for (const index of target.data) {
    // An index that names no class, which only an analysis asks about, has no weight.
    if (index !== ignoreIndex) sum.add(weights === undefined ? 1 : (weights.data[index] ?? 0));
  }
  return sum.value;
}

/** The shape of an evaluation's row losses, and how they are reduced. */
import { Accumulator } from "./double-double.ts";
import type { Evaluation } from "./evaluation.ts";
import { planReduction, type ReductionPlan } from "./reduction.ts";
import { withoutAxis } from "./tensor.ts";

/** The shape of the row losses, before weights and reduction. */
export function rowLossShape({ axes, input, softmaxAxis }: Evaluation): readonly number[] {
  return axes.rowLoss === "each" ? input.shape : withoutAxis(input.shape, softmaxAxis);
}

/** How the row losses of an evaluation become its result. */
export function reductionPlan(evaluation: Evaluation): ReductionPlan {
  const { axes, targetKind, weight, upstream } = evaluation;
  const perRow = axes.weight === "per-row-aligned" || axes.weight === "per-row-broadcast";
  const reduction = typeof axes.reduction === "string" ? axes.reduction : axes.reduction[targetKind];
  return planReduction(
    reduction,
    {
      shape: rowLossShape(evaluation),
      keptWeight: keptWeight(evaluation),
      sampleWeight: perRow ? weight : undefined,
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
    if (index !== ignoreIndex) sum.add(weights === undefined ? 1 : weights.data[index]!);
  }
  return sum.value;
}

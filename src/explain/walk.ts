/** The walk from one loss call to another, a step at a time; every point on the way is a loss call of its own. */

import { UNREDUCED } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { weightedShape } from "../loss/reduction.ts";
import { isPerRow, reductionOf, reductionPlan, rowLossShape } from "../loss/row-losses.ts";
import { Accumulator } from "../math/double-double.ts";
import { rowsAlong } from "../math/rows.ts";
import { differs, moved, STEPS } from "./ledger-steps.ts";
import { describeStep } from "./ledger-words.ts";

/** A stretch of the walk: one step, or several where the points between them have no finite loss. */
export interface Stretch {
  readonly axis: string;
  readonly from: string;
  readonly to: string;
  /** The loss call it leads to. */
  readonly end: LossCall;
}

/**
 * Reductions and zero mass that depend on the kind of target become what they are for this one, so that the kind itself
 * can be shared by both sides.
 */
export function settled(lossCall: LossCall): LossCall {
  const { axes, targetKind } = lossCall;
  const zeroMass = axes.zeroMass[targetKind];
  return {
    ...lossCall,
    axes: {
      ...axes,
      reduction: reductionOf(axes, targetKind),
      zeroMass: { indices: zeroMass, distribution: zeroMass },
    },
  };
}

/** The stretches between two settled evaluations of one kind of target, in the order of the steps. */
export function walk(from: LossCall, to: LossCall): readonly Stretch[] {
  const stretches: Stretch[] = [];
  const passed: { axis: string; from: string; to: string }[] = [];
  let current = from;
  for (const step of STEPS) {
    if (!differs(current, to, step)) continue;
    const before = describeStep(step, current);
    current = moved(current, to, step);
    passed.push({ axis: step.axis, from: before, to: describeStep(step, to) });
    if (!isPoint(current)) continue;
    const together = (part: "axis" | "from" | "to"): string =>
      passed.map((each) => each[part]).join(part === "axis" ? " and " : "; ");
    stretches.push({ axis: together("axis"), from: together("from"), to: together("to"), end: current });
    passed.length = 0;
  }
  return stretches;
}

/** Whether the tensors fit each other and the loss is finite. */
function isPoint(lossCall: LossCall): boolean {
  const { axes, weight, input, classAxis, softmaxAxis, target, targetKind } = lossCall;
  if (weight !== undefined && isPerRow(axes)) {
    const rows = rowLossShape(lossCall);
    if (weightedShape(rows, weight.shape, axes.weight === "per-row-aligned") === undefined) return false;
  } else if (
    weight !== undefined &&
    axes.weight !== "none" &&
    weight.data.length !== input.shape[classAxis]
  ) {
    return false;
  }
  const rows = rowsAlong(input.shape, classAxis);
  if (targetKind === "indices" && target.data.length !== rows.count) return false;
  return softmaxAxis < Math.max(1, input.shape.length) && Number.isFinite(total(lossCall));
}

/** The loss as one number: what the reduction gives, or the sum of what it leaves. */
export function total(lossCall: LossCall): number {
  const sum = new Accumulator();
  for (const value of evaluate(lossCall, { gradient: false }).loss.data) sum.add(value);
  return sum.value;
}

/** What each row of the input adds to the loss; the sum over rows is the loss. */
export function contributions(lossCall: LossCall): Float64Array {
  const { axes, input, softmaxAxis } = lossCall;
  const { coefficients } = reductionPlan({ ...lossCall, upstream: undefined });
  const bare = isPerRow(axes) ? ({ weight: "none" } as const) : {};
  const { loss } = evaluate(
    {
      ...lossCall,
      axes: { ...axes, ...bare, reduction: UNREDUCED },
      ...(isPerRow(axes) ? { weight: undefined } : {}),
    },
    { gradient: false },
  );
  const weighted = Float64Array.from(loss.data, (value, i) => value * coefficients[i]!);
  if (axes.rowLoss !== "each") return weighted;
  const rows = rowsAlong(input.shape, softmaxAxis);
  return Float64Array.from({ length: rows.count }, (_, row) => {
    const sum = new Accumulator();
    for (let k = 0; k < rows.length; k += 1) sum.add(weighted[rows.start(row) + k * rows.stride]!);
    return sum.value;
  });
}

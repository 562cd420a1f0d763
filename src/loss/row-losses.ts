/** The shape of a loss call's row losses, and how they are reduced. */

import { Accumulator } from "../math/double-double.ts";
import { rowsAlong } from "../math/rows.ts";
import { type TensorForm, withoutAxis } from "../math/tensor.ts";
import type { Axes, Reduction, TargetKind } from "./axes.ts";
import type { LossCall } from "./loss-call.ts";
import { planReduction, type ReductionPlan, resultShape, weightedShape } from "./reduction.ts";
import { TargetRows } from "./target-rows.ts";

/** The shape of the row losses, before weights and reduction. */
export function rowLossShape({ axes, input, softmaxAxis }: LossCall<TensorForm>): readonly number[] {
  return axes.rowLoss === "each" ? input.shape : withoutAxis(input.shape, softmaxAxis);
}

/** The reduction for a kind of target. */
export function reductionOf({ reduction }: Axes, targetKind: TargetKind): Reduction {
  return "divisor" in reduction ? reduction : reduction[targetKind];
}

/** Whether weights belong to row losses, not to classes. */
export function isPerRow({ weight }: Axes): boolean {
  return weight === "per-row-aligned" || weight === "per-row-broadcast";
}

/** The shape of the loss: what reduction leaves of the row losses. */
export function lossShape(lossCall: LossCall<TensorForm>): readonly number[] {
  const { axes, targetKind, weight } = lossCall;
  const rows = rowLossShape(lossCall);
  const weighted =
    isPerRow(axes) && weight !== undefined
      ? weightedShape(rows, weight.shape, axes.weight === "per-row-aligned")!
      : rows;
  return resultShape(reductionOf(axes, targetKind), weighted);
}

/** How the row losses of a loss call become its result. */
export function reductionPlan(lossCall: LossCall): ReductionPlan {
  const { axes, targetKind, weight, upstream, ignoreIndex, input, classAxis } = lossCall;
  return planReduction(
    reductionOf(axes, targetKind),
    {
      shape: rowLossShape(lossCall),
      classes: input.shape[classAxis] ?? 1,
      keptWeight: targetWeight(lossCall, ignoreIndex),
      targetWeight: targetWeight(lossCall, undefined),
      rowWeight: axes.weight === "per-class-on-row" && weight !== undefined ? rowWeight(lossCall) : undefined,
      rowsWithMass:
        reductionOf(axes, targetKind).divisor === "unmasked-rows" && ignoreIndex === 0
          ? rowsWithMass(lossCall)
          : undefined,
      given: lossCall.divisor,
      ignoresClass: ignoreIndex !== undefined && ignoreIndex >= 0,
      sampleWeight: isPerRow(axes) ? weight : undefined,
      aligned: axes.weight === "per-row-aligned",
    },
    upstream,
  );
}

/** The class weights of all targets but the ignored ones, or their number. */
function targetWeight(
  { axes, target, targetKind, weight }: LossCall,
  ignoreIndex: number | undefined,
): number {
  if (targetKind === "distribution") return target.data.length;
  const weights = isPerRow(axes) ? undefined : weight;
  const { data } = target;
  if (weights === undefined) {
    if (ignoreIndex === undefined) return data.length;
    let kept = 0;
    for (let row = 0; row < data.length; row += 1) if (data[row] !== ignoreIndex) kept += 1;
    return kept;
  }
  const sum = new Accumulator();
  // Counted first, since a batch mostly has more rows than classes; an index that names no class has no weight.
  const counts = new Float64Array(weights.data.length);
  for (let row = 0; row < data.length; row += 1) {
    const index = data[row]!;
    if (index !== ignoreIndex && index >= 0 && index < counts.length) counts[index]! += 1;
  }
  for (let k = 0; k < counts.length; k += 1)
    if (counts[k] !== 0) sum.addProduct(counts[k]!, 0, weights.data[k]!, 0);
  return sum.value;
}

/** How many rows have a class with any mass. */
function rowsWithMass(lossCall: LossCall): number {
  const rows = rowsAlong(lossCall.input.shape, lossCall.softmaxAxis);
  const target = new TargetRows(lossCall, rows.length);
  let count = 0;
  for (let row = 0; row < rows.count; row += 1) {
    target.read(rows, row);
    if (target.high.some((mass) => mass !== 0)) count += 1;
  }
  return count;
}

/** The factors of all rows. */
function rowWeight(lossCall: LossCall): number {
  const rows = rowsAlong(lossCall.input.shape, lossCall.softmaxAxis);
  const target = new TargetRows(lossCall, rows.length);
  const sum = new Accumulator();
  for (let row = 0; row < rows.count; row += 1) {
    target.read(rows, row);
    const { high, low } = target.rowWeight();
    sum.add(high);
    sum.add(low);
  }
  return sum.value;
}

/**
 * The magnitudes that the errors of a loss call are measured against: the sums of the absolute values of its terms.
 * Where terms cancel, no arithmetic can do better than a few roundings of these.
 */
import { Accumulator } from "../math/double-double.ts";
import { rowsAlong } from "../math/rows.ts";
import { sizeOf } from "../math/tensor.ts";
import type { LossCall } from "./loss-call.ts";
import { rowCostFor } from "./row-costs.ts";
import { reductionPlan, rowLossShape } from "./row-losses.ts";
import { TargetRows } from "./target-rows.ts";

export interface Magnitudes {
  /** Per element of the loss. */
  readonly loss: Float64Array;
  /** Per element of the gradient. */
  readonly gradient: Float64Array;
  /** Per element of the loss, the masses times the largest logit: the error of subtracting a rounded log-sum-exp. */
  readonly logits: Float64Array;
}

/** Magnitudes of loss and gradient; NaN or Infinity where the loss call is not finite. */
export function magnitudes(lossCall: LossCall): Magnitudes {
  const { axes, input, softmaxAxis, targetKind } = lossCall;
  const rows = rowsAlong(input.shape, softmaxAxis);
  const link = rowCostFor(lossCall, rows.length);
  const target = new TargetRows(lossCall, rows.length);
  const plan = reductionPlan(lossCall);
  const losses = new Float64Array(sizeOf(rowLossShape(lossCall)));
  const spreads = new Float64Array(losses.length);
  const gradient = new Float64Array(input.data.length);
  const share = axes.rowLoss === "mean" ? rows.length : 1;
  for (let row = 0; row < rows.count; row += 1) {
    const start = rows.start(row);
    link.load(input.data, start, rows.stride, rows.length);
    target.read(rows, row);
    if (target.ignored && (axes.ignoredRows === "masked" || axes.ignoredRows === "multiplied")) continue;
    link.prepareSlopes(target, rows.length);
    let largest = 0;
    for (let k = 0; k < rows.length; k += 1) {
      largest = Math.max(largest, Math.abs(input.data[start + k * rows.stride]!));
    }
    const total = target.high.reduce((sum, q) => sum + Math.abs(q), 0);
    const rowWeight = Math.abs(target.rowWeight().high);
    if (link.addRowTerm !== undefined) {
      const term = new Accumulator();
      link.addRowTerm(term);
      losses[row]! += (Math.abs(term.value) * rowWeight) / share;
    }
    for (let k = 0; k < rows.length; k += 1) {
      const flat = start + k * rows.stride;
      const each = axes.rowLoss === "each" ? flat : row;
      const mass = Math.abs(target.high[k]!);
      // Frameworks make a label's loss of the logit itself, whatever its mass: x - x z + log(1 + exp(-x)).
      const reach =
        axes.link.probabilities === "sigmoid"
          ? Math.max(mass, 1) * Math.abs(input.data[flat]!)
          : mass * largest;
      spreads[each]! += (reach * rowWeight) / share;
      const gathered = axes.zeroMass[targetKind] === "gathered" && mass === 0;
      if (!gathered) {
        const term = new Accumulator();
        link.addTerm(k, mass, 0, term);
        losses[each]! += (Math.abs(term.value) * rowWeight) / share;
      }
      if (axes.divergence !== "cross-entropy" && mass !== 0) losses[each]! += Math.abs(mass * Math.log(mass));
      // The target's mass is the sum of two parts, which may cancel where smoothing is 1 or leaves [0, 1].
      const { scale, bias } = target.masses;
      const isCancelling =
        axes.rowLoss === "sum" && k === target.position && mayCancel(lossCall.labelSmoothing);
      const parts = isCancelling ? Math.abs(scale.high) + Math.abs(bias.high) : 0;
      gradient[flat] =
        ((Math.abs(plan.coefficients[each]!) * rowWeight) / share) *
        link.slopeMagnitude(k, parts > mass ? parts : target.high[k]!, total);
    }
  }
  const none = new Float64Array(losses.length);
  return {
    loss: plan.reduce(losses, none).map(Math.abs),
    gradient,
    logits: plan.reduce(spreads, none).map(Math.abs),
  };
}

/** Some sources give the target 1 - a - a/(K-1) and every class a/(K-1): at a = 1 rounding is all that is left of the sum. */
function mayCancel(labelSmoothing: number): boolean {
  return labelSmoothing < 0 || labelSmoothing >= 1;
}

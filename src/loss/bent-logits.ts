/**
 * Logits that are multiplied and capped before the softmax: c tanh(s x / c). The slope of the result in x is
 * s / cosh^2(s x / c), which stays accurate where 1 - tanh^2 would cancel.
 *
 * Source: fla 0.6.0, modules/fused_cross_entropy/ops.py, lines 52-54 and 109-128; Gemma 2's final logits.
 */

import type { Axes } from "./axes.ts";
import type { LinkNumbers } from "./loss-call.ts";
import type { RowCost } from "./row-cost.ts";

/** The same cost, of logits that the link's parts `scale` and `cap` change first. */
export function bentLogits(
  length: number,
  cost: RowCost,
  { scale, cap }: Axes["link"],
  { logitScale = 1, softcap = 1 }: LinkNumbers,
): RowCost {
  const factor = scale === undefined ? 1 : logitScale;
  const row = new Float64Array(length);
  const slopes = new Float64Array(length);
  return {
    ...cost,
    load(data, start, stride, n) {
      for (let k = 0; k < n; k += 1) {
        const x = data[start + k * stride]! * factor;
        row[k] = cap === undefined ? x : softcap * Math.tanh(x / softcap);
        slopes[k] = cap === undefined ? factor : factor / Math.cosh(x / softcap) ** 2;
      }
      cost.load(row, 0, 1, n);
    },
    slope: (k, masses) => cost.slope(k, masses) * slopes[k]!,
    slopeMagnitude: (k, mass, total) => cost.slopeMagnitude(k, mass, total) * Math.abs(slopes[k]!),
  };
}

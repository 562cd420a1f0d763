/**
 * Logits that are multiplied and capped before the softmax: c tanh(s x / c). The slope of the result in x is
 * s / cosh^2(s x / c), which stays accurate where 1 - tanh^2 would cancel.
 *
 * In float64 the result keeps its rounding error, which the softmax takes into account: near ties of large logits differ
 * by no more than that. In narrower formats a double has digits enough.
 *
 * Source: fla 0.6.0, modules/fused_cross_entropy/ops.py, lines 52-54 and 109-128; Gemma 2's final logits.
 */

import { type DoubleDouble, doubleDouble, quotient, scale as scaled } from "../math/double-double.ts";
import type { DType } from "../math/dtypes.ts";
import { tanh, tanhSlope } from "../math/tanh.ts";
import type { Axes } from "./axes.ts";
import type { LinkNumbers } from "./loss-call.ts";
import type { RowCost } from "./row-cost.ts";

/** The same cost, of logits that the link's parts `scale` and `cap` change first. */
export function bentLogits(
  length: number,
  cost: RowCost,
  { scale, cap }: Axes["link"],
  { logitScale = 1, softcap = 1 }: LinkNumbers,
  dtype: DType,
): RowCost {
  const factor = scale === undefined ? 1 : logitScale;
  const row = new Float64Array(length);
  const lows = new Float64Array(length);
  const slopes = new Float64Array(length);
  const put = (k: number, { high, low }: DoubleDouble, slope: number): void => {
    row[k] = high;
    lows[k] = low;
    slopes[k] = slope;
  };
  const bend = (k: number, x: number): void => {
    if (cap === undefined) {
      put(k, scaled(doubleDouble(x), factor), factor);
    } else if (dtype === "float64") {
      const { high, low } = scaled(doubleDouble(x), factor);
      const u = quotient(high, low, softcap);
      put(k, scaled(tanh(u), softcap), factor * tanhSlope(u));
    } else {
      const u = (x * factor) / softcap;
      put(k, doubleDouble(softcap * Math.tanh(u)), factor / Math.cosh(u) ** 2);
    }
  };
  return {
    ...cost,
    load(data, start, stride, n) {
      for (let k = 0; k < n; k += 1) bend(k, data[start + k * stride]!);
      cost.load(row, 0, 1, n, lows);
    },
    slope: (k, masses) => cost.slope(k, masses) * slopes[k]!,
    slopeMagnitude: (k, mass, total) => cost.slopeMagnitude(k, mass, total) * Math.abs(slopes[k]!),
  };
}

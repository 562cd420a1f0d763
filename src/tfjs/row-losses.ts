/** Row losses of a call, and the gradient that follows from their slopes and a coefficient per row. */
import type { Axes } from "../loss/axes.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { rowLossShape } from "../loss/row-losses.ts";
import { clippedProbability, clippedRows } from "./clipped.ts";
import type { HeldTensor } from "./forms.ts";
import { given } from "./given.ts";
import { fromRows, type RowLayout, toRows } from "./layout.ts";
import type { Link, LinkCall } from "./link.ts";
import type { Kept } from "./saved.ts";
import { sigmoid } from "./sigmoid.ts";
import { softmax } from "./softmax.ts";
import { sumRows } from "./sums.ts";
import type { Target } from "./target.ts";
import * as tf from "./tf.ts";

type Setting = LossCall<HeldTensor>;

const LINKS: { readonly [probabilities in Axes["link"]["probabilities"]]: Link } = {
  softmax: softmax as Link,
  sigmoid: sigmoid as Link,
  "given-logs": given,
  "row-shares": clippedRows as Link,
  given: clippedProbability as Link,
};

/** Whether a link has a tensor form: only given probabilities may be clipped. */
export function hasLink({ probabilities, clip, focal }: Axes["link"]): boolean {
  if (focal !== "none" || clip === "logarithms") return false;
  return (
    clip === "none" || probabilities === "given" || (clip === "epsilon" && probabilities === "row-shares")
  );
}

function linkOf({ axes }: Setting): Link {
  return LINKS[axes.link.probabilities];
}

function layoutOf({ input, softmaxAxis }: Setting): RowLayout {
  return { shape: input.shape, axis: softmaxAxis };
}

/** Row losses in their order, before weights and reduction, and the state that the slopes will need. */
export function rowLosses(
  x: tf.Tensor,
  setting: Setting,
  target: Target,
): { readonly losses: tf.Tensor; readonly state: Kept } {
  const { axes } = setting;
  const shape = [...rowLossShape(setting)];
  const layout = layoutOf(setting);
  const length = layout.shape[layout.axis] ?? 1;
  if (x.size === 0) {
    // Not every backend has kernels for tensors without elements. The mean over no labels is 0 / 0.
    return { losses: tf.fill(shape, axes.rowLoss === "mean" && length === 0 ? Number.NaN : 0), state: {} };
  }
  const { losses: given, state } = linkOf(setting).forward(
    toRows(x, layout),
    { setting, target: target.tensors },
    target,
  );
  if (axes.rowLoss === "each") return { losses: fromRows(given, layout), state };
  const sums = given.shape[1] === 1 ? given : sumRows(given);
  const whole: tf.Tensor = axes.divergence === "kl" ? tf.add(sums, target.negEntropy()) : sums;
  const shared = axes.rowLoss === "mean" ? tf.div(whole, length) : whole;
  const { factor, masked: isMasked } = target.tensors;
  const counted = factor === undefined ? shared : tf.mul(shared, factor);
  const kept = isMasked === undefined ? counted : tf.where(isMasked, tf.zerosLike(counted), counted);
  return { losses: kept, state };
}

/** The gradient of a sum of row losses, each times its coefficient. */
export function gradientRows(state: Kept, call: LinkCall, coefficients: tf.Tensor): tf.Tensor {
  const { setting } = call;
  if (setting.input.tensor.size === 0) return tf.zeros([...setting.input.shape]);
  return fromRows(
    masked(linkOf(setting).slope(state, call, perRow(call, coefficients)), call),
    layoutOf(setting),
  );
}

/** The second derivative: the gradient of sum(v * gradient), or undefined where the link has none. */
export function curvatureRows(
  state: Kept,
  call: LinkCall,
  coefficients: tf.Tensor,
  v: tf.Tensor,
): tf.Tensor | undefined {
  const { setting } = call;
  const layout = layoutOf(setting);
  const { curvature } = linkOf(setting);
  if (curvature === undefined) return undefined;
  if (v.size === 0) return tf.zerosLike(v);
  return fromRows(
    masked(curvature(state, call, perRow(call, coefficients), toRows(v, layout)), call),
    layout,
  );
}

/** Sum of v * slope per row, in the shape of the row losses: how the gradient depends on each coefficient. */
export function slopesAlong(state: Kept, call: LinkCall, v: tf.Tensor): tf.Tensor {
  const { setting } = call;
  const shape = [...rowLossShape(setting)];
  if (v.size === 0) return tf.zeros(shape);
  const layout = layoutOf(setting);
  const slopes = masked(linkOf(setting).slope(state, call, perRow(call, tf.scalar(1))), call);
  const along = tf.mul(slopes, toRows(v, layout)) as tf.Tensor2D;
  return setting.axes.rowLoss === "each" ? fromRows(along, layout) : tf.reshape(sumRows(along), shape);
}

/** Coefficients of row losses in the form that the slopes take: a scalar, a column, or one per term. */
function perRow({ setting, target }: LinkCall, coefficients: tf.Tensor): tf.Tensor {
  const { rowLoss } = setting.axes;
  const layout = layoutOf(setting);
  const laidOut =
    coefficients.rank === 0
      ? coefficients
      : rowLoss === "each"
        ? toRows(coefficients, layout)
        : tf.reshape(coefficients, [coefficients.size, 1]);
  const shared = rowLoss === "mean" ? tf.div(laidOut, layout.shape[layout.axis] ?? 1) : laidOut;
  return target.factor === undefined ? shared : tf.mul(shared, target.factor);
}

function masked(rows: tf.Tensor2D, { target }: LinkCall): tf.Tensor2D {
  return target.masked === undefined ? rows : tf.where(target.masked, tf.zerosLike(rows), rows);
}

/**
 * The evaluator over the axes, in tensors: one differentiable op per call with an explicit gradient, since
 * p * sum(q) - q is both faster and more exact than differentiating the forward pass.
 */

import type { LossCall } from "../loss/loss-call.ts";
import { isPerRow, reductionOf, rowLossShape } from "../loss/row-losses.ts";
import { refuse } from "../math/errors.ts";
import { floats, type HeldTensor } from "./forms.ts";
import { indexRows } from "./indices.ts";
import type { LinkCall } from "./link.ts";
import { type RowFacts, reduceRows, rowCoefficients } from "./reduction.ts";
import { curvatureRows, gradientRows, rowLosses, slopesAlong } from "./row-losses.ts";
import { type Kept, packed } from "./saved.ts";
import { sumAll } from "./sums.ts";
import { type Target, type TargetTensors, targetOf } from "./target.ts";
import * as tf from "./tf.ts";

type Setting = LossCall<HeldTensor>;

/** Numbers of a call that are known without reading its tensors. */
type Counts = Pick<RowFacts, "keptRows" | "samples">;

/** Everything that loss and gradient are computed from, besides the setting; all are tensors, so that they can be saved. */
type Parts = {
  readonly input: { readonly x: tf.Tensor };
  readonly target: TargetTensors;
  readonly state: Kept;
  readonly weights: Pick<RowFacts, "keptWeight" | "sampleWeight">;
};

/**
 * The loss of a checked call. It is differentiable in the first input, twice if its link is; everything else is constant.
 *
 * @param samples length of the first axis, to get one loss per sample whose mean is the loss. Default: the loss itself
 */
export function lossOf(setting: Setting, samples?: number): tf.Tensor {
  return tf.customGrad((x, save) => {
    const input = x as tf.Tensor;
    const target = input.size === 0 ? targetOfNothing(setting) : targetOf(setting);
    const { losses, state } = rowLosses(input, setting, target);
    const weights = rowWeights(setting, target);
    const counts: Counts = { keptRows: target.keptRows, samples };
    const { tensors, unpack } = packed<Parts>({
      input: { x: input },
      target: target.tensors,
      state,
      weights,
    });
    (save as tf.GradSaveFunc)(tensors);
    return {
      value: reduceRows(losses, rowFacts(setting, weights, counts)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradientOf(setting, unpack(saved), dy, counts),
    };
  })(setting.input.tensor);
}

/** The gradient, differentiable once more in the first input and in the incoming gradient. */
function gradientOf(setting: Setting, parts: Parts, upstream: tf.Tensor, counts: Counts): tf.Tensor {
  return tf.customGrad((_, dy, save) => {
    const call: LinkCall = { setting, target: parts.target };
    const coefficients = rowCoefficients(dy as tf.Tensor, rowFacts(setting, parts.weights, counts));
    const { tensors, unpack } = packed({ ...parts, upstream: { dy: dy as tf.Tensor } });
    (save as tf.GradSaveFunc)(tensors);
    return {
      value: gradientRows(parts.state, call, coefficients),
      gradFunc: (v: tf.Tensor, saved: tf.Tensor[]) => secondOf(setting, unpack(saved), v, counts),
    };
  })(parts.input.x, upstream);
}

function secondOf(
  setting: Setting,
  {
    input,
    target,
    state,
    weights,
    upstream: { dy },
  }: Parts & { readonly upstream: { readonly dy: tf.Tensor } },
  v: tf.Tensor,
  counts: Counts,
): tf.Tensor[] {
  const call: LinkCall = { setting, target };
  const facts = rowFacts(setting, weights, counts);
  return [
    last(setting, [input.x, dy, v], () => {
      const second = curvatureRows(state, call, rowCoefficients(dy, facts), v);
      if (second === undefined) refuseHigher(setting, "first derivatives of clipped probabilities");
      return second;
    }),
    last(setting, [input.x, v], () => reduceRows(slopesAlong(state, call, v), facts)),
  ];
}

/** A derivative that cannot be differentiated again: that is refused, since it would silently be zero. */
function last(setting: Setting, inputs: tf.Tensor[], compute: () => tf.Tensor): tf.Tensor {
  return tf.customGrad(() => ({
    value: compute(),
    gradFunc: () => refuseHigher(setting, "first and second derivatives"),
  }))(...inputs);
}

function refuseHigher({ axes }: Setting, only: string): never {
  refuse(axes.input, `expected only ${only}, got a higher one`, "unsupported-option", "backward");
}

/** The target where the input has no elements: nothing is smoothed, but indices may still name no class. */
function targetOfNothing(setting: Setting): Target {
  if (setting.targetKind === "indices" && setting.target.tensor.size > 0) indexRows(setting);
  const nothing = (): tf.Tensor => tf.scalar(0);
  return { tensors: {}, total: nothing, negEntropy: nothing, keptRows: 0 };
}

function rowFacts(setting: Setting, weights: Parts["weights"], counts: Counts): RowFacts {
  const { axes, targetKind } = setting;
  return {
    reduction: reductionOf(axes, targetKind),
    shape: rowLossShape(setting),
    aligned: axes.weight === "per-row-aligned",
    ...counts,
    ...weights,
  };
}

function rowWeights(setting: Setting, { tensors, keptRows }: Target): Parts["weights"] {
  const { axes, weight, targetKind } = setting;
  const counts = reductionOf(axes, targetKind).divisor === "kept-weight" && keptRows === undefined;
  return {
    keptWeight: counts ? keptWeight(setting, tensors) : undefined,
    sampleWeight: isPerRow(axes) && weight !== undefined ? floats(weight.tensor) : undefined,
  };
}

/** Sum of the class weights of kept rows, or their number. */
function keptWeight({ target }: Setting, { index, weight, masked }: TargetTensors): tf.Tensor {
  const weights = weight === undefined ? tf.ones([target.tensor.size]) : tf.gather(weight, index!);
  if (masked === undefined) return sumAll(weights);
  return sumAll(tf.mul(tf.sub(1, tf.cast(tf.reshape(masked, [-1]), "float32")), weights));
}

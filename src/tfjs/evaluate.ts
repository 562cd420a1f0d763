/**
 * The evaluator over the axes, in tensors: one differentiable op per call, with the gradient written out, since
 * p * sum(q) - q is both quicker and more exact than what a tape makes of the forward pass.
 */
import { InvalidArgument } from "../math/errors.ts";
import type { Evaluation } from "../math/evaluation.ts";
import { isPerRow, reductionOf, rowLossShape } from "../math/row-losses.ts";
import type { HeldTensor } from "./forms.ts";
import { indexRows } from "./indices.ts";
import type { LinkCall } from "./link.ts";
import { type RowFacts, reduceRows, rowCoefficients } from "./reduction.ts";
import { curvatureRows, gradientRows, rowLosses, slopesAlong } from "./row-losses.ts";
import { type Kept, packed } from "./saved.ts";
import { sumAll } from "./sums.ts";
import { type TargetTensors, targetTensors } from "./target.ts";
import * as tf from "./tf.ts";

type Setting = Evaluation<HeldTensor>;

/** Everything beside the setting that loss and gradient are made of; all tensors, so that they can be saved. */
type Parts = {
  readonly input: { readonly x: tf.Tensor };
  readonly target: TargetTensors;
  readonly state: Kept;
  readonly weights: Pick<RowFacts, "keptWeight" | "sampleWeight">;
};

/** The loss of a checked call. Differentiable in the first input, twice where its link is; all else is constant. */
export function lossOf(setting: Setting): tf.Tensor {
  return tf.customGrad((x, save) => {
    const input = x as tf.Tensor;
    const target = input.size === 0 ? targetOfNothing(setting) : targetTensors(setting);
    const { losses, state } = rowLosses(input, { setting, target });
    const weights = rowWeights(setting, target);
    const { tensors, unpack } = packed<Parts>({ input: { x: input }, target, state, weights });
    (save as tf.GradSaveFunc)(tensors);
    return {
      value: reduceRows(losses, rowFacts(setting, weights)),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => gradientOf(setting, unpack(saved), dy),
    };
  })(setting.input.tensor);
}

/** The gradient, differentiable once more in the first input and in the incoming gradient. */
function gradientOf(setting: Setting, parts: Parts, upstream: tf.Tensor): tf.Tensor {
  return tf.customGrad((_, dy, save) => {
    const call: LinkCall = { setting, target: parts.target };
    const coefficients = rowCoefficients(dy as tf.Tensor, rowFacts(setting, parts.weights));
    const { tensors, unpack } = packed({ ...parts, upstream: { dy: dy as tf.Tensor } });
    (save as tf.GradSaveFunc)(tensors);
    return {
      value: gradientRows(parts.state, call, coefficients),
      gradFunc: (v: tf.Tensor, saved: tf.Tensor[]) => secondOf(setting, unpack(saved), v),
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
): tf.Tensor[] {
  const call: LinkCall = { setting, target };
  const facts = rowFacts(setting, weights);
  return [
    last(setting, [input.x, dy, v], () => {
      const second = curvatureRows(state, call, rowCoefficients(dy, facts), v);
      if (second === undefined) throw noHigher(setting, "first derivatives of clipped probabilities");
      return second;
    }),
    last(setting, [input.x, v], () => reduceRows(slopesAlong(state, call, v), facts)),
  ];
}

/** A derivative that has none of its own: better a refusal than one that is silently zero. */
function last(setting: Setting, inputs: tf.Tensor[], compute: () => tf.Tensor): tf.Tensor {
  return tf.customGrad(() => ({
    value: compute(),
    gradFunc: () => {
      throw noHigher(setting, "first and second derivatives");
    },
  }))(...inputs);
}

function noHigher({ axes }: Setting, only: string): InvalidArgument {
  return new InvalidArgument(
    "unsupported-option",
    "backward",
    axes.input,
    `expected only ${only}, got a higher one`,
  );
}

/** Without elements there is nothing to smooth, but indices may still name no class. */
function targetOfNothing(setting: Setting): TargetTensors {
  if (setting.targetKind === "indices" && setting.target.tensor.size > 0) indexRows(setting);
  return { total: tf.scalar(0) };
}

function rowFacts(setting: Setting, weights: Parts["weights"]): RowFacts {
  const { axes, targetKind } = setting;
  return {
    reduction: reductionOf(axes, targetKind),
    shape: rowLossShape(setting),
    aligned: axes.weight === "per-row-aligned",
    ...weights,
  };
}

function rowWeights(setting: Setting, target: TargetTensors): Parts["weights"] {
  const { axes, weight, targetKind } = setting;
  return {
    keptWeight:
      reductionOf(axes, targetKind) === "mean-kept-weight" ? keptWeight(setting, target) : undefined,
    sampleWeight: isPerRow(axes) && weight !== undefined ? tf.cast(weight.tensor, "float32") : undefined,
  };
}

/** Sum of the class weights of rows that are kept, or their number. */
function keptWeight(setting: Setting, { index, weight, masked }: TargetTensors): tf.Tensor {
  const { target } = setting;
  if (index === undefined) return tf.scalar(0);
  if (masked === undefined)
    return weight === undefined ? tf.scalar(target.tensor.size) : sumAll(tf.gather(weight, index));
  const kept = tf.sub(1, tf.cast(tf.reshape(masked, [-1]), "float32"));
  return weight === undefined ? tf.sum(kept) : sumAll(tf.mul(kept, tf.gather(weight, index)));
}

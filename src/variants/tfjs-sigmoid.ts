/**
 * TensorFlow.js' `tf.losses.sigmoidCrossEntropy`: each label on its own, smoothed towards one half.
 *
 * Unlike Keras, every label is a loss of its own: there is no mean over the labels before the reduction.
 *
 * Takes `logits` of any shape, a `target` of the same shape with values in [0, 1] and an optional
 * `sampleWeight` that broadcasts against the losses. Returns a scalar, or the weighted losses for `none`.
 * Losses are in nats.
 *
 * @throws InvalidArgument when TensorFlow.js would throw
 * @example
 * tfjsSigmoid({ labelSmoothing: 0.1 }).loss([[2, -1]], [[1, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { TFJS_REDUCTION, TFJS_WEIGHT_QUIRKS } from "../definition/tfjs-reduction.ts";
import { meanOver, SIGMOID } from "../loss/axis-values.ts";
import { SIGMOID_LINKS } from "../loss/backend.ts";

export const tfjsSigmoidRecord = {
  id: "tfjs-sigmoid",
  core: true,
  title: "tf.losses.sigmoidCrossEntropy",
  equation: {
    target: "z_k = y_k (1 - a) + a/2",
    loss: "max(x_k, 0) - x_k z_k + log(1 + exp(-|x_k|))",
    of: "label",
    result: "mean over nonzero weights",
  },
  source: {
    project: "TensorFlow.js",
    version: "4.22.0",
    repository: "tensorflow/tfjs",
    commit: "tfjs-v4.22.0",
    path: "tfjs-core/src/ops/losses/sigmoid_cross_entropy.ts",
    lines: "36-70 and 93-119",
  },
  quirks: [
    { what: "a logit of Infinity gives NaN, whatever the target: Infinity - Infinity z is computed first" },
    { what: "labelSmoothing is not checked: above 1 is applied, negative and NaN smooth nothing" },
    ...TFJS_WEIGHT_QUIRKS,
  ],
  moreExact: ["float64"],
  options: {
    /** Smoothing a; applied if greater than 0, also above 1. Negative values and NaN mean no smoothing. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
    /** `sum_by_nonzero_weights` is the sum divided by the number of weights that are not 0. */
    reduction: TFJS_REDUCTION,
  },
  axes: {
    input: "logits",
    link: SIGMOID,
    targetRule: "half",
    smoothingApplies: "positive",
    classCount: "class-axis",
    classAxis: "last",
    softmaxAxis: "class-axis",
    divergence: "cross-entropy",
    zeroMass: { indices: "dense", distribution: "dense" },
    normaliser: "by-mass",
    ignoredRows: "none",
    excludedClass: "none",
    weight: "per-row-broadcast",
    rowLoss: "each",
    reduction: meanOver("nonzero-weights"),
  },
  accepts: { rank: { least: 0, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
} as const satisfies VariantRecord;

export type TfjsSigmoidOptions = RecordOptions<typeof tfjsSigmoidRecord>;
export const tfjsSigmoid = /* @__PURE__ */ criterionOf(tfjsSigmoidRecord, SIGMOID_LINKS);

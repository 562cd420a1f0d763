/**
 * TensorFlow.js' `tf.losses.softmaxCrossEntropy`.
 *
 * K is the length of axis 1, which is the class axis only for inputs of rank 2.
 *
 * Takes `logits` [..., K], a one-hot or soft `target` of the same shape and an optional `sampleWeight` that
 * broadcasts against the row losses. Returns a scalar, or the weighted losses for `none`. Losses are in nats.
 *
 * @throws InvalidArgument when TensorFlow.js would throw
 * @example
 * tfjsSoftmax({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [[1, 0, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { TFJS_REDUCTION, TFJS_WEIGHT_QUIRKS } from "../definition/tfjs-reduction.ts";
import { meanOver, SOFTMAX } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";

export const tfjsSoftmaxRecord = {
  id: "tfjs-softmax",
  core: true,
  title: "tf.losses.softmaxCrossEntropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over nonzero weights, with K the length of axis 1",
  },
  source: {
    project: "TensorFlow.js",
    version: "4.22.0",
    repository: "tensorflow/tfjs",
    commit: "tfjs-v4.22.0",
    path: "tfjs-core/src/ops/losses/softmax_cross_entropy.ts",
    lines: "64-104 and 125-154",
  },
  quirks: [
    {
      what: "K is shape[1], so inputs [N, T, K] are smoothed by a/T; with rank 1 there is no shape[1]",
      corrected: 'classCount: "last"',
    },
    {
      what: "the gradient is softmax - q, which is wrong where q does not sum to 1",
      corrected: 'gradientMass: "sum"',
    },
    { what: "its documentation says it smooths towards 1/2; it smooths towards 1/K" },
    { what: "labelSmoothing is not checked: above 1 is applied, negative and NaN smooth nothing" },
    ...TFJS_WEIGHT_QUIRKS,
  ],
  moreExact: ["float64"],
  options: {
    /** Smoothing a; applied if greater than 0, also above 1. Negative values and NaN mean no smoothing. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
    /** `sum_by_nonzero_weights` is the sum divided by the number of weights that are not 0. */
    reduction: TFJS_REDUCTION,
    /** `last` is the corrected behaviour: K counted on the class axis. */
    classCount: {
      kind: "choice",
      default: "axis-1",
      phase: "construct",
      code: "unsupported-option",
      axes: { "axis-1": { classCount: "axis-1" }, last: { classCount: "class-axis" } },
    },
    /** `sum` is the corrected behaviour: the gradient softmax * sum(q) - q. `one` is softmax - q. */
    gradientMass: {
      kind: "choice",
      default: "one",
      phase: "construct",
      code: "unsupported-option",
      axes: { one: { normaliser: "once-in-gradient" }, sum: { normaliser: "by-mass" } },
    },
  },
  axes: {
    input: "logits",
    link: SOFTMAX,
    targetRule: "uniform",
    smoothingApplies: "positive",
    classCount: "axis-1",
    classAxis: "last",
    softmaxAxis: "class-axis",
    divergence: "cross-entropy",
    zeroMass: { indices: "dense", distribution: "dense" },
    normaliser: "once-in-gradient",
    ignoredRows: "none",
    excludedClass: "none",
    weight: "per-row-broadcast",
    rowLoss: "sum",
    reduction: meanOver("nonzero-weights"),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
} as const satisfies VariantRecord;

export type TfjsSoftmaxOptions = RecordOptions<typeof tfjsSoftmaxRecord>;
export const tfjsSoftmax = /* @__PURE__ */ criterionOf(tfjsSoftmaxRecord, SOFTMAX_LINKS);

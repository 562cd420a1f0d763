/**
 * TensorFlow 1's `tf.losses.softmax_cross_entropy`, in TensorFlow 2 as `tf.compat.v1.losses`.
 *
 * Takes `logits` [..., K], a `target` of the same shape and an optional `sampleWeight` that broadcasts against
 * the row losses. Returns a scalar, or the weighted losses for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a shape does not fit
 * @example
 * tf1Softmax({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [[1, 0, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { tfjsSoftmaxRecord } from "./tfjs-softmax.ts";

export const tf1SoftmaxRecord = {
  id: "tf1-softmax",
  title: "tf.compat.v1.losses.softmax_cross_entropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over nonzero weights",
  },
  source: {
    project: "TensorFlow",
    version: "2.21.0",
    repository: "tensorflow/tensorflow",
    commit: "PyPI tensorflow 2.21.0",
    path: "tensorflow/python/ops/losses/losses_impl.py",
    lines: "74-213 and 837-992",
  },
  quirks: [
    {
      what: "K is the length of the last axis; up to TensorFlow 2.2 it was that of axis 1 (tensorflow/tensorflow#32231)",
    },
    { what: "the gradient is softmax - q, which is wrong where q does not sum to 1" },
    { what: "losses are cast to float32 before they are weighted and reduced" },
    { what: "a divisor of 0 gives 0, while TensorFlow.js gives NaN" },
    { what: "smoothing is not checked: above 1 is applied, negative and NaN smooth nothing" },
  ],
  moreExact: ["float64", "subnormals"],
  options: {
    /** Smoothing a, applied if greater than 0, also above 1. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
    reduction: reduction("sum_by_nonzero_weights", "call", {
      sum_by_nonzero_weights: meanOver("nonzero-weights", "zero"),
      mean: meanOver("weights-spread", "zero"),
      sum: SUM,
      none: UNREDUCED,
      sum_over_batch_size: meanOver("losses", "zero"),
    }),
  },
  axes: {
    ...tfjsSoftmaxRecord.axes,
    classCount: "last-axis",
    reduction: meanOver("nonzero-weights", "zero"),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
  identity: {
    same: "tfjs-softmax",
    labelSmoothing: "a",
    own: { reduction: "sum_by_nonzero_weights" },
    theirs: { reduction: "sum_by_nonzero_weights" },
    where: "rank 2 and a weight that is not 0",
  },
} as const satisfies VariantRecord;

export type Tf1SoftmaxOptions = RecordOptions<typeof tf1SoftmaxRecord>;
export const tf1Softmax = /* @__PURE__ */ criterionOf(tf1SoftmaxRecord, SOFTMAX_LINKS);

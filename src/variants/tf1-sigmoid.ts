/**
 * TensorFlow 1's `tf.losses.sigmoid_cross_entropy`, in TensorFlow 2 as `tf.compat.v1.losses`.
 *
 * Takes `logits` of any shape, a `target` of the same shape with values in [0, 1] and an optional
 * `sampleWeight` that broadcasts against the losses. Returns a scalar, or the weighted losses for `none`.
 * Losses are in nats.
 *
 * @throws InvalidArgument if a shape does not fit
 * @example
 * tf1Sigmoid({ labelSmoothing: 0.1 }).loss([[2, -1]], [[1, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SIGMOID_LINKS } from "../loss/backend.ts";
import { tfjsSigmoidRecord } from "./tfjs-sigmoid.ts";

export const tf1SigmoidRecord = {
  id: "tf1-sigmoid",
  title: "tf.compat.v1.losses.sigmoid_cross_entropy",
  equation: {
    target: "z_k = y_k (1 - a) + a/2",
    loss: "max(x_k, 0) - x_k z_k + log(1 + exp(-|x_k|))",
    of: "label",
    result: "mean over nonzero weights",
  },
  source: {
    project: "TensorFlow",
    version: "2.21.0",
    repository: "tensorflow/tensorflow",
    commit: "PyPI tensorflow 2.21.0",
    path: "tensorflow/python/ops/losses/losses_impl.py",
    lines: "74-213 and 771-834",
  },
  quirks: [
    { what: "its first release smoothed towards 1/C" },
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
    ...tfjsSigmoidRecord.axes,
    reduction: meanOver("nonzero-weights", "zero"),
  },
  accepts: { rank: { least: 0, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
  identity: {
    same: "tfjs-sigmoid",
    labelSmoothing: "a",
    own: { reduction: "sum_by_nonzero_weights" },
    theirs: { reduction: "sum_by_nonzero_weights" },
    where: "a weight that is not 0",
  },
} as const satisfies VariantRecord;

export type Tf1SigmoidOptions = RecordOptions<typeof tf1SigmoidRecord>;
export const tf1Sigmoid = /* @__PURE__ */ criterionOf(tf1SigmoidRecord, SIGMOID_LINKS);

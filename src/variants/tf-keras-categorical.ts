/**
 * tf.keras 2's `CategoricalCrossentropy`, kept as tf-keras.
 *
 * Takes `probs` or `logits` [..., K], a `target` of the same shape and an optional `sampleWeight` per row.
 * Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a shape does not fit, or axis is not an axis of the input
 * @example
 * tfKerasCategorical({ fromLogits: true, labelSmoothing: 0.1 }).loss([[2, 1, 0]], [[1, 0, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import { fromLogits } from "../definition/keras-reduction.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { CLIPPED_ROWS, meanOver, SOFTMAX, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { CLIPPED_LINKS, SOFTMAX_LINKS } from "../loss/backend.ts";
import { kerasCategoricalRecord } from "./keras-categorical.ts";

export const tfKerasCategoricalRecord = {
  id: "tf-keras-categorical",
  title: "tf.keras 2 CategoricalCrossentropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log p_k",
    result: "mean over rows",
  },
  source: {
    project: "tf-keras",
    version: "2.21.0",
    repository: "keras-team/tf-keras",
    commit: "PyPI tf-keras 2.21.0",
    path: "tf_keras/src/losses.py and backend.py",
    lines: "2159-2223 and 5527-5594",
  },
  quirks: [
    { what: "K is counted on axis, while Keras 3.15.1 counts it on the last axis" },
    { what: "an empty batch gives 0, while Keras 3 gives an empty result" },
    { what: "the gradient from logits is softmax - q, which is wrong where q does not sum to 1" },
    { what: "probabilities are clipped to [1e-7, 1 - 1e-7], and outside the bounds no gradient flows" },
    { what: "smoothing is not checked: any nonzero value is used as it is" },
  ],
  moreExact: ["float64", "subnormals"],
  options: {
    fromLogits: fromLogits(SOFTMAX, CLIPPED_ROWS),
    /** Smoothing a; any value but 0 is applied. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    axis: axis(-1),
    reduction: reduction("sum_over_batch_size", "construct", {
      sum_over_batch_size: meanOver("losses", "zero"),
      sum: SUM,
      none: UNREDUCED,
    }),
  },
  axes: {
    ...kerasCategoricalRecord.axes,
    classCount: "class-axis",
    reduction: meanOver("losses", "zero"),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
  identity: {
    same: "keras-categorical",
    labelSmoothing: "a",
    own: { fromLogits: true, reduction: "sum_over_batch_size" },
    theirs: { fromLogits: true },
  },
} as const satisfies VariantRecord;

export type TfKerasCategoricalOptions = RecordOptions<typeof tfKerasCategoricalRecord>;
export const tfKerasCategorical = /* @__PURE__ */ criterionOf(
  tfKerasCategoricalRecord,
  SOFTMAX_LINKS,
  CLIPPED_LINKS,
);

/**
 * Keras' `BinaryCrossentropy`, on its TensorFlow backend: each label on its own, smoothed towards one half.
 *
 * p is sigmoid(logits), or the probabilities clipped to [1e-7, 1 - 1e-7].
 *
 * Takes `probs` or `logits` [..., K], a `target` of the same shape with values in [0, 1] and an optional
 * `sampleWeight` per row. Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument when Keras would refuse the call, in the same phase
 * @example
 * kerasBinary({ fromLogits: true, labelSmoothing: 0.1 }).loss([[2, -1]], [[1, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import { fromLogits, KERAS_REDUCTION } from "../definition/keras-reduction.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing } from "../definition/shared-options.ts";
import { CLIPPED_LABELS, meanOver, SIGMOID } from "../loss/axis-values.ts";
import { CLIPPED_LINKS, SIGMOID_LINKS } from "../loss/backend.ts";

export const kerasBinaryRecord = {
  id: "keras-binary",
  core: true,
  title: "keras.losses.BinaryCrossentropy",
  equation: {
    target: "z_k = y_k (1 - a) + a/2",
    loss: "-mean_k (z_k log p_k + (1 - z_k) log(1 - p_k))",
    result: "mean over rows",
  },
  source: {
    project: "Keras",
    version: "3.15.1",
    repository: "keras-team/keras",
    commit: "v3.15.1",
    path: "keras/src/losses/losses.py and keras/src/backend/tensorflow/nn.py",
    lines: "2374-2417 and 1444-1489",
  },
  quirks: [
    { what: "smoothing goes towards 1/2 per label, not towards 1/C over the labels" },
    { what: "probabilities are clipped to [1e-7, 1 - 1e-7], and outside the bounds no gradient flows" },
    { what: "a logit of Infinity gives NaN, whatever the target: Infinity - Infinity z is computed first" },
    { what: "labelSmoothing is not checked: negative, above 1 and NaN are used as they are" },
    { what: "an empty batch gives an empty result, not a number" },
  ],
  moreExact: ["subnormals"],
  options: {
    fromLogits: fromLogits(SIGMOID, CLIPPED_LABELS),
    /** Smoothing a; anything but 0 is applied, also below 0 and above 1. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    /** Axis that the mean over labels runs along. */
    axis: axis(-1),
    /** `sum_over_batch_size` is the mean over row losses. */
    reduction: KERAS_REDUCTION,
  },
  axes: {
    input: "probs",
    link: CLIPPED_LABELS,
    targetRule: "half",
    smoothingApplies: "nonzero",
    classCount: "class-axis",
    classAxis: "axis-option",
    softmaxAxis: "class-axis",
    divergence: "cross-entropy",
    zeroMass: { indices: "dense", distribution: "dense" },
    normaliser: "by-mass",
    ignoredRows: "none",
    excludedClass: "none",
    weight: "per-row-aligned",
    rowLoss: "mean",
    reduction: meanOver("losses", "zero-or-empty"),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
} as const satisfies VariantRecord;

export type KerasBinaryOptions = RecordOptions<typeof kerasBinaryRecord>;
export const kerasBinary = /* @__PURE__ */ criterionOf(kerasBinaryRecord, SIGMOID_LINKS, CLIPPED_LINKS);

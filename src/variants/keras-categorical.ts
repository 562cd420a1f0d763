/**
 * Keras' `CategoricalCrossentropy`, on its TensorFlow backend.
 *
 * p is softmax(logits), or the probabilities divided by their sum and clipped to [1e-7, 1 - 1e-7].
 *
 * Takes `probs` or `logits` [..., K] (classes on `axis`), a `target` distribution of the same shape and an
 * optional `sampleWeight` per row. Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument when Keras would refuse the call, in the same phase
 * @example
 * kerasCategorical({ fromLogits: true, labelSmoothing: 0.1 }).loss([[2, 1, 0]], [[1, 0, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import { fromLogits, KERAS_REDUCTION } from "../definition/keras-reduction.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing } from "../definition/shared-options.ts";
import { CLIPPED_ROWS, meanOver, SOFTMAX } from "../loss/axis-values.ts";
import { CLIPPED_LINKS, SOFTMAX_LINKS } from "../loss/backend.ts";

export const kerasCategoricalRecord = {
  id: "keras-categorical",
  core: true,
  title: "keras.losses.CategoricalCrossentropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log p_k",
    result: "mean over rows",
  },
  source: {
    project: "Keras",
    version: "3.15.1",
    repository: "keras-team/keras",
    commit: "v3.15.1",
    path: "keras/src/losses/losses.py and keras/src/backend/tensorflow/nn.py",
    lines: "2148-2208 and 1298-1378",
  },
  quirks: [
    {
      what: "K is the length of the last axis whatever axis says (keras-team/keras#23451)",
      corrected: 'classCount: "axis"',
    },
    {
      what: "from logits, the gradient is softmax - q, which is wrong where q does not sum to 1 (TensorFlow's fused op); Keras' torch and jax backends do not share this",
    },
    {
      what: "probabilities are clipped to [1e-7, 1 - 1e-7], so a loss never exceeds 16.118 per unit of mass, and outside the bounds no gradient flows",
    },
    {
      what: "labelSmoothing is not checked: negative, above 1 and NaN are used as they are (keras-team/keras#23504)",
    },
    { what: "an empty batch gives an empty result, not a number" },
    { what: "values are cast to floatx, float32 unless set, even if they come as float64" },
  ],
  moreExact: ["subnormals"],
  options: {
    fromLogits: fromLogits(SOFTMAX, CLIPPED_ROWS),
    /** Smoothing a; anything but 0 is applied, also below 0 and above 1. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    axis: axis(-1),
    /** `sum_over_batch_size` is the mean over row losses. */
    reduction: KERAS_REDUCTION,
    /** `axis` is the corrected behaviour: K counted on `axis` (keras-team/keras#23437). */
    classCount: {
      kind: "choice",
      default: "last",
      phase: "construct",
      code: "unsupported-option",
      axes: { last: { classCount: "last-axis" }, axis: { classCount: "class-axis" } },
    },
  },
  axes: {
    input: "probs",
    link: CLIPPED_ROWS,
    targetRule: "uniform",
    smoothingApplies: "nonzero",
    classCount: "last-axis",
    classAxis: "axis-option",
    softmaxAxis: "class-axis",
    divergence: "cross-entropy",
    zeroMass: { indices: "dense", distribution: "dense" },
    normaliser: "once-in-gradient",
    ignoredRows: "none",
    excludedClass: "none",
    weight: "per-row-aligned",
    rowLoss: "sum",
    reduction: meanOver("losses", "zero-or-empty"),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
} as const satisfies VariantRecord;

export type KerasCategoricalOptions = RecordOptions<typeof kerasCategoricalRecord>;
export const kerasCategorical = /* @__PURE__ */ criterionOf(
  kerasCategoricalRecord,
  SOFTMAX_LINKS,
  CLIPPED_LINKS,
);

/**
 * Keras' `CategoricalFocalCrossentropy`, on its TensorFlow backend.
 *
 * p is clipped to [1e-7, 1 - 1e-7]; `alpha` is the option of that name, and not the smoothing.
 *
 * Takes `probs` or `logits` [..., K], a `target` of the same shape and an optional `sampleWeight` per row.
 * Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a shape does not fit, or axis is not an axis of the input
 * @example
 * kerasCategoricalFocal({ fromLogits: true, labelSmoothing: 0.1 }).loss([[2, 1, 0]], [[1, 0, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import { fromLogits, KERAS_REDUCTION } from "../definition/keras-reduction.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing } from "../definition/shared-options.ts";
import { CLIPPED_ROWS, focal, SOFTMAX } from "../loss/axis-values.ts";
import { FOCAL_LINKS } from "../loss/backend.ts";
import { kerasCategoricalRecord } from "./keras-categorical.ts";

export const kerasCategoricalFocalRecord = {
  id: "keras-categorical-focal",
  title: "keras.losses.CategoricalFocalCrossentropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k alpha (1 - p_k)^gamma q_k log p_k",
    result: "mean over rows",
  },
  source: {
    project: "Keras",
    version: "3.15.1",
    repository: "keras-team/keras",
    commit: "PyPI keras 3.15.1",
    path: "keras/src/losses/losses.py",
    lines: "1019-1170 and 2211-2304",
  },
  quirks: [
    { what: "the target is smoothed first, and the focal factor depends on the prediction alone" },
    { what: "probabilities are clipped from logits too, so no gradient flows outside [1e-7, 1 - 1e-7]" },
    { what: "K is the length of the last axis whatever axis says" },
    { what: "smoothing is not checked: any nonzero value is used as it is" },
    { what: "an empty batch gives an empty result, not a number" },
  ],
  moreExact: ["subnormals"],
  options: {
    /** Factor of every term. */
    alpha: {
      kind: "number",
      default: 0.25,
      domain: ANY_NUMBER,
      phase: "construct",
      code: "unsupported-option",
    },
    /** Exponent of 1 minus the probability; 0 gives plain cross entropy times alpha. */
    gamma: { kind: "number", default: 2, domain: ANY_NUMBER, phase: "construct", code: "unsupported-option" },
    fromLogits: fromLogits(focal({ ...SOFTMAX, clip: "epsilon" }), focal(CLIPPED_ROWS)),
    /** Smoothing a; any value but 0 is applied. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    axis: axis(-1),
    /** `sum_over_batch_size` is the mean over row losses. */
    reduction: KERAS_REDUCTION,
  },
  axes: {
    ...kerasCategoricalRecord.axes,
    link: focal(CLIPPED_ROWS),
    normaliser: "by-mass",
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
  identity: {
    same: "keras-categorical",
    labelSmoothing: "a",
    own: { alpha: 1, gamma: 0, fromLogits: false },
    theirs: { fromLogits: false },
  },
} as const satisfies VariantRecord;

export type KerasCategoricalFocalOptions = RecordOptions<typeof kerasCategoricalFocalRecord>;
export const kerasCategoricalFocal = /* @__PURE__ */ criterionOf(kerasCategoricalFocalRecord, FOCAL_LINKS);

/**
 * Keras' `BinaryFocalCrossentropy`, on its TensorFlow backend.
 *
 * p is sigmoid(logits), or the probabilities clipped to [1e-7, 1 - 1e-7]. With applyClassBalancing each label is weighted
 * by z alpha + (1 - z)(1 - alpha).
 *
 * Takes `probs` or `logits` [..., K], a `target` of the same shape with values in [0, 1] and an optional
 * `sampleWeight` per row. Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a shape does not fit, or axis is not an axis of the input
 * @example
 * kerasBinaryFocal({ fromLogits: true, labelSmoothing: 0.1 }).loss([[2, -1]], [[1, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import { fromLogits, KERAS_REDUCTION } from "../definition/keras-reduction.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing } from "../definition/shared-options.ts";
import { CLIPPED_LABELS, focal } from "../loss/axis-values.ts";
import { FOCAL_LINKS } from "../loss/backend.ts";
import { kerasBinaryRecord } from "./keras-binary.ts";

export const kerasBinaryFocalRecord = {
  id: "keras-binary-focal",
  title: "keras.losses.BinaryFocalCrossentropy",
  equation: {
    target: "z_k = y_k (1 - a) + a/2",
    loss: "-mean_k F_k^gamma (z_k log p_k + (1 - z_k) log(1 - p_k)), F_k = z_k (1 - p_k) + (1 - z_k) p_k",
    result: "mean over rows",
  },
  source: {
    project: "Keras",
    version: "3.15.1",
    repository: "keras-team/keras",
    commit: "PyPI keras 3.15.1",
    path: "keras/src/losses/losses.py",
    lines: "727-912 and 2420-2522",
  },
  quirks: [
    { what: "the focal factor takes the smoothed label, so it never vanishes at a right prediction" },
    { what: "the focal factor takes the probability unclipped, the cross entropy clipped" },
    { what: "from logits, the TensorFlow backend finds the logits behind its own sigmoid and clips nothing" },
    { what: "with gamma below 1, the gradient is NaN where the focal factor is 0 in float32" },
    { what: "smoothing is not checked: any nonzero value is used as it is" },
    { what: "an empty batch gives an empty result, not a number" },
  ],
  moreExact: ["subnormals"],
  options: {
    /** Whether the two sides of a label are weighted by alpha and 1 - alpha. */
    applyClassBalancing: {
      kind: "choice",
      default: false,
      phase: "construct",
      code: "unsupported-option",
      axes: { true: { link: { focal: "balanced" } }, false: {} },
      sourceName: "apply_class_balancing",
    },
    /** Weight of the positive side where sides are balanced. */
    alpha: {
      kind: "number",
      default: 0.25,
      domain: ANY_NUMBER,
      phase: "construct",
      code: "unsupported-option",
    },
    /** Exponent of 1 minus the probability; 0 gives plain cross entropy. */
    gamma: { kind: "number", default: 2, domain: ANY_NUMBER, phase: "construct", code: "unsupported-option" },
    fromLogits: fromLogits(
      { probabilities: "sigmoid", clip: "none" },
      { probabilities: "given", clip: "epsilon" },
    ),
    /** Smoothing a; any value but 0 is applied. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    /** Axis that the mean over labels runs along. */
    axis: axis(-1),
    /** `sum_over_batch_size` is the mean over row losses. */
    reduction: KERAS_REDUCTION,
  },
  axes: {
    ...kerasBinaryRecord.axes,
    link: focal(CLIPPED_LABELS),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
  identity: {
    same: "keras-binary",
    labelSmoothing: "a",
    own: { gamma: 0, applyClassBalancing: false, fromLogits: true },
    theirs: { fromLogits: true },
  },
} as const satisfies VariantRecord;

export type KerasBinaryFocalOptions = RecordOptions<typeof kerasBinaryFocalRecord>;
export const kerasBinaryFocal = /* @__PURE__ */ criterionOf(kerasBinaryFocalRecord, FOCAL_LINKS);

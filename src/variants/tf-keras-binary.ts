/**
 * tf.keras 2's `BinaryCrossentropy`, kept as tf-keras: probabilities meet the epsilon e =
 * 1e-7 twice.
 *
 * Takes `probs` or `logits` [..., K], a `target` of the same shape with values in [0, 1] and an optional
 * `sampleWeight` per row. Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a shape does not fit, or axis is not an axis of the input
 * @example
 * tfKerasBinary({ labelSmoothing: 0.1 }).loss([[0.9, 0.2]], [[1, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import { fromLogits } from "../definition/keras-reduction.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { CLIPPED_LABELS, meanOver, SIGMOID, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { CLIPPED_LINKS, SIGMOID_LINKS } from "../loss/backend.ts";
import { kerasBinaryRecord } from "./keras-binary.ts";

export const tfKerasBinaryRecord = {
  id: "tf-keras-binary",
  title: "tf.keras 2 BinaryCrossentropy",
  equation: {
    target: "z_k = y_k (1 - a) + a/2",
    loss: "-mean_k (z_k log(c_k + e) + (1 - z_k) log(1 - c_k + e)), c_k = clip(p_k, e, 1 - e)",
    result: "mean over rows",
  },
  source: {
    project: "tf-keras",
    version: "2.21.0",
    repository: "keras-team/tf-keras",
    commit: "PyPI tf-keras 2.21.0",
    path: "tf_keras/src/losses.py and backend.py",
    lines: "2488-2534 and 5801-5834",
  },
  quirks: [
    {
      what: "probabilities are clipped to [1e-7, 1 - 1e-7] and 1e-7 is added inside the logarithm as well, so a wrong and certain label costs 15.42 and not 16.12",
    },
    { what: "an empty batch gives 0, while Keras 3 gives an empty result" },
    { what: "a logit of Infinity gives NaN" },
    { what: "smoothing is not checked: any nonzero value is used as it is" },
  ],
  moreExact: ["float64", "subnormals"],
  options: {
    fromLogits: fromLogits(SIGMOID, { ...CLIPPED_LABELS, clip: "epsilon-and-added" }),
    /** Smoothing a; any value but 0 is applied. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    /** Axis that the mean over labels runs along. */
    axis: axis(-1),
    reduction: reduction("sum_over_batch_size", "construct", {
      sum_over_batch_size: meanOver("losses", "zero"),
      sum: SUM,
      none: UNREDUCED,
    }),
  },
  axes: {
    ...kerasBinaryRecord.axes,
    link: { ...CLIPPED_LABELS, clip: "epsilon-and-added" },
    reduction: meanOver("losses", "zero"),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "sampleWeight",
  identity: {
    same: "keras-binary",
    labelSmoothing: "a",
    own: { fromLogits: true, reduction: "sum_over_batch_size" },
    theirs: { fromLogits: true },
  },
} as const satisfies VariantRecord;

export type TfKerasBinaryOptions = RecordOptions<typeof tfKerasBinaryRecord>;
export const tfKerasBinary = /* @__PURE__ */ criterionOf(tfKerasBinaryRecord, SIGMOID_LINKS, CLIPPED_LINKS);

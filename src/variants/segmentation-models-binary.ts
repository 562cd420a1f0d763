/**
 * segmentation_models.pytorch's `SoftBCEWithLogitsLoss`, and pytorch-toolbelt's, from which it comes.
 *
 * Takes `logits` of any shape and a `target` of labels of the same shape. Returns a scalar, or one loss per
 * label for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a shape does not fit
 * @example
 * segmentationModelsBinary({ labelSmoothing: 0.1 }).loss([[2, -1]], [[1, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SIGMOID, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SIGMOID_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const segmentationModelsBinaryRecord = {
  id: "segmentation-models-binary",
  title: "segmentation_models.pytorch SoftBCEWithLogitsLoss",
  equation: {
    target: "z_k = y_k (1 - a) + (1 - y_k) a",
    loss: "-(z_k log sigmoid(x_k) + (1 - z_k) log sigmoid(-x_k))",
    of: "label",
    result: "mean over all labels",
  },
  source: {
    project: "segmentation_models.pytorch",
    version: "0.6.0",
    repository: "qubvel-org/segmentation_models.pytorch",
    commit: "PyPI segmentation-models-pytorch 0.6.0",
    path: "segmentation_models_pytorch/losses/soft_bce.py",
    lines: "10-83",
  },
  quirks: [
    { what: "a smooths twice as much as in a loss that goes towards 1/2 by a" },
    { what: "smoothing above 1/2 swaps the labels 0 and 1" },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
    { what: "weight, pos_weight and ignored labels are left out here" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct", 0), sourceName: "smooth_factor" },
    reduction: reduction("mean", "call", { mean: MEAN, sum: SUM, none: UNREDUCED }),
  },
  axes: {
    ...equation1Record.axes,
    link: SIGMOID,
    targetRule: "both-sides",
    rowLoss: "each",
    reduction: MEAN,
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  identity: {
    same: "keras-binary",
    labelSmoothing: "2 a",
    own: { reduction: "mean" },
    theirs: { fromLogits: true },
  },
} as const satisfies VariantRecord;

export type SegmentationModelsBinaryOptions = RecordOptions<typeof segmentationModelsBinaryRecord>;
export const segmentationModelsBinary = /* @__PURE__ */ criterionOf(
  segmentationModelsBinaryRecord,
  SIGMOID_LINKS,
);

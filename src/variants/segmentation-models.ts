/**
 * segmentation_models.pytorch's `SoftCrossEntropyLoss`, and pytorch-toolbelt's, from which it comes.
 *
 * Takes `logits` [N, K, …] and a `target` of class indices [N, …]. Returns the mean over all rows, a scalar, or
 * one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * segmentationModels({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const segmentationModelsRecord = {
  id: "segmentation-models",
  title: "segmentation_models.pytorch SoftCrossEntropyLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over all rows",
  },
  source: {
    project: "segmentation_models.pytorch",
    version: "0.6.0",
    repository: "qubvel-org/segmentation_models.pytorch",
    commit: "PyPI segmentation-models-pytorch 0.6.0",
    path: "segmentation_models_pytorch/losses/soft_ce.py and _functional.py",
    lines: "10-46 and 243-289",
  },
  quirks: [
    { what: "ignored rows are 0 and stay in the mean, so a mean depends on how much is ignored" },
    {
      what: "the sum over classes is always computed, so without smoothing an infinitely unlikely class gives NaN (0 times Infinity)",
    },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
    { what: "the default smooth_factor, None, fails; here labelSmoothing is required" },
    { what: "unreduced, it keeps an axis of length 1; here it is dropped" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "call"), sourceName: "smooth_factor" },
    /** Rows with this target count as 0. */
    ignoreIndex: ignoreIndex(-100),
    reduction: reduction("mean", "call", { mean: MEAN, sum: SUM, none: UNREDUCED }),
  },
  axes: {
    ...equation1Record.axes,
    classAxis: "axis-1",
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    reduction: MEAN,
  },
  accepts: { rank: { least: 2, most: Number.POSITIVE_INFINITY }, targets: ["indices"] },
  identity: {
    same: "torch",
    labelSmoothing: "a",
    own: { reduction: "mean" },
    except: ["ignored rows", "all rows ignored"],
  },
} as const satisfies VariantRecord;

export type SegmentationModelsOptions = RecordOptions<typeof segmentationModelsRecord>;
export const segmentationModels = /* @__PURE__ */ criterionOf(segmentationModelsRecord, SOFTMAX_LINKS);

/**
 * timm's `LabelSmoothingCrossEntropy`.
 *
 * Takes `logits` [N, K] and a `target` of class indices [N]. Returns the mean over rows, a scalar. Losses are
 * in nats.
 *
 * @throws InvalidArgument if labelSmoothing is not below 1, or a target is out of range
 * @example
 * timm({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */
import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { BELOW_ONE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const timmRecord = {
  id: "timm",
  title: "timm LabelSmoothingCrossEntropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over rows",
  },
  source: {
    project: "timm",
    version: "1.0.31",
    repository: "huggingface/pytorch-image-models",
    commit: "PyPI timm 1.0.31",
    path: "timm/loss/cross_entropy.py",
    lines: "11-26",
  },
  quirks: [
    { what: "smoothing of 1 is refused and negative smoothing is applied" },
    {
      what: "the sum over classes is always computed, so without smoothing an infinitely unlikely class gives NaN (0 times Infinity)",
    },
  ],
  options: {
    /** Smoothing a, below 1; negative values are used as they are. */
    labelSmoothing: { ...labelSmoothing(BELOW_ONE, "construct", 0.1), sourceName: "smoothing" },
  },
  axes: {
    ...equation1Record.axes,
    zeroMass: { indices: "gathered", distribution: "dense" },
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"] },
  identity: { same: "equation1", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type TimmOptions = RecordOptions<typeof timmRecord>;
export const timm = /* @__PURE__ */ criterionOf(timmRecord, SOFTMAX_LINKS);

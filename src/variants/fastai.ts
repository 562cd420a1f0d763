/**
 * fastai's `LabelSmoothingCrossEntropy`.
 *
 * Takes `logits` [N, K, …] and a `target` of class indices [N, …]. Returns a scalar, or one loss per row for
 * `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * fastai({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const fastaiRecord = {
  id: "fastai",
  title: "fastai LabelSmoothingCrossEntropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over rows",
  },
  source: {
    project: "fastai",
    version: "2.8.12",
    repository: "fastai/fastai",
    commit: "PyPI fastai 2.8.12",
    path: "fastai/losses.py",
    lines: "192-218",
  },
  quirks: [
    {
      what: "the sum over classes is always computed, so without smoothing an infinitely unlikely class gives NaN (0 times Infinity)",
    },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
    {
      what: "class weights reach the target's part alone and its divisor alone; they are left out here",
    },
    {
      what: "a target of -100 loses the target's part and keeps the uniform one, each with a divisor of its own; here it is refused",
    },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct", 0.1), sourceName: "eps" },
    reduction: reduction("mean", "call", { mean: MEAN, sum: SUM, none: UNREDUCED }),
  },
  axes: {
    ...equation1Record.axes,
    classAxis: "axis-1",
    zeroMass: { indices: "gathered", distribution: "dense" },
    reduction: MEAN,
  },
  accepts: { rank: { least: 2, most: Number.POSITIVE_INFINITY }, targets: ["indices"] },
  identity: { same: "torch", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type FastaiOptions = RecordOptions<typeof fastaiRecord>;
export const fastai = /* @__PURE__ */ criterionOf(fastaiRecord, SOFTMAX_LINKS);

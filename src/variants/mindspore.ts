/**
 * MindSpore's `ops.cross_entropy`.
 *
 * Takes `logits` [K], [N, K] or [N, K, d1, …], a `target` of class indices (the same shape without K) or of
 * probabilities, and an optional `weight` [K]. Returns a scalar, or one loss per row for `none`. Losses are in
 * nats.
 *
 * @throws InvalidArgument if labelSmoothing is negative, or a shape or index does not fit
 * @example
 * mindspore({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { NOT_NEGATIVE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const mindsporeRecord = {
  id: "mindspore",
  title: "mindspore.ops.cross_entropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k w_k q_k log softmax(x)_k",
    result: "mean over the weight of kept rows",
  },
  source: {
    project: "MindSpore",
    version: "2.10.0",
    repository: "mindspore-ai/mindspore",
    commit: "PyPI mindspore 2.10.0",
    path: "mindspore/ops/function/nn_func.py",
    lines: "4285-4552",
  },
  quirks: [
    {
      what: "the sum over classes is always computed, so without smoothing an infinitely unlikely class gives NaN (0 times Infinity)",
    },
    { what: "smoothing above 1 is used as it is, negative smoothing is refused" },
    { what: "ignoreIndex has no effect on distributions, and is not refused beside them" },
    { what: "mean over no kept row is NaN" },
  ],
  options: {
    /** Smoothing a, at least 0; above 1 it is used as it is. */
    labelSmoothing: labelSmoothing(NOT_NEGATIVE, "call", 0),
    ignoreIndex: ignoreIndex(-100),
    reduction: reduction("mean", "call", {
      mean: { indices: meanOver("kept-weight", "nan"), distribution: MEAN },
      sum: SUM,
      none: UNREDUCED,
    }),
  },
  axes: {
    ...equation1Record.axes,
    classAxis: "second",
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    weight: "per-class",
    reduction: { indices: meanOver("kept-weight", "nan"), distribution: MEAN },
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices", "distribution"],
    ignoreIndexBesideDistribution: "no-effect",
  },
  weightName: "weight",
  identity: { same: "torch", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type MindSporeOptions = RecordOptions<typeof mindsporeRecord>;
export const mindspore = /* @__PURE__ */ criterionOf(mindsporeRecord, SOFTMAX_LINKS);

/**
 * PyTorch's `torch.nn.CrossEntropyLoss`, for class indices and for class probabilities.
 *
 * `mean` divides by the weights of the true classes of kept rows for indices, and by the number of rows for
 * probabilities, with or without weights (pytorch/pytorch#107680).
 *
 * Takes `logits` [K], [N, K] or [N, K, d1, …], a `target` of class indices (the same shape without K) or of
 * probabilities (the same shape), and an optional `weight` [K]. Returns a scalar, or one loss per row for
 * `none`. Losses are in nats.
 *
 * @throws InvalidArgument when torch would refuse the call, in the same phase
 * @example
 * torch({ labelSmoothing: 0.1 }).loss([[2, 1, 0, -1, 0.5]], [0]).data[0]; // 0.7244379…
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { NOT_ABOVE_ONE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, meanOver, SOFTMAX, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";

export const torchRecord = {
  id: "torch",
  core: true,
  title: "torch.nn.CrossEntropyLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k w_k q_k log softmax(x)_k",
    result: "mean over the weight of kept rows",
  },
  source: {
    project: "PyTorch",
    version: "2.15.0",
    repository: "pytorch/pytorch",
    commit: "d0f2af8b66b20da4baa50644c0cd3f887a2eae2e",
    path: "aten/src/ATen/native/LossNLL.cpp",
    lines: "498-667",
  },
  quirks: [
    {
      what: "labelSmoothing below 0 or NaN is accepted and smooths nothing (pytorch/pytorch#134767); above 1 is refused when the loss is called, not when it is made",
    },
    {
      what: "mean divides by the weight of kept rows for class indices, but by the number of rows for probabilities (pytorch/pytorch#107680)",
    },
    {
      what: "class weights scale every term of the smoothed target, so the loss is least at p proportional to w q, not at q (pytorch/pytorch#104776)",
    },
    { what: "mean over no kept row is NaN (pytorch/pytorch#116349)" },
    {
      what: "an infinitely unlikely class costs nothing without smoothing and Infinity with it; with probabilities as target, zero times Infinity is NaN",
    },
  ],
  moreExact: ["float16-sum"],
  options: {
    /** Smoothing a, at most 1. Negative values and NaN are accepted and mean no smoothing. */
    labelSmoothing: labelSmoothing(NOT_ABOVE_ONE, "call", 0),
    /** Rows with this target are ignored. Only with class indices, unless negative. */
    ignoreIndex: ignoreIndex(-100),
    reduction: reduction("mean", "call", {
      mean: { indices: meanOver("kept-weight", "nan"), distribution: MEAN },
      sum: SUM,
      none: UNREDUCED,
    }),
  },
  axes: {
    input: "logits",
    link: SOFTMAX,
    targetRule: "uniform",
    smoothingApplies: "positive",
    classCount: "class-axis",
    classAxis: "second",
    softmaxAxis: "class-axis",
    divergence: "cross-entropy",
    zeroMass: { indices: "gathered", distribution: "dense" },
    normaliser: "by-mass",
    ignoredRows: "masked",
    excludedClass: "none",
    weight: "per-class",
    rowLoss: "sum",
    reduction: { indices: meanOver("kept-weight", "nan"), distribution: MEAN },
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices", "distribution"],
    integerDistribution: "refused",
  },
  weightName: "weight",
} as const satisfies VariantRecord;

export type TorchOptions = RecordOptions<typeof torchRecord>;
export const torch = /* @__PURE__ */ criterionOf(torchRecord, SOFTMAX_LINKS);

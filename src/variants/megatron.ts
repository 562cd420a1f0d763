/**
 * Megatron-LM's `vocab_parallel_cross_entropy`, on one rank.
 *
 * The source spreads a K/(K-1) over all classes, which leaves 1 - a on the target and a/(K-1) off it. With more
 * ranks, K is counted per rank (NVIDIA/Megatron-LM#737).
 *
 * Takes `logits` [..., K] and a `target` of class indices [...]. Returns one loss per row. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is 1 or more, there is one class, or a target is out of range
 * @example
 * megatron({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { NOT_ONE_OR_MORE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { SOFTMAX, UNREDUCED } from "../loss/axis-values.ts";
import { BENT_LINKS, SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const megatronRecord = {
  id: "megatron",
  title: "Megatron vocab_parallel_cross_entropy",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "one per row",
  },
  source: {
    project: "Megatron Core",
    version: "0.19.2",
    repository: "NVIDIA/Megatron-LM",
    commit: "PyPI megatron-core 0.19.2",
    path: "megatron/core/tensor_parallel/cross_entropy.py",
    lines: "13-235",
  },
  quirks: [
    {
      what: "logits are cast to float32, and the log p that smoothing averages is the logarithm of a softmax: with smoothing, a class 104 below the largest logit makes the loss Infinity",
    },
    { what: "a target outside the vocabulary silently counts as no class; here it is refused" },
    { what: "negative smoothing and NaN mean none" },
  ],
  moreExact: ["float64"],
  options: {
    /** Smoothing a, below 1; 0, negative values and NaN mean none. */
    labelSmoothing: labelSmoothing(NOT_ONE_OR_MORE, "call", 0),
  },
  axes: {
    ...equation1Record.axes,
    link: { ...SOFTMAX, clip: "underflow" },
    targetRule: "off-target",
    smoothingApplies: "positive",
    zeroMass: { indices: "gathered", distribution: "dense" },
    normaliser: "once-in-gradient",
    reduction: UNREDUCED,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
  },
  unsmoothedAxes: { link: { clip: "none" } },
  identity: {
    same: "equation1",
    labelSmoothing: "a K/(K-1)",
    theirs: { reduction: "none" },
    where: "logits within 87 of the largest in their row",
  },
} as const satisfies VariantRecord;

export type MegatronOptions = RecordOptions<typeof megatronRecord>;
export const megatron = /* @__PURE__ */ criterionOf(megatronRecord, BENT_LINKS, SOFTMAX_LINKS);

/**
 * fairseq's `label_smoothed_cross_entropy`, since February 2021.
 *
 * Before commit 791ab7c2 it spread a over all classes: that is `fairseq-2020`.
 *
 * Takes `logProbs` [..., K] and a `target` of class indices [...]. Returns the sum over kept rows, or one loss
 * per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if there is one class, or a target is out of range
 * @example
 * fairseq({ labelSmoothing: 0.1, ignoreIndex: 1 }).loss(logProbs, [3, 1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, optionalIndex, reduction } from "../definition/shared-options.ts";
import { GIVEN_LOGS, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { GIVEN_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const fairseqRecord = {
  id: "fairseq",
  title: "fairseq label_smoothed_cross_entropy",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log p_k",
    result: "sum over kept rows",
  },
  source: {
    project: "fairseq",
    version: "0.12.2",
    repository: "facebookresearch/fairseq",
    commit: "PyPI fairseq 0.12.2",
    path: "fairseq/criterions/label_smoothed_cross_entropy.py",
    lines: "33-50",
  },
  quirks: [
    { what: "the loss is a sum; the trainer divides by tokens or sentences, and logs bits, not nats" },
    { what: "the target is gathered before ignored rows are masked, so ignoreIndex must be a class" },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
    { what: "unreduced and with an ignoreIndex, fairseq keeps a last axis of length 1; here it is dropped" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "call"), sourceName: "epsilon" },
    /** Rows with this class as target are ignored. */
    ignoreIndex: { ...optionalIndex(), sourceName: "ignore_index" },
    reduction: { ...reduction("sum", "call", { sum: SUM, none: UNREDUCED }), sourceName: "reduce" },
  },
  axes: {
    ...equation1Record.axes,
    input: "logProbs",
    link: GIVEN_LOGS,
    targetRule: "off-target",
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    reduction: SUM,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
    ignoredTarget: "class",
  },
  identity: {
    same: "simple",
    labelSmoothing: "a",
    own: { reduction: "sum" },
    theirs: { dim: 1 },
    times: "rows",
    except: ["ignored rows", "all rows ignored"],
  },
} as const satisfies VariantRecord;

export type FairseqOptions = RecordOptions<typeof fairseqRecord>;
export const fairseq = /* @__PURE__ */ criterionOf(fairseqRecord, GIVEN_LINKS);

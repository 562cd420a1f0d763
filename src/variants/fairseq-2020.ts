/**
 * fairseq's `label_smoothed_cross_entropy` before February 2021: equation (1), summed.
 *
 * Takes `logProbs` [..., K] and a `target` of class indices [...]. Returns the sum over kept rows, or one loss
 * per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * fairseq2020({ labelSmoothing: 0.1, ignoreIndex: 1 }).loss(logProbs, [3, 1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, optionalIndex, reduction } from "../definition/shared-options.ts";
import { GIVEN_LOGS, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { GIVEN_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const fairseq2020Record = {
  id: "fairseq-2020",
  title: "fairseq label_smoothed_cross_entropy before February 2021",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log p_k",
    result: "sum over kept rows",
  },
  source: {
    project: "fairseq",
    version: "0.10.2",
    repository: "facebookresearch/fairseq",
    commit: "PyPI fairseq 0.10.2",
    path: "fairseq/criterions/label_smoothed_cross_entropy.py",
    lines: "13-30",
  },
  quirks: [
    {
      what: "models of fairseq 0.10 and earlier were trained with V/(V-1) times less off-target mass than later ones at the same setting (pull request 3182)",
    },
    { what: "the target is gathered before ignored rows are masked, so ignoreIndex must be a class" },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
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
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    reduction: SUM,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    ignoredTarget: "class",
  },
  identity: {
    same: "equation1",
    labelSmoothing: "a",
    own: { reduction: "sum" },
    theirs: { reduction: "sum" },
    except: ["ignored rows", "all rows ignored"],
  },
} as const satisfies VariantRecord;

export type Fairseq2020Options = RecordOptions<typeof fairseq2020Record>;
export const fairseq2020 = /* @__PURE__ */ criterionOf(fairseq2020Record, GIVEN_LINKS);

/**
 * NeMo's `SmoothedCrossEntropyLoss`.
 *
 * Takes `logProbs` [B, T, K] and a `target` of class indices [B, T]. Returns a scalar, or one loss per row for
 * `none`. Losses are in nats.
 *
 * @throws InvalidArgument if there is one class, or a target is out of range
 * @example
 * nemo({ labelSmoothing: 0.1, ignoreIndex: 0 }).loss(logProbs, [[3, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction, requiredIndex } from "../definition/shared-options.ts";
import { GIVEN_LOGS, meanOver, UNREDUCED } from "../loss/axis-values.ts";
import { GIVEN_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const nemoRecord = {
  id: "nemo",
  title: "NeMo SmoothedCrossEntropyLoss",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log p_k",
    result: "sum over kept rows / (their number + 1e-6)",
  },
  source: {
    project: "NeMo",
    version: "3.0.0",
    repository: "NVIDIA/NeMo",
    commit: "PyPI nemo-toolkit 3.0.0",
    path: "nemo/collections/common/losses/smoothed_cross_entropy.py",
    lines: "25-109",
  },
  quirks: [
    {
      what: "an epsilon of 1e-6 is added to the number of kept rows: a mean is off by 1e-6 over that number, and is 0 with no kept row",
    },
    { what: "ignored rows are multiplied by 0, so one with an infinite loss makes the sum NaN" },
    { what: "smoothing is not checked; predict_last_k and output_mask are not ported" },
  ],
  options: {
    /** Rows with this class as target are multiplied by 0. */
    ignoreIndex: { ...requiredIndex(), sourceName: "pad_id" },
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    reduction: {
      ...reduction("mean", "construct", { mean: meanOver("kept-weight", "epsilon"), none: UNREDUCED }),
      sourceName: "per_token_reduction",
    },
  },
  axes: {
    ...equation1Record.axes,
    input: "logProbs",
    link: GIVEN_LOGS,
    targetRule: "off-target",
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "multiplied",
    reduction: meanOver("kept-weight", "epsilon"),
  },
  accepts: {
    rank: { least: 3, most: 3 },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
    ignoredTarget: "class",
  },
  identity: {
    same: "fairseq",
    labelSmoothing: "a",
    own: { reduction: "none" },
    theirs: { reduction: "none" },
  },
} as const satisfies VariantRecord;

export type NemoOptions = RecordOptions<typeof nemoRecord>;
export const nemo = /* @__PURE__ */ criterionOf(nemoRecord, GIVEN_LINKS);

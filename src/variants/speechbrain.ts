/**
 * SpeechBrain's `kldiv_loss`: the divergence from the smoothed target.
 *
 * Takes `logProbs` [N, K] or [B, T, K] and a `target` of class indices [N] or [B, T]. Returns a scalar; for
 * `sum` without smoothing, one loss per row. Losses are in nats.
 *
 * @throws InvalidArgument if there is one class where it smooths, or a target is out of range
 * @example
 * speechbrain({ labelSmoothing: 0.1 }).loss(logProbs, [3, 1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { GIVEN_LOGS, MEAN, meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { GIVEN_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const speechbrainRecord = {
  id: "speechbrain",
  title: "SpeechBrain kldiv_loss",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "sum_k q_k (log q_k - log p_k)",
    result: "sum over kept rows",
  },
  source: {
    project: "SpeechBrain",
    version: "1.1.2",
    repository: "speechbrain/speechbrain",
    commit: "PyPI speechbrain 1.1.2",
    path: "speechbrain/nnet/losses.py",
    lines: "549-626",
  },
  quirks: [
    { what: "with smoothing, the reduction `mean` is the sum over kept rows: the mean of one number" },
    {
      what: "without smoothing it is another loss: nothing is ignored, `mean` is a mean, and `sum` does not reduce",
    },
    { what: "rows of class 0 are ignored by default" },
    { what: "batchmean divides by the length of the first axis, whatever is ignored" },
    { what: "lengths, and the reductions batch and none, are left out here" },
  ],
  options: {
    /** Smoothing a; negative values and NaN mean none, above 1 it is used as it is. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
    /** With smoothing, rows with this target count for nothing. */
    ignoreIndex: { ...ignoreIndex(0), sourceName: "pad_idx" },
    /** With smoothing, `mean` is the sum. */
    reduction: {
      ...reduction("mean", "call", { mean: SUM, batchmean: meanOver("batch"), sum: SUM }),
      unsmoothed: { mean: { reduction: MEAN }, sum: { reduction: UNREDUCED } },
    },
  },
  axes: {
    ...equation1Record.axes,
    input: "logProbs",
    link: GIVEN_LOGS,
    targetRule: "off-target",
    smoothingApplies: "positive",
    divergence: "kl",
    ignoredRows: "masked",
    reduction: SUM,
  },
  unsmoothedAxes: { ignoredRows: "none", zeroMass: { indices: "gathered", distribution: "dense" } },
  accepts: {
    rank: { least: 2, most: 3 },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
  },
  identity: {
    same: "simple",
    labelSmoothing: "a",
    own: { reduction: "batchmean" },
    constant: "entropy",
    where: "rank 2",
    except: ["ignored rows", "all rows ignored"],
  },
} as const satisfies VariantRecord;

export type SpeechBrainOptions = RecordOptions<typeof speechbrainRecord>;
export const speechbrain = /* @__PURE__ */ criterionOf(speechbrainRecord, GIVEN_LINKS);

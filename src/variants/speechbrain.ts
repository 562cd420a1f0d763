/**
 * SpeechBrain's `kldiv_loss`.
 *
 *     q_t = 1 - a, q_k = a/(K-1) elsewhere        row loss = sum_k q_k (log q_k - log p_k)
 *
 * @module
 */

import { type CommonExtras, type CriterionFactory, criterionOf } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { GIVEN_LOGS, MEAN, meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { equation1Record } from "./equation1.ts";

export interface SpeechBrainOptions {
  /** Smoothing a; negative values and NaN mean none, above 1 it is used as it is. Default 0. */
  readonly labelSmoothing?: number;
  /** With smoothing, rows with this target count for nothing. Default 0. The source says `pad_idx`. */
  readonly ignoreIndex?: number;
  /** Default `mean`, which with smoothing is the sum. */
  readonly reduction?: "mean" | "batchmean" | "sum";
}

export const speechbrainRecord: VariantRecord = {
  id: "speechbrain",
  title: "SpeechBrain kldiv_loss",
  equation: "q_t = 1 - a, q_k = a/(K-1); loss = sum q (log q - log p); sum over kept rows",
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
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
    ignoreIndex: { ...ignoreIndex(0), sourceName: "pad_idx" },
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
};

/**
 * SpeechBrain's divergence from the smoothed target.
 *
 *     q_t = 1 - a, q_k = a/(K-1) elsewhere        row loss = sum_k q_k (log q_k - log p_k)
 *
 * Takes `logProbs` [N, K] or [B, T, K] and a `target` of class indices [N] or [B, T]. Returns a scalar; for `sum`
 * without smoothing, one loss per row. Losses are in nats.
 *
 * Source: speechbrain 1.1.2, speechbrain/nnet/losses.py, lines 549-626.
 *
 * @throws InvalidArgument if there is one class where it smooths, or a target is out of range
 * @example
 * speechbrain({ labelSmoothing: 0.1 }).loss(logProbs, [3, 1]);
 */
export const speechbrain: CriterionFactory<SpeechBrainOptions, CommonExtras> =
  /* @__PURE__ */ criterionOf(speechbrainRecord);

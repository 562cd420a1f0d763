/**
 * T5X' `compute_weighted_cross_entropy`, without z-loss: cross entropy minus the entropy of its target.
 *
 * Takes `logits` [..., K], a `target` of class indices [...] and an optional `sampleWeight` of the target's
 * shape. Returns the weighted sum over rows, a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if there is one class, or a target is out of range
 * @example
 * t5x({ labelSmoothing: 0.1 }).loss(logits, [3, 0], { sampleWeight: [1, 0] });
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { SUM } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const t5xRecord = {
  id: "t5x",
  title: "T5X' compute_weighted_cross_entropy",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log softmax(x)_k - H(q)",
    result: "weighted sum over rows",
  },
  source: {
    project: "T5X",
    version: "08058ed51b04",
    repository: "google-research/t5x",
    commit: "08058ed51b04fcc4d7906593bb765105501eacc5",
    path: "t5x/losses.py",
    lines: "25-101 and 104-157",
    notRun: true,
  },
  quirks: [
    {
      what: "the entropy is subtracted by its formula: a = 1 gives NaN (0 log 0), and so does a outside [0, 1]",
    },
    { what: "its gradient is written by hand as softmax - q, which is the same as long as q sums to 1" },
    { what: "smoothing is not checked; z_loss and loss_normalizing_factor are not ported" },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
  },
  axes: {
    ...equation1Record.axes,
    targetRule: "off-target",
    divergence: "kl-formula",
    normaliser: "once-in-gradient",
    weight: "per-row-broadcast",
    reduction: SUM,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
    weightShape: "losses",
  },
  weightName: "sampleWeight",
  identity: { same: "flax-wmt", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type T5xOptions = RecordOptions<typeof t5xRecord>;
export const t5x = /* @__PURE__ */ criterionOf(t5xRecord, SOFTMAX_LINKS);

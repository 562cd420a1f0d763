/**
 * torchtune's `DPOLoss` with label smoothing: the conservative DPO loss, also TRL's. x is beta
 * times the margin of the chosen answer.
 *
 * Takes `logits`, a margin per pair, and a `target` of the same shape: 1 where the first answer is the chosen
 * one, else 0. Returns one loss per pair, in nats.
 *
 * @throws InvalidArgument if a shape does not fit
 * @example
 * torchtuneDpo({ labelSmoothing: 0.1 }).loss([0.5, -1.25], [1, 1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { SIGMOID, UNREDUCED } from "../loss/axis-values.ts";
import { SIGMOID_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const torchtuneDpoRecord = {
  id: "torchtune-dpo",
  title: "torchtune DPOLoss",
  equation: {
    target: "z = 1 - a (y = 1), z = a (y = 0)",
    loss: "-z log sigmoid(x) - (1 - z) log sigmoid(-x)",
    of: "pair",
    result: "one per pair",
  },
  source: {
    project: "torchtune",
    version: "0.6.1",
    repository: "pytorch/torchtune",
    commit: "PyPI torchtune 0.6.1",
    path: "torchtune/rlhf/loss/dpo.py",
    lines: "14-94",
  },
  quirks: [
    { what: "a smooths twice as much as in a loss that goes towards 1/2 by a" },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
    {
      what: "the logit is beta times the margin, log-ratios of policy and reference included; here it is given as it is",
    },
    { what: "the target is 1 where the first answer is the chosen one, and 0 where the second is" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct", 0), sourceName: "label_smoothing" },
  },
  axes: {
    ...equation1Record.axes,
    link: SIGMOID,
    labels: "positive-as-one",
    targetRule: "both-sides",
    rowLoss: "each",
    reduction: UNREDUCED,
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  identity: {
    same: "mmpretrain-multi-label",
    labelSmoothing: "a",
    theirs: { reduction: "none" },
  },
} as const satisfies VariantRecord;

export type TorchtuneDpoOptions = RecordOptions<typeof torchtuneDpoRecord>;
export const torchtuneDpo = /* @__PURE__ */ criterionOf(torchtuneDpoRecord, SIGMOID_LINKS);

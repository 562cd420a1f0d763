/**
 * Flash Linear Attention's `FusedCrossEntropyLoss`, which grew out of flash-attn's.
 *
 * Takes `logits` [N, K] and a `target` of class indices [N]. Returns a scalar, or one loss per row for `none`.
 * Losses are in nats.
 *
 * @throws InvalidArgument if softcap is not above 0, or a target is out of range
 * @example
 * flashLinearAttention({ labelSmoothing: 0.1, logitScale: 0.5, softcap: 30 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER, POSITIVE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, linkNumber, reduction } from "../definition/shared-options.ts";
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { BENT_LINKS, SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const flashLinearAttentionRecord = {
  id: "flash-linear-attention",
  title: "Flash Linear Attention FusedCrossEntropyLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(v)_k + z (log sum_k exp v_k)^2, v_k = c tanh(s x_k/c)",
    result: "mean over kept rows, with v = s x where there is no softcap c",
  },
  source: {
    project: "Flash Linear Attention",
    version: "0.6.0",
    repository: "fla-org/flash-linear-attention",
    commit: "PyPI fla-core 0.6.0",
    path: "fla/modules/fused_cross_entropy/ops.py",
    lines: "26-83 and 86-135 and 418-513",
  },
  quirks: [
    { what: "the z-loss and the softcap act on the scaled logits" },
    { what: "with a softcap, a logit of -Infinity has a probability and a finite cost" },
    { what: "smoothing is not checked: above 1 it is used as it is, negative values and NaN mean none" },
    { what: "everything is computed in float32" },
    {
      what: "a class index that names no class is not noticed there: the row costs its log sum exp; here it is refused",
    },
    { what: "vocabularies that are split over several devices are left out here" },
  ],
  moreExact: ["float64"],
  options: {
    /** Smoothing a; negative values and NaN mean none, above 1 it is used as it is. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    ignoreIndex: ignoreIndex(-100),
    /** The factor s on every logit. */
    logitScale: linkNumber(ANY_NUMBER, { scale: "given" }, 1),
    /** A bound c above 0 that the scaled logits approach. */
    softcap: { ...linkNumber(POSITIVE, { cap: "tanh" }), sourceName: "logit_softcapping" },
    /** The factor z of the square of log sum exp, which each kept row costs besides; with 0 there is no z-loss. */
    lseSquareScale: linkNumber(ANY_NUMBER, { normaliserCost: "squared" }, 0),
    reduction: reduction("mean", "construct", {
      mean: meanOver("kept-weight"),
      sum: SUM,
      none: UNREDUCED,
    }),
  },
  axes: {
    ...equation1Record.axes,
    smoothingApplies: "positive",
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    reduction: meanOver("kept-weight"),
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"] },
  identity: {
    same: "torch",
    labelSmoothing: "a",
    own: { logitScale: 1, lseSquareScale: 0 },
    where: "no softcap",
  },
} as const satisfies VariantRecord;

export type FlashLinearAttentionOptions = RecordOptions<typeof flashLinearAttentionRecord>;
export const flashLinearAttention = /* @__PURE__ */ criterionOf(
  flashLinearAttentionRecord,
  BENT_LINKS,
  SOFTMAX_LINKS,
);

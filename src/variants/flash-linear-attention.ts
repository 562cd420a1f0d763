/**
 * Flash Linear Attention's `FusedCrossEntropyLoss`, which grew out of flash-attn's.
 *
 *     v_k = c tanh(s x_k / c), or s x_k without a softcap c        q_k = y_k (1 - a) + a/V
 *     row loss = -sum_k q_k log softmax(v)_k + z (log sum_k exp v_k)^2
 *
 * @module
 */

import { type CommonExtras, type CriterionFactory, criterionOf } from "../definition/criterion.ts";
import { ANY_NUMBER, POSITIVE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, linkNumber, reduction } from "../definition/shared-options.ts";
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { equation1Record } from "./equation1.ts";

export interface FlashLinearAttentionOptions {
  /** Smoothing a; negative values and NaN mean none, above 1 it is used as it is. Default 0. */
  readonly labelSmoothing?: number;
  /** Rows with this target are ignored. Default -100. */
  readonly ignoreIndex?: number;
  /** The factor s on every logit. Default 1. */
  readonly logitScale?: number;
  /** A bound c above 0 that the scaled logits approach. Default: none. The source says `logit_softcapping`. */
  readonly softcap?: number;
  /** The factor z of the square of log sum exp, which each kept row costs besides. Default 0: no z-loss. */
  readonly lseSquareScale?: number;
  /** Default `mean`. */
  readonly reduction?: "mean" | "sum" | "none";
}

export const flashLinearAttentionRecord: VariantRecord = {
  id: "flash-linear-attention",
  title: "Flash Linear Attention FusedCrossEntropyLoss",
  equation:
    "v = c tanh(s x / c); q = y (1 - a) + a/V; loss = -sum q log softmax(v) + z (log sum exp v)^2; mean over kept rows",
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
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    ignoreIndex: ignoreIndex(-100),
    logitScale: linkNumber(ANY_NUMBER, { scale: "given" }, 1),
    softcap: { ...linkNumber(POSITIVE, { cap: "tanh" }), sourceName: "logit_softcapping" },
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
};

/**
 * Flash Linear Attention's cross entropy.
 *
 *     v_k = c tanh(s x_k / c), or s x_k without a softcap c        q_k = y_k (1 - a) + a/V
 *     row loss = -sum_k q_k log softmax(v)_k + z (log sum_k exp v_k)^2
 *
 * Takes `logits` [N, V] and a `target` of class indices [N]. Returns a scalar, or one loss per row for `none`. Losses
 * are in nats.
 *
 * Source: fla-core 0.6.0, fla/modules/fused_cross_entropy/ops.py, lines 26-83 and 86-135 and 418-513.
 *
 * @throws InvalidArgument if softcap is not above 0, or a target is out of range
 * @example
 * flashLinearAttention({ labelSmoothing: 0.1, logitScale: 0.5, softcap: 30 }).loss([[2, 1, 0]], [0]);
 */
export const flashLinearAttention: CriterionFactory<FlashLinearAttentionOptions, CommonExtras> =
  /* @__PURE__ */ criterionOf(flashLinearAttentionRecord);

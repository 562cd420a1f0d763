/**
 * Liger Kernel's `LigerCrossEntropyLoss`, without class weights.
 *
 * Takes `logits` [N, K] and a `target` of class indices [N]. Returns a scalar, or one loss per row for `none`.
 * The source takes class weights as well; they are not ported, since its kernel cannot be run with them without
 * a GPU. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1], softcap is not above 0, or a target is out of
 * range
 * @example
 * liger({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER, POSITIVE, UNIT_INTERVAL } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, linkNumber, reduction } from "../definition/shared-options.ts";
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { BENT_LINKS, SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const ligerRecord = {
  id: "liger",
  title: "Liger Kernel LigerCrossEntropyLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k + z (log sum_k exp x_k)^2",
    result: "mean over kept rows, with x capped first where there is a softcap",
  },
  source: {
    project: "Liger Kernel",
    version: "0.8.5",
    repository: "linkedin/Liger-Kernel",
    commit: "PyPI liger-kernel 0.8.5",
    path: "liger_kernel/ops/cross_entropy.py",
    lines: "30-337 and 352-502",
  },
  quirks: [
    { what: "with no kept row the result is 0, while torch gives NaN" },
    { what: "everything is computed in float32" },
    { what: "class weights are not ported, since its kernel runs with them only on a GPU" },
    {
      what: "in versions that did not refuse a negative smoothing, it changed the gradient and not the loss",
    },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: labelSmoothing(UNIT_INTERVAL, "construct", 0),
    ignoreIndex: ignoreIndex(-100),
    /** The factor z of the square of log sum exp, which each kept row costs besides; with 0 there is no z-loss. */
    lseSquareScale: linkNumber(ANY_NUMBER, { normaliserCost: "squared" }, 0),
    /** A bound c above 0: each logit x is replaced by c tanh(x / c) first. */
    softcap: linkNumber(POSITIVE, { cap: "tanh" }),
    reduction: reduction("mean", "construct", {
      mean: meanOver("kept-weight", "zero"),
      sum: SUM,
      none: UNREDUCED,
    }),
  },
  axes: {
    ...equation1Record.axes,
    smoothingApplies: "positive",
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    reduction: meanOver("kept-weight", "zero"),
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"] },
  identity: {
    same: "torch",
    labelSmoothing: "a",
    own: { lseSquareScale: 0 },
    except: ["all rows ignored"],
    where: "no softcap",
  },
} as const satisfies VariantRecord;

export type LigerOptions = RecordOptions<typeof ligerRecord>;
export const liger = /* @__PURE__ */ criterionOf(ligerRecord, BENT_LINKS, SOFTMAX_LINKS);

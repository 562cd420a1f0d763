/**
 * Burn's `CrossEntropyLoss` (Rust), from logits.
 *
 * Takes `logits` [N, K], a `target` of class indices [N] and an optional `weight` [K], all of it positive.
 * Returns a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1], or a target is out of range
 * @example
 * burn({ labelSmoothing: 0.1, ignoreIndex: 0 }).loss([[2, 1, 0]], [1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, optionalIndex } from "../definition/shared-options.ts";
import { meanOver } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const burnRecord = {
  id: "burn",
  title: "Burn CrossEntropyLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k w_k q_k log softmax(x)_k",
    result: "mean over the weight of kept rows",
  },
  source: {
    project: "Burn",
    version: "0.22.0",
    repository: "tracel-ai/burn",
    commit: "b8d75ad07f426537594a5beb9309d62d916bcf05",
    path: "crates/burn-nn/src/loss/cross_entropy.rs",
    lines: "46-255",
  },
  quirks: [
    { what: "up to 0.21, ignored rows stayed in the divisor (tracel-ai/burn#5568): the variant burn-0.21" },
    {
      what: "smoothing makes the target dense, so a class without mass and with infinite surprisal gives NaN; a smoothing of Some(0.) does too, and here 0 is None",
    },
    { what: "smoothing and weights are float32 numbers whatever the logits are" },
    { what: "the source takes several padding indices, this port only one" },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: { ...labelSmoothing(UNIT_INTERVAL, "construct", 0), sourceName: "smoothing" },
    ignoreIndex: { ...optionalIndex(), sourceName: "pad_tokens" },
  },
  axes: {
    ...equation1Record.axes,
    smoothingApplies: "positive",
    ignoredRows: "masked",
    weight: "per-class",
    reduction: meanOver("kept-weight"),
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"], ignoredTarget: "class" },
  weightName: "weight",
  unsmoothedAxes: { zeroMass: { indices: "gathered", distribution: "dense" } },
  identity: { same: "torch", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type BurnOptions = RecordOptions<typeof burnRecord>;
export const burn = /* @__PURE__ */ criterionOf(burnRecord, SOFTMAX_LINKS);

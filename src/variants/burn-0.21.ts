/**
 * `CrossEntropyLoss` of Burn 0.21 (Rust), from logits, which counts ignored rows in its mean;
 * `burn` is 0.22's.
 *
 * Takes `logits` [N, K], a `target` of class indices [N] and an optional `weight` [K], all of it positive.
 * Returns a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1], or a target is out of range
 * @example
 * burn021({ labelSmoothing: 0.1, ignoreIndex: 0 }).loss([[2, 1, 0]], [1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import type { VariantRecord } from "../definition/record.ts";
import { meanOver } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { burnRecord } from "./burn.ts";

export const burn021Record = {
  ...burnRecord,
  id: "burn-0.21",
  title: "Burn 0.21 CrossEntropyLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k w_k q_k log softmax(x)_k",
    result: "mean over the weight of all rows",
  },
  source: {
    project: "Burn",
    version: "0.21.0",
    repository: "tracel-ai/burn",
    commit: "546cacb55fe00168854d19bdf0a5d79bd8060e03",
    path: "crates/burn-nn/src/loss/cross_entropy.rs",
    lines: "45-253",
  },
  quirks: [
    {
      what: "ignored rows are masked but stay in the divisor, with or without weights (tracel-ai/burn#5568)",
    },
    {
      what: "smoothing makes the target dense, so a class without mass and with infinite surprisal gives NaN; a smoothing of Some(0.) does too, and here 0 is None",
    },
    { what: "smoothing and weights are float32 numbers whatever the logits are" },
    { what: "the source takes several padding indices, this port only one" },
  ],
  axes: { ...burnRecord.axes, reduction: meanOver("target-weight") },
  identity: { same: "torch", labelSmoothing: "a", except: ["ignored rows", "all rows ignored"] },
} as const satisfies VariantRecord;

export type Burn021Options = RecordOptions<typeof burn021Record>;
export const burn021 = /* @__PURE__ */ criterionOf(burn021Record, SOFTMAX_LINKS);

/**
 * OpenNMT-tf's `cross_entropy_sequence_loss` in training: its sum divided by its normaliser.
 *
 * Takes `logits` [B, T, K], a `target` of class indices [B, T] and an optional `sampleWeight` [B, 1], one per
 * sequence. Returns a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * opennmtTf({ labelSmoothing: 0.1 }).loss(logits, [[3, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { meanOver } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const opennmtTfRecord = {
  id: "opennmt-tf",
  title: "OpenNMT-tf cross_entropy_sequence_loss",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "sum over rows / batch size",
  },
  source: {
    project: "OpenNMT-tf",
    version: "2.32.0",
    repository: "OpenNMT/OpenNMT-tf",
    commit: "PyPI OpenNMT-tf 2.32.0",
    path: "opennmt/utils/losses.py",
    lines: "6-96",
  },
  quirks: [
    { what: "unlike OpenNMT-py no class is left out" },
    { what: "the sum over tokens is divided by the number of sequences unless averageInTime is set" },
    { what: "logits are cast to float32" },
    { what: "smoothing is applied only in training; 0, negative values and NaN mean none" },
  ],
  moreExact: ["float64", "subnormals"],
  options: {
    /** Smoothing a, used if greater than 0, also above 1. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
    /** Divide by tokens instead of sequences. */
    averageInTime: {
      kind: "choice",
      default: false,
      phase: "call",
      code: "unsupported-option",
      axes: {
        true: { reduction: meanOver("weights-spread") },
        false: { reduction: meanOver("weights-or-batch") },
      },
      sourceName: "average_in_time",
    },
  },
  axes: {
    ...equation1Record.axes,
    targetRule: "off-target",
    smoothingApplies: "positive",
    normaliser: "once-in-gradient",
    weight: "per-row-broadcast",
    reduction: meanOver("weights-or-batch"),
  },
  accepts: {
    rank: { least: 3, most: 3 },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
    weightShape: "sequences",
  },
  weightName: "sampleWeight",
  unsmoothedAxes: { zeroMass: { indices: "gathered", distribution: "dense" } },
  identity: {
    same: "simple",
    labelSmoothing: "a",
    own: { averageInTime: true },
    theirs: { dim: 1 },
    except: ["sample weights"],
  },
} as const satisfies VariantRecord;

export type OpenNMTTfOptions = RecordOptions<typeof opennmtTfRecord>;
export const opennmtTf = /* @__PURE__ */ criterionOf(opennmtTfRecord, SOFTMAX_LINKS);

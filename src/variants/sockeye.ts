/**
 * Sockeye 3's `CrossEntropyLoss`, with its three ways to smooth: `mxnet` and `torch` have the first target,
 * `fairseq` the second.
 *
 * Takes `logits` [..., K] and a `target` of class indices [...]. Returns the mean over kept rows, a scalar.
 * Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is negative, or a target is out of range
 * @example
 * sockeye({ labelSmoothing: 0.1 }).loss(logits, [3, 0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { NOT_NEGATIVE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing } from "../definition/shared-options.ts";
import { meanOver } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const sockeyeRecord = {
  id: "sockeye",
  title: "Sockeye CrossEntropyLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K or q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over kept rows",
  },
  source: {
    project: "Sockeye",
    version: "3.1.34",
    repository: "awslabs/sockeye",
    commit: "PyPI sockeye 3.1.34",
    path: "sockeye/loss.py",
    lines: "129-220",
  },
  quirks: [
    { what: "three implementations by name, two of them the same function" },
    {
      what: "mxnet and fairseq gather the target before ignored rows are masked, so ignoreIndex must be a class",
    },
    { what: "smoothing above 1 is used as it is, unless the implementation is torch" },
    { what: "with no kept row the result is NaN" },
  ],
  options: {
    /** Smoothing a, at least 0; above 1 it is used as it is. */
    labelSmoothing: labelSmoothing(NOT_NEGATIVE, "construct", 0),
    /** Rows with this class as target are ignored. */
    ignoreIndex: { ...ignoreIndex(0), sourceName: "ignore_label" },
    /** Whose smoothing: `fairseq` leaves 1 - a on the target. */
    labelSmoothingImpl: {
      kind: "choice",
      default: "mxnet",
      phase: "construct",
      code: "unsupported-option",
      axes: { mxnet: {}, fairseq: { targetRule: "off-target" }, torch: {} },
    },
  },
  axes: {
    ...equation1Record.axes,
    smoothingApplies: "positive",
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    reduction: meanOver("kept-weight", "nan"),
  },
  accepts: {
    rank: { least: 2, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    ignoredTarget: "class",
    classes: { notWhereSmoothed: 1, under: "off-target" },
  },
  identity: { same: "torch", labelSmoothing: "a", own: { labelSmoothingImpl: "mxnet" } },
} as const satisfies VariantRecord;

export type SockeyeOptions = RecordOptions<typeof sockeyeRecord>;
export const sockeye = /* @__PURE__ */ criterionOf(sockeyeRecord, SOFTMAX_LINKS);

/**
 * JoeyNMT's `XentLoss`: OpenNMT's target, with the padding class zeroed last.
 *
 * Takes `logProbs` [..., K] and a `target` of class indices [...]. Returns the sum over kept rows, a scalar.
 * Losses are in nats.
 *
 * @throws InvalidArgument if there are two classes, ignoreIndex names no class, or a target is out of range
 * @example
 * joeynmt({ labelSmoothing: 0.1, ignoreIndex: 1 }).loss(logProbs, [3, 1]);
 */
import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { NOT_NAN } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, requiredIndex } from "../definition/shared-options.ts";
import { GIVEN_LINKS } from "../loss/backend.ts";
import { openNMTRecord } from "./opennmt.ts";

export const joeynmtRecord = {
  id: "joeynmt",
  title: "JoeyNMT XentLoss",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-2), q_pad = 0",
    loss: "sum_k q_k (log q_k - log p_k)",
    result: "sum over rows",
  },
  source: {
    project: "JoeyNMT",
    version: "2.3.0",
    repository: "joeynmt/joeynmt",
    commit: "PyPI joeynmt 2.3.0",
    path: "joeynmt/loss.py",
    lines: "11-94",
  },
  quirks: [
    {
      what: "without smoothing it is the negative log-likelihood, so losses jump by the entropy of the target as soon as smoothing is on",
    },
    {
      what: "the target is kept in float32, so a float64 model is compared with a target rounded to float32",
    },
    {
      what: "smoothing is not checked: 0 and negative values mean none, and NaN takes one path in making the target and the other in comparing it, which fails",
    },
  ],
  moreExact: ["float64"],
  options: {
    /** Padding class: it gets no mass, and rows with this target are ignored. */
    ignoreIndex: { ...requiredIndex(), sourceName: "pad_index" },
    /** Smoothing a, used if greater than 0. */
    labelSmoothing: { ...labelSmoothing(NOT_NAN, "call", 0), sourceName: "smoothing" },
  },
  axes: {
    ...openNMTRecord.axes,
    smoothingApplies: "positive",
    classCount: "class-axis",
    classAxis: "last",
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    classes: { notWhereSmoothed: 2 },
  },
  unsmoothedAxes: {
    ignoredRows: "masked",
    excludedClass: "none",
    zeroMass: { indices: "gathered", distribution: "dense" },
  },
  identity: { same: "opennmt", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type JoeyNMTOptions = RecordOptions<typeof joeynmtRecord>;
export const joeynmt = /* @__PURE__ */ criterionOf(joeynmtRecord, GIVEN_LINKS);

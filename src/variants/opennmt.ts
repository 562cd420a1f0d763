/**
 * OpenNMT-py's `LabelSmoothingLoss`, as it was until December 2022.
 *
 * Two classes get no share of a: the target and the padding class, hence K - 2. The loss is a Kullback-Leibler
 * divergence summed over rows, of log-probabilities that the caller has computed.
 *
 * Takes `logProbs` [N, K] and a `target` of class indices [N]. Returns the sum over rows, a scalar. Losses are
 * in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside (0, 1], numClasses is 2 or not the width of logProbs,
 * ignoreIndex names no class, or a target is out of range
 * @example
 * opennmt({ labelSmoothing: 0.1, numClasses: 8, ignoreIndex: 1 }).loss(logProbs, [3, 1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { POSITIVE_UNIT_INTERVAL } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing } from "../definition/shared-options.ts";
import { GIVEN_LOGS, SUM } from "../loss/axis-values.ts";
import { GIVEN_LINKS } from "../loss/backend.ts";

export const openNMTRecord = {
  id: "opennmt",
  core: true,
  title: "OpenNMT-py LabelSmoothingLoss",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-2), q_ignored = 0",
    loss: "sum_k q_k (log q_k - log p_k)",
    result: "sum over rows",
  },
  source: {
    project: "OpenNMT-py",
    version: "1.2.0",
    repository: "OpenNMT/OpenNMT-py",
    commit: "e8622eb5c6117269bb3accd8eb6f66282b5e67d9",
    path: "onmt/utils/loss.py",
    lines: "186-213 (194-221 in the 1.2.0 wheel)",
  },
  quirks: [
    {
      what: "the default ignoreIndex -100 silently gives class V - 100 no mass if V is at least 100, and is refused for a smaller V (OpenNMT/OpenNMT#570)",
      corrected: 'ignoreIndexRange: "any"',
    },
    {
      what: "a target of -100 is refused even though it is the default ignoreIndex: the class is written before rows are masked",
      corrected: 'ignoreIndexRange: "any"',
    },
    { what: "labelSmoothing 0 is refused" },
    {
      what: "the target is kept in torch's default dtype, so with float32 as default a float64 model is compared with a target rounded to float32",
    },
  ],
  options: {
    /** Smoothing a in (0, 1]; 0 is refused. */
    labelSmoothing: labelSmoothing(POSITIVE_UNIT_INTERVAL, "construct"),
    /** Vocabulary size V, the width of `logProbs`; 2 is refused, since the rule divides by V - 2. */
    numClasses: {
      kind: "integer",
      domain: { says: "an integer of at least 1 other than 2", holds: (value) => value >= 1 && value !== 2 },
      phase: "construct",
      code: "num-classes-too-small",
    },
    /**
     * Padding class: it gets no mass, and rows with this target are ignored. As a Python index, so negative
     * values count from the end and the default -100 names class V - 100, or is refused if V < 100.
     */
    ignoreIndex: ignoreIndex(-100),
    /** `any` is the corrected behaviour: an index outside [0, V) excludes no class and only masks rows. */
    ignoreIndexRange: {
      kind: "choice",
      default: "python",
      phase: "construct",
      code: "unsupported-option",
      axes: { python: { excludedClass: "python-index" }, any: { excludedClass: "in-range-index" } },
    },
  },
  axes: {
    input: "logProbs",
    link: GIVEN_LOGS,
    targetRule: "off-target-and-excluded",
    smoothingApplies: "always",
    classCount: "num-classes",
    classAxis: "axis-1",
    softmaxAxis: "class-axis",
    divergence: "kl",
    zeroMass: { indices: "dense", distribution: "dense" },
    normaliser: "by-mass",
    ignoredRows: "zero-mass",
    excludedClass: "python-index",
    weight: "none",
    rowLoss: "sum",
    reduction: SUM,
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"], classes: { asNumClasses: true } },
} as const satisfies VariantRecord;

export type OpenNMTOptions = RecordOptions<typeof openNMTRecord>;
export const opennmt = /* @__PURE__ */ criterionOf(openNMTRecord, GIVEN_LINKS);

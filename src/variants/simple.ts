/**
 * The short PyTorch class that the article calls example 2 and that many repositories carry.
 *
 * The article presents a/(K-1) as the a/K of equation (1); it is not. simple(a) equals equation1(a K/(K-1)).
 *
 * Takes `logits` [N, K], or [N, K, d1, …], and a `target` of class indices, the same shape without K. Returns
 * the mean over rows, a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if numClasses is 1, dim is not an axis of the input, or a target is out of range
 * @example
 * simple({ numClasses: 5, labelSmoothing: 0.1 }).loss([[2, 1, 0, -1, 0.5]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing } from "../definition/shared-options.ts";
import { MEAN, SOFTMAX } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";

export const simpleRecord = {
  id: "simple",
  core: true,
  title: "The simple PyTorch class (example 2 of the article)",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over rows",
  },
  source: {
    project: "the article",
    version: "2021-02-15",
    repository: "programmersought.com/article/27102847986",
    commit: "as printed in the article",
    path: "section 4, code example 2",
    lines: "lines 9 to 16 of its class",
  },
  quirks: [
    {
      what: "the target is written on axis 1 whatever dim says, so any dim but the class axis gives another loss",
    },
    {
      what: "numClasses is not compared with the logits: a wrong one changes the off-target mass and nothing else",
    },
    { what: "labelSmoothing is not checked: negative, above 1 and NaN are used as they are" },
    { what: "there is no ignoreIndex and no class weight" },
  ],
  options: {
    /**
     * What the rule divides by, less one; the width of the logits is not compared with it. 1 is refused when
     * called.
     */
    numClasses: {
      kind: "integer",
      domain: { says: "an integer other than 1", holds: (value) => value !== 1 },
      phase: "call",
      code: "num-classes-too-small",
    },
    /** Smoothing a; any number is taken as it is. */
    labelSmoothing: labelSmoothing(ANY_NUMBER, "construct", 0),
    /** Axis of softmax and of the sum. The target is written on axis 1 all the same. */
    dim: axis(-1),
  },
  axes: {
    input: "logits",
    link: SOFTMAX,
    targetRule: "off-target",
    smoothingApplies: "always",
    classCount: "num-classes",
    classAxis: "axis-1",
    softmaxAxis: "dim-option",
    divergence: "cross-entropy",
    zeroMass: { indices: "dense", distribution: "dense" },
    normaliser: "by-mass",
    ignoredRows: "none",
    excludedClass: "none",
    weight: "none",
    rowLoss: "sum",
    reduction: MEAN,
  },
  accepts: { rank: { least: 2, most: Number.POSITIVE_INFINITY }, targets: ["indices"] },
} as const satisfies VariantRecord;

export type SimpleOptions = RecordOptions<typeof simpleRecord>;
export const simple = /* @__PURE__ */ criterionOf(simpleRecord, SOFTMAX_LINKS);

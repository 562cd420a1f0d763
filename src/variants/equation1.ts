/**
 * The article's equations (1) to (4), as they stand.
 *
 * This is the yardstick: every other variant is described by how it departs from it.
 *
 * Takes `logits` [..., K] and a `target` of class indices [...] or of probabilities [..., K]. Returns a scalar,
 * or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1], or a shape or index does not fit
 * @example
 * // The article's example: [0, 1, 0, 0] at a = 0.1 becomes [0.025, 0.925, 0.025, 0.025].
 * equation1({ labelSmoothing: 0.1 }).loss([[0, 0, 0, 0]], [1]).data[0]; // 1.3862943…: log 4
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SOFTMAX, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";

export const equation1Record = {
  id: "equation1",
  core: true,
  title: "Equation (1): the article's definition",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over rows",
  },
  source: {
    project: "the article",
    version: "2021-02-15",
    repository: "Szegedy et al., Rethinking the Inception Architecture for Computer Vision, CVPR 2016",
    commit: "doi:10.1109/CVPR.2016.308",
    path: "section 7",
    lines: "equations (1) to (4) of the article",
  },
  quirks: [
    {
      what: "equation (4) writes H(q, p) in its last line where H(y, p) is meant; the loss is the one its first line gives",
    },
    { what: "a class of zero mass and infinite surprisal gives NaN, since the sum runs over all classes" },
  ],
  options: {
    /** Smoothing a in [0, 1]: the share of the mass that is spread evenly over all classes. */
    labelSmoothing: labelSmoothing(UNIT_INTERVAL, "construct", 0),
    /** `mean` is over all rows. */
    reduction: reduction("mean", "construct", { mean: MEAN, sum: SUM, none: UNREDUCED }),
  },
  axes: {
    input: "logits",
    link: SOFTMAX,
    targetRule: "uniform",
    smoothingApplies: "always",
    classCount: "class-axis",
    classAxis: "last",
    softmaxAxis: "class-axis",
    divergence: "cross-entropy",
    zeroMass: { indices: "dense", distribution: "dense" },
    normaliser: "by-mass",
    ignoredRows: "none",
    excludedClass: "none",
    weight: "none",
    rowLoss: "sum",
    reduction: MEAN,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices", "distribution"],
    classes: { least: 1 },
    integerDistribution: "refused",
  },
} as const satisfies VariantRecord;

export type Equation1Options = RecordOptions<typeof equation1Record>;
export const equation1 = /* @__PURE__ */ criterionOf(equation1Record, SOFTMAX_LINKS);

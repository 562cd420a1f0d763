/**
 * mmpretrain's `LabelSmoothLoss` in its modes `original` (the first target) and `classy_vision` (the
 * second).
 *
 * Takes `logits` [N, K], a `target` of class indices [N] or of probabilities [N, K], and an optional `weight`
 * [K]. Returns a scalar, or the losses for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1), or a shape or index does not fit
 * @example
 * mmpretrain({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL_OPEN } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SIGMOID, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SIGMOID_LINKS, SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const mmpretrainRecord = {
  id: "mmpretrain",
  title: "mmpretrain LabelSmoothLoss",
  equation: {
    target: "q_k = y_k (1 - a) + a/K or q_k = (y_k + a/K)/(1 + a)",
    loss: "-sum_k w_k q_k log softmax(x)_k",
    result: "mean over rows",
  },
  source: {
    project: "mmpretrain",
    version: "1.2.0",
    repository: "open-mmlab/mmpretrain",
    commit: "PyPI mmpretrain 1.2.0",
    path: "mmpretrain/models/losses/label_smooth_loss.py and cross_entropy_loss.py",
    lines: "10-177 and 43-130",
  },
  quirks: [
    { what: "class weights scale terms and stay out of the divisor" },
    {
      what: "with useSigmoid every class is a label smoothed towards 1/K, and the mean runs over all labels",
    },
    { what: "indices become a float32 one-hot target" },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: { ...labelSmoothing(UNIT_INTERVAL_OPEN, "construct"), sourceName: "label_smooth_val" },
    /** Which of the two formulas: `original`, or the one of ClassyVision. */
    mode: {
      kind: "choice",
      default: "original",
      phase: "construct",
      code: "unsupported-option",
      axes: { original: { targetRule: "uniform" }, classy_vision: { targetRule: "added" } },
    },
    reduction: reduction("mean", "construct", { mean: MEAN, sum: SUM, none: UNREDUCED }),
    /** Take classes for labels of their own. */
    useSigmoid: {
      kind: "choice",
      default: false,
      phase: "construct",
      code: "unsupported-option",
      axes: { true: { link: SIGMOID, rowLoss: "each", weight: "per-row-broadcast" }, false: {} },
      sourceName: "use_sigmoid",
    },
  },
  axes: {
    ...equation1Record.axes,
    classAxis: "axis-1",
    weight: "per-class",
  },
  accepts: {
    rank: { least: 2, most: 2 },
    targets: ["indices", "distribution"],
    weightShape: "classes",
  },
  weightName: "weight",
  identity: {
    same: "equation1",
    labelSmoothing: "a",
    own: { mode: "original", useSigmoid: false, reduction: "mean" },
    except: ["class weights"],
  },
} as const satisfies VariantRecord;

export type MMPretrainOptions = RecordOptions<typeof mmpretrainRecord>;
export const mmpretrain = /* @__PURE__ */ criterionOf(mmpretrainRecord, SOFTMAX_LINKS, SIGMOID_LINKS);

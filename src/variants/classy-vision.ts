/**
 * ClassyVision's `LabelSmoothingCrossEntropyLoss`: the smoothing is added to the target, which is then
 * normalised.
 *
 * Both divisors have e = 2^-23 added, so a means a/(1 + a) of equation (1), up to e.
 *
 * Takes `logits` [N, K] and a `target` of class indices [N] or of labels [N, K], more than one of which may be
 * set. Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a shape or index does not fit
 * @example
 * classyVision({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { meanOver, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const classyVisionRecord = {
  id: "classy-vision",
  title: "ClassyVision LabelSmoothingCrossEntropyLoss",
  equation: {
    target: "q_k = (y_k/S + a/K)/(1 + a), S = sum_j y_j",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over rows",
  },
  source: {
    project: "ClassyVision",
    version: "0.7.0",
    repository: "facebookresearch/ClassyVision",
    commit: "PyPI classy-vision 0.7.0",
    path: "classy_vision/losses/label_smoothing_loss.py",
    lines: "17-107",
  },
  quirks: [
    { what: "smoothing of 0.1 is that of equation (1) at 0.0909" },
    { what: "an ignored row gets a uniform target and still counts" },
    {
      what: "every element is compared with ignoreIndex: a label of that value is dropped, and at 0 a row left without any mass is not counted",
    },
    { what: "the target is kept in float32, and its epsilon is in every mass" },
    { what: "smoothing is not checked" },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct"), sourceName: "smoothing_param" },
    /** Rows with this target have no label: smoothing alone makes their target. */
    ignoreIndex: ignoreIndex(-100),
    reduction: reduction("mean", "construct", { mean: meanOver("unmasked-rows", "sum"), none: UNREDUCED }),
  },
  axes: {
    ...equation1Record.axes,
    targetRule: "added-to-shares",
    classAxis: "axis-1",
    ignoredRows: "no-label",
    reduction: meanOver("unmasked-rows", "sum"),
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices", "distribution"] },
  identity: {
    same: "equation1",
    labelSmoothing: "a/(1+a)",
    own: { reduction: "mean" },
    within: 2 ** -22,
    where: "targets that sum to 1",
    except: ["ignored rows", "all rows ignored"],
  },
} as const satisfies VariantRecord;

export type ClassyVisionOptions = RecordOptions<typeof classyVisionRecord>;
export const classyVision = /* @__PURE__ */ criterionOf(classyVisionRecord, SOFTMAX_LINKS);

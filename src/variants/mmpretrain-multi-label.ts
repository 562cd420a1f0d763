/**
 * mmpretrain's `LabelSmoothLoss` in its mode `multi_label`.
 *
 * Takes `logits` [N, K], a `target` of class indices [N] or of labels [N, K], and an optional `weight` [K].
 * Returns a scalar, or one loss per label for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1), or a shape or index does not fit
 * @example
 * mmpretrainMultiLabel({ labelSmoothing: 0.1 }).loss([[2, -1]], [[1, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL_OPEN } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SIGMOID, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SIGMOID_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const mmpretrainMultiLabelRecord = {
  id: "mmpretrain-multi-label",
  title: "mmpretrain LabelSmoothLoss, multi_label",
  equation: {
    target: "z_k = 1 - a (y_k > 0), z_k = a (y_k <= 0)",
    loss: "-(z_k log sigmoid(x_k) + (1 - z_k) log sigmoid(-x_k))",
    of: "label",
    result: "mean over all labels",
  },
  source: {
    project: "mmpretrain",
    version: "1.2.0",
    repository: "open-mmlab/mmpretrain",
    commit: "PyPI mmpretrain 1.2.0",
    path: "mmpretrain/models/losses/label_smooth_loss.py",
    lines: "112-118 and 126-177",
  },
  quirks: [
    { what: "a smooths twice as much as in a loss that goes towards 1/2 by a" },
    { what: "a soft label counts as 1 as soon as it is positive" },
    { what: "smoothing above 1/2 swaps the labels 0 and 1" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(UNIT_INTERVAL_OPEN, "construct"), sourceName: "label_smooth_val" },
    reduction: reduction("mean", "construct", { mean: MEAN, sum: SUM, none: UNREDUCED }),
  },
  axes: {
    ...equation1Record.axes,
    link: SIGMOID,
    labels: "positive-as-one",
    targetRule: "both-sides",
    classAxis: "axis-1",
    weight: "per-row-broadcast",
    rowLoss: "each",
  },
  accepts: {
    rank: { least: 2, most: 2 },
    targets: ["indices", "distribution"],
    weightShape: "classes",
  },
  weightName: "weight",
  identity: {
    same: "keras-binary",
    labelSmoothing: "2 a",
    own: { reduction: "mean" },
    theirs: { fromLogits: true },
    where: "labels of 0 and 1, a at most 1/2",
    except: ["class weights"],
  },
} as const satisfies VariantRecord;

export type MMPretrainMultiLabelOptions = RecordOptions<typeof mmpretrainMultiLabelRecord>;
export const mmpretrainMultiLabel = /* @__PURE__ */ criterionOf(mmpretrainMultiLabelRecord, SIGMOID_LINKS);

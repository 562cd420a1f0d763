/**
 * YOLOv5's classification loss: `smooth_BCE` and `BCEWithLogitsLoss`.
 *
 * Takes `logits` [N, K] and a `target` of class indices [N]. Returns the mean over boxes and classes, a scalar.
 * Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * yolov5({ labelSmoothing: 0.1 }).loss([[2, -1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, linkNumber } from "../definition/shared-options.ts";
import { MEAN, SIGMOID } from "../loss/axis-values.ts";
import { SIGMOID_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const yolov5Record = {
  id: "yolov5",
  title: "YOLOv5 classification loss with smooth_BCE",
  equation: {
    target: "z_k = 1 - a/2 (k = t), z_k = a/2 (k != t)",
    loss: "-(w z_k log sigmoid(x_k) + (1 - z_k) log sigmoid(-x_k))",
    of: "label",
    result: "mean over boxes and classes",
  },
  source: {
    project: "YOLOv5",
    version: "7.0.14",
    repository: "ultralytics/yolov5",
    commit: "PyPI yolov5 7.0.14",
    path: "yolov5/utils/loss.py",
    lines: "13-15 and 100-104 and 155-157",
  },
  quirks: [
    { what: "smoothing goes towards 1/2 per label, not towards 1/C over the labels" },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
    {
      what: "cls_pw multiplies the positive side of every label, so smoothing makes it weigh the other classes as well",
    },
    { what: "the focal loss of fl_gamma is left out here" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct", 0), sourceName: "eps" },
    /** The weight w of the positive side, any number. */
    posWeight: { ...linkNumber(ANY_NUMBER, { positives: "weighed" }, 1), sourceName: "cls_pw" },
  },
  axes: {
    ...equation1Record.axes,
    link: SIGMOID,
    targetRule: "half",
    rowLoss: "each",
    reduction: MEAN,
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"] },
  identity: {
    same: "keras-binary",
    labelSmoothing: "a",
    own: { posWeight: 1 },
    theirs: { fromLogits: true },
  },
} as const satisfies VariantRecord;

export type Yolov5Options = RecordOptions<typeof yolov5Record>;
export const yolov5 = /* @__PURE__ */ criterionOf(yolov5Record, SIGMOID_LINKS);

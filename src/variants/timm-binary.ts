/**
 * timm's `BinaryCrossEntropy`: classes as labels of their own, smoothed towards 1/K and not 1/2.
 *
 * Takes `logits` [N, K] and a `target` of class indices [N]. Returns a scalar, or one loss per label for
 * `none`. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1), or a target is out of range
 * @example
 * timmBinary({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL_OPEN } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, meanOver, SIGMOID, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SIGMOID_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const timmBinaryRecord = {
  id: "timm-binary",
  title: "timm BinaryCrossEntropy",
  equation: {
    target: "z_k = y_k (1 - a) + a/K",
    loss: "-(z_k log sigmoid(x_k) + (1 - z_k) log sigmoid(-x_k))",
    of: "label",
    result: "mean over all labels",
  },
  source: {
    project: "timm",
    version: "1.0.31",
    repository: "huggingface/pytorch-image-models",
    commit: "PyPI timm 1.0.31",
    path: "timm/loss/binary_cross_entropy.py",
    lines: "12-81",
  },
  quirks: [
    {
      what: "with C classes the smoothing goes towards 1/C, so no smoothing of a loss that goes towards 1/2 agrees with it unless C = 2",
    },
    { what: "weights scale labels and stay out of the divisor" },
    { what: "dense targets, target_threshold, pos_weight and smooth_dense are not ported" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(UNIT_INTERVAL_OPEN, "construct", 0.1), sourceName: "smoothing" },
    reduction: reduction("mean", "call", { mean: MEAN, sum: SUM, none: UNREDUCED }),
    /** Sum over the labels of a row, then mean over rows, whatever `reduction` says. */
    sumClasses: {
      kind: "choice",
      default: false,
      phase: "construct",
      code: "unsupported-option",
      axes: { true: { reduction: meanOver("batch") }, false: {} },
      sourceName: "sum_classes",
    },
  },
  axes: {
    ...equation1Record.axes,
    link: SIGMOID,
    weight: "per-row-broadcast",
    rowLoss: "each",
  },
  accepts: { rank: { least: 2, most: 2 }, targets: ["indices"] },
  weightName: "weight",
  identity: {
    same: "keras-binary",
    labelSmoothing: "a",
    own: { reduction: "mean", sumClasses: false },
    theirs: { fromLogits: true },
    classes: 2,
    except: ["class weights"],
  },
} as const satisfies VariantRecord;

export type TimmBinaryOptions = RecordOptions<typeof timmBinaryRecord>;
export const timmBinary = /* @__PURE__ */ criterionOf(timmBinaryRecord, SIGMOID_LINKS);

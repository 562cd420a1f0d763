/**
 * Paddle's `nn.functional.cross_entropy`, with `axis` -1 and `use_softmax` on.
 *
 * Class weights make one factor per row, the average of the weights under the smoothed target. Without
 * smoothing it takes the path of hard labels, which masks ignored rows; with smoothing nothing is masked.
 *
 * Takes `logits` [..., K], a `target` of class indices [...] or of probabilities [..., K], and an optional
 * `weight` [K]. Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is above 1, or a shape or index does not fit
 * @example
 * paddle({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { NOT_ABOVE_ONE } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { meanOver, SOFTMAX, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { BENT_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const paddleRecord = {
  id: "paddle",
  title: "paddle.nn.functional.cross_entropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-(sum_k w_k q_k) sum_k q_k log softmax(x)_k",
    result: "mean over the rows' weights",
  },
  source: {
    project: "Paddle",
    version: "3.3.1",
    repository: "PaddlePaddle/Paddle",
    commit: "PyPI paddlepaddle 3.3.1",
    path: "paddle/nn/functional/loss.py",
    lines: "2983-3300",
  },
  quirks: [
    {
      what: "smoothing switches ignoreIndex off: ignored rows count, and an index that names no class is refused (PaddlePaddle/Paddle#47813 is about these numbers)",
    },
    {
      what: "with smoothing and an ignoreIndex of at least 0 the mean divides by rows times classes, since the mask covers single elements of the labels",
    },
    { what: "without smoothing, a negative ignoreIndex masks rows but leaves them in the divisor" },
    { what: "class weights are averaged into one factor per row, while torch weights each term" },
    {
      what: "logits more than 64 below the largest of their row are raised to that bound, so no class costs more than about 64 nats",
    },
    { what: "the gradient is softmax - q, which is wrong where q does not sum to 1" },
    { what: "unreduced with smoothing, Paddle keeps a last axis of length 1; here it is dropped" },
  ],
  options: {
    /** Smoothing a, at most 1; negative values and NaN mean none. */
    labelSmoothing: labelSmoothing(NOT_ABOVE_ONE, "call", 0),
    /** Without smoothing, rows with this target are ignored. */
    ignoreIndex: ignoreIndex(-100),
    reduction: {
      ...reduction("mean", "call", { mean: meanOver("row-weight", "sum"), sum: SUM, none: UNREDUCED }),
      unsmoothed: {
        mean: {
          reduction: {
            indices: meanOver("kept-if-ignoring", "sum"),
            distribution: meanOver("row-weight", "sum"),
          },
        },
      },
    },
  },
  axes: {
    ...equation1Record.axes,
    link: { ...SOFTMAX, clip: "logits" },
    smoothingApplies: "positive",
    normaliser: "once-in-gradient",
    weight: "per-class-on-row",
    reduction: meanOver("row-weight", "sum"),
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["indices", "distribution"] },
  weightName: "weight",
  unsmoothedAxes: { ignoredRows: "masked", zeroMass: { indices: "gathered", distribution: "dense" } },
  identity: {
    same: "torch",
    labelSmoothing: "a",
    where: "logits within 64 of the largest in their row",
    except: ["ignored rows", "all rows ignored", "class weights"],
  },
} as const satisfies VariantRecord;

export type PaddleOptions = RecordOptions<typeof paddleRecord>;
export const paddle = /* @__PURE__ */ criterionOf(paddleRecord, BENT_LINKS);

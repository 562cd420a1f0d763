/**
 * MLX' `nn.losses.cross_entropy`.
 *
 * For targets that sum to 1 it is the cross entropy of equation (1). Others count the logarithm of the sum once
 * all the same.
 *
 * Takes `logits` [..., K], a `target` of class indices [...] or of probabilities [..., K], and an optional
 * `sampleWeight` of the losses' shape. Returns one loss per row, or a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1), or a shape or index does not fit
 * @example
 * mlx({ labelSmoothing: 0.1, reduction: "mean" }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { NOT_OUTSIDE_UNIT_INTERVAL_OPEN } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const mlxRecord = {
  id: "mlx",
  title: "mlx.nn.losses.cross_entropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "log sum_k exp x_k - sum_k q_k x_k",
    result: "one per row",
  },
  source: {
    project: "MLX",
    version: "0.32.4",
    repository: "ml-explore/mlx",
    commit: "PyPI mlx 0.32.4",
    path: "mlx/nn/losses.py",
    lines: "11-140",
  },
  quirks: [
    {
      what: "targets that do not sum to 1 give another loss than cross entropy: the logarithm of the normaliser counts once, not once per unit of mass, after the largest logit has been subtracted",
    },
    { what: "weights stay out of the divisor of the mean" },
    { what: "NaN passes the range check and means no smoothing" },
  ],
  moreExact: ["float64"],
  options: {
    /** Smoothing a, in [0, 1); NaN means none. */
    labelSmoothing: labelSmoothing(NOT_OUTSIDE_UNIT_INTERVAL_OPEN, "call", 0),
    axis: axis(-1),
    reduction: reduction("none", "call", { none: UNREDUCED, mean: MEAN, sum: SUM }),
  },
  axes: {
    ...equation1Record.axes,
    smoothingApplies: "positive",
    classAxis: "axis-option",
    zeroMass: { indices: "gathered", distribution: "dense-labels" },
    normaliser: "once",
    weight: "per-row-broadcast",
    reduction: UNREDUCED,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices", "distribution"],
    weightShape: "losses",
  },
  weightName: "sampleWeight",
  identity: {
    same: "equation1",
    labelSmoothing: "a",
    own: { reduction: "none" },
    theirs: { reduction: "none" },
    where: "targets that sum to 1",
    except: ["sample weights"],
  },
} as const satisfies VariantRecord;

export type MlxOptions = RecordOptions<typeof mlxRecord>;
export const mlx = /* @__PURE__ */ criterionOf(mlxRecord, SOFTMAX_LINKS);

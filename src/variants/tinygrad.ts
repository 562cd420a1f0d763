/**
 * tinygrad's `Tensor.cross_entropy`.
 *
 * Takes `logits` [K], [N, K] or [N, K, d1, …] and a `target` of class indices (the same shape without K) or of
 * probabilities. Returns a scalar, or one loss per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1], or a shape or index does not fit
 * @example
 * tinygrad({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing, reduction } from "../definition/shared-options.ts";
import { MEAN, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const tinygradRecord = {
  id: "tinygrad",
  title: "tinygrad Tensor.cross_entropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over rows",
  },
  source: {
    project: "tinygrad",
    version: "0.14.0",
    repository: "tinygrad/tinygrad",
    commit: "PyPI tinygrad 0.14.0",
    path: "tinygrad/mixin/op.py",
    lines: "1750-1775",
  },
  quirks: [
    { what: "a class without mass and with infinite surprisal gives NaN: indices become a one-hot target" },
    { what: "an index that names no class makes a row without a label; here it is refused" },
  ],
  options: {
    labelSmoothing: labelSmoothing(UNIT_INTERVAL, "call", 0),
    reduction: reduction("mean", "call", { mean: MEAN, sum: SUM, none: UNREDUCED }),
  },
  axes: {
    ...equation1Record.axes,
    classAxis: "second",
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["indices", "distribution"] },
  identity: { same: "equation1", labelSmoothing: "a", own: { reduction: "mean" } },
} as const satisfies VariantRecord;

export type TinygradOptions = RecordOptions<typeof tinygradRecord>;
export const tinygrad = /* @__PURE__ */ criterionOf(tinygradRecord, SOFTMAX_LINKS);

/**
 * tinygrad's `Tensor.sparse_categorical_crossentropy`.
 *
 * Takes `logits` [..., K] and a `target` of class indices [...]. Returns a scalar, or one loss per row for
 * `none`. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1], or a target is out of range
 * @example
 * tinygradSparse({ labelSmoothing: 0.1, ignoreIndex: 0 }).loss([[2, 1, 0]], [1]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const tinygradSparseRecord = {
  id: "tinygrad-sparse",
  title: "tinygrad Tensor.sparse_categorical_crossentropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over kept rows",
  },
  source: {
    project: "tinygrad",
    version: "0.14.0",
    repository: "tinygrad/tinygrad",
    commit: "PyPI tinygrad 0.14.0",
    path: "tinygrad/mixin/op.py",
    lines: "1725-1748",
  },
  quirks: [
    { what: "an ignoreIndex of -1, the default, means none" },
    { what: "ignored rows are multiplied by 0, so one with an infinite loss makes the sum NaN" },
    {
      what: "with no kept row the result is NaN; with a single class its compiler makes it 0, which is not ported",
    },
  ],
  options: {
    labelSmoothing: labelSmoothing(UNIT_INTERVAL, "call", 0),
    /** Rows with this target are multiplied by 0; -1 means none. */
    ignoreIndex: ignoreIndex(-1),
    reduction: reduction("mean", "call", { mean: meanOver("kept-weight", "nan"), sum: SUM, none: UNREDUCED }),
  },
  axes: {
    ...equation1Record.axes,
    ignoredRows: "multiplied",
    reduction: meanOver("kept-weight", "nan"),
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    ignoredTarget: "class-or-beyond",
  },
  identity: { same: "torch", labelSmoothing: "a", except: ["all rows ignored"] },
} as const satisfies VariantRecord;

export type TinygradSparseOptions = RecordOptions<typeof tinygradSparseRecord>;
export const tinygradSparse = /* @__PURE__ */ criterionOf(tinygradSparseRecord, SOFTMAX_LINKS);

/**
 * optax: `smooth_labels`, then `softmax_cross_entropy`.
 *
 * Takes `logits` [..., K] and a `target` of probabilities of the same shape. Returns one loss per row. Losses
 * are in nats.
 *
 * @throws InvalidArgument if the target holds integers, or a shape does not fit
 * @example
 * optax({ labelSmoothing: 0.1 }).loss([[2, 1, 0]], [[1, 0, 0]]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { axis, labelSmoothing } from "../definition/shared-options.ts";
import { UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const optaxRecord = {
  id: "optax",
  title: "optax.smooth_labels with softmax_cross_entropy",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "one per row",
  },
  source: {
    project: "optax",
    version: "0.2.8",
    repository: "google-deepmind/optax",
    commit: "PyPI optax 0.2.8",
    path: "optax/losses/_smoothing.py and _classification.py",
    lines: "24-55 and 227-296",
  },
  quirks: [
    { what: "the losses are not reduced: each row has its own" },
    {
      what: "an infinitely unlikely class without mass gives NaN; safe_softmax_cross_entropy is another function (google-deepmind/optax#896)",
    },
    { what: "smoothing is not checked" },
  ],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "call"), sourceName: "alpha" },
    axis: axis(-1),
  },
  axes: {
    ...equation1Record.axes,
    classAxis: "axis-option",
    reduction: UNREDUCED,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["distribution"],
    integerDistribution: "refused",
  },
  identity: { same: "equation1", labelSmoothing: "a", theirs: { reduction: "none" } },
} as const satisfies VariantRecord;

export type OptaxOptions = RecordOptions<typeof optaxRecord>;
export const optax = /* @__PURE__ */ criterionOf(optaxRecord, SOFTMAX_LINKS);

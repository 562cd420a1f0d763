/**
 * transformers' `LabelSmoother`, behind the Trainer's `label_smoothing_factor`.
 *
 * Takes `logits` [..., K] and a `target` of class indices [...]. Returns the mean over kept rows, a scalar.
 * Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * huggingface({ labelSmoothing: 0.1 }).loss(logits, [3, -100]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing } from "../definition/shared-options.ts";
import { meanOver } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const huggingfaceRecord = {
  id: "huggingface",
  title: "transformers LabelSmoother",
  equation: {
    target: "q_k = y_k (1 - a) + a/K",
    loss: "-sum_k q_k log softmax(x)_k",
    result: "mean over kept rows",
  },
  source: {
    project: "transformers",
    version: "5.23.0",
    repository: "huggingface/transformers",
    commit: "PyPI transformers 5.23.0",
    path: "transformers/trainer_pt_utils.py",
    lines: "434-481",
  },
  quirks: [
    { what: "any negative label other than ignoreIndex is silently taken for class 0; here it is refused" },
    {
      what: "the sum over classes is always computed, so without smoothing an infinitely unlikely class gives NaN (0 times Infinity)",
    },
    { what: "smoothing is not checked: outside [0, 1] and NaN are used as they are" },
    { what: "with no kept row the result is NaN" },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: { ...labelSmoothing(ANY_NUMBER, "construct", 0.1), sourceName: "epsilon" },
    ignoreIndex: ignoreIndex(-100),
  },
  axes: {
    ...equation1Record.axes,
    zeroMass: { indices: "gathered", distribution: "dense" },
    ignoredRows: "masked",
    reduction: meanOver("kept-weight", "nan"),
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    ignoredTarget: "class-or-negative",
  },
  identity: { same: "torch", labelSmoothing: "a" },
} as const satisfies VariantRecord;

export type HuggingFaceOptions = RecordOptions<typeof huggingfaceRecord>;
export const huggingface = /* @__PURE__ */ criterionOf(huggingfaceRecord, SOFTMAX_LINKS);

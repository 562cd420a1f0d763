/**
 * Tensor2Tensor's `padded_cross_entropy`: the loss of the paper that made label smoothing common in
 * translation.
 *
 * The entropy H(q) is a constant of its own formula, taken off for readability.
 *
 * Takes `logits` [..., K] and a `target` of class indices [...]. Returns the sum over kept rows, or one loss
 * per row for `none`. Losses are in nats.
 *
 * @throws InvalidArgument if a target is out of range
 * @example
 * tensor2tensor({ labelSmoothing: 0.1 }).loss(logits, [3, 0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ignoreIndex, labelSmoothing, reduction } from "../definition/shared-options.ts";
import { SUM, UNREDUCED } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const tensor2tensorRecord = {
  id: "tensor2tensor",
  title: "Tensor2Tensor padded_cross_entropy",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log softmax(x)_k - H(q)",
    result: "sum over rows whose target is not 0",
  },
  source: {
    project: "Tensor2Tensor",
    version: "1.15.7",
    repository: "tensorflow/tensor2tensor",
    commit: "PyPI tensor2tensor 1.15.7",
    path: "tensor2tensor/layers/common_layers.py",
    lines: "1812-1874 and 2080-2126",
  },
  quirks: [
    {
      what: "the entropy is subtracted by its formula: a = 1 gives NaN (0 log 0), and so does a outside [0, 1]",
    },
    { what: "rows with label 0 are multiplied by 0, so one with an infinite loss makes the sum NaN" },
    { what: "logits are cast to float32" },
    { what: "the sum is returned with the number of kept rows, by which the caller divides" },
    { what: "a single class gives NaN (0 times Infinity); here it is refused" },
  ],
  moreExact: ["float64", "subnormals"],
  options: {
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call"),
    /** Rows with this target are multiplied by 0; the source asks for a function from labels to weights. */
    ignoreIndex: ignoreIndex(0),
    reduction: { ...reduction("sum", "call", { sum: SUM, none: UNREDUCED }), sourceName: "reduce_sum" },
  },
  axes: {
    ...equation1Record.axes,
    targetRule: "off-target",
    divergence: "kl-formula",
    normaliser: "once-in-gradient",
    ignoredRows: "multiplied",
    reduction: SUM,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
  },
  identity: {
    same: "simple",
    labelSmoothing: "a",
    own: { reduction: "sum" },
    theirs: { dim: 1 },
    constant: "entropy",
    times: "rows",
    except: ["ignored rows", "all rows ignored"],
  },
} as const satisfies VariantRecord;

export type Tensor2tensorOptions = RecordOptions<typeof tensor2tensorRecord>;
export const tensor2tensor = /* @__PURE__ */ criterionOf(tensor2tensorRecord, SOFTMAX_LINKS);

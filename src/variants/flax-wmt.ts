/**
 * Flax's translation example: `compute_weighted_cross_entropy`, copied into many JAX projects:
 * cross entropy minus the entropy of its target.
 *
 * Takes `logits` [..., K], a `target` of class indices [...] and an optional `sampleWeight` of the target's
 * shape. Returns the weighted sum over rows, a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if there is one class, or a target is out of range
 * @example
 * flaxWmt({ labelSmoothing: 0.1 }).loss(logits, [3, 0], { sampleWeight: [1, 0] });
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { ANY_NUMBER } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { SUM } from "../loss/axis-values.ts";
import { SOFTMAX_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const flaxWmtRecord = {
  id: "flax-wmt",
  title: "Flax's compute_weighted_cross_entropy",
  equation: {
    target: "q_t = 1 - a, q_k = a/(K-1) (k != t)",
    loss: "-sum_k q_k log softmax(x)_k - H(q)",
    result: "weighted sum over rows",
  },
  source: {
    project: "Flax",
    version: "0.12.7",
    repository: "google/flax",
    commit: "9877bea7f892a54b02df9fc24727b56aee2d2717",
    path: "examples/wmt/train.py",
    lines: "92-131",
  },
  quirks: [
    {
      what: "the entropy is subtracted by its formula: a = 1 gives NaN (0 log 0), and so does a outside [0, 1]",
    },
    { what: "the sum is returned with the sum of the weights, by which the caller divides" },
    { what: "smoothing is not checked" },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: labelSmoothing(ANY_NUMBER, "call", 0),
  },
  axes: {
    ...equation1Record.axes,
    targetRule: "off-target",
    divergence: "kl-formula",
    weight: "per-row-broadcast",
    reduction: SUM,
  },
  accepts: {
    rank: { least: 1, most: Number.POSITIVE_INFINITY },
    targets: ["indices"],
    classes: { notWhereSmoothed: 1 },
    weightShape: "losses",
  },
  weightName: "sampleWeight",
  identity: {
    same: "simple",
    labelSmoothing: "a",
    theirs: { dim: 1 },
    constant: "entropy",
    times: "rows",
    except: ["sample weights"],
  },
} as const satisfies VariantRecord;

export type FlaxWmtOptions = RecordOptions<typeof flaxWmtRecord>;
export const flaxWmt = /* @__PURE__ */ criterionOf(flaxWmtRecord, SOFTMAX_LINKS);

/**
 * Burn's `BinaryCrossEntropyLoss` (Rust): smoothed towards 1/2 for one label, towards 1/K
 * for K of them. No logarithm is below -100.
 *
 * Takes `probs` or `logits` [N] or [..., K], a `target` of the same shape holding 0 and 1, and an optional
 * `weight` [K]. Returns a scalar. Losses are in nats.
 *
 * @throws InvalidArgument if labelSmoothing is outside [0, 1], or a shape does not fit
 * @example
 * burnBinary({ labelSmoothing: 0.1, logits: true }).loss([2, -1], [1, 0]);
 */

import { criterionOf, type RecordOptions } from "../definition/criterion.ts";
import { UNIT_INTERVAL } from "../definition/domains.ts";
import type { VariantRecord } from "../definition/record.ts";
import { labelSmoothing } from "../definition/shared-options.ts";
import { CLIPPED_LABELS, SIGMOID } from "../loss/axis-values.ts";
import { CLIPPED_LINKS, SIGMOID_LINKS } from "../loss/backend.ts";
import { equation1Record } from "./equation1.ts";

export const burnBinaryRecord = {
  id: "burn-binary",
  title: "Burn BinaryCrossEntropyLoss",
  equation: {
    target: "z_k = y_k (1 - a) + a/K",
    loss: "-(z_k log p_k + (1 - z_k) log(1 - p_k))",
    of: "label",
    result: "mean over all labels, with K = 2 for inputs of rank 1",
  },
  source: {
    project: "Burn",
    version: "0.22.0",
    repository: "tracel-ai/burn",
    commit: "b8d75ad07f426537594a5beb9309d62d916bcf05",
    path: "crates/burn-nn/src/loss/binary_cross_entropy.rs",
    lines: "28-157",
  },
  quirks: [
    { what: "with a class axis of C the smoothing goes towards 1/C, though labels are independent" },
    {
      what: "logarithms of probabilities are cut off at -100, so a wrong and certain label costs 100; the gradient at 0 and 1 is NaN",
    },
    { what: "weights stay out of the divisor; weights for rank 1 are not ported" },
    { what: "smoothing and weights are float32 numbers whatever the input is" },
  ],
  moreExact: ["float64"],
  options: {
    labelSmoothing: { ...labelSmoothing(UNIT_INTERVAL, "construct", 0), sourceName: "smoothing" },
    /** Whether the first input holds logits; otherwise probabilities. */
    logits: {
      kind: "choice",
      default: false,
      phase: "construct",
      code: "unsupported-option",
      axes: {
        true: { input: "logits", link: SIGMOID },
        false: { input: "probs", link: { ...CLIPPED_LABELS, clip: "logarithms" } },
      },
    },
  },
  axes: {
    ...equation1Record.axes,
    input: "probs",
    link: { ...CLIPPED_LABELS, clip: "logarithms" },
    smoothingApplies: "positive",
    classCount: "last-axis-or-two",
    weight: "per-row-broadcast",
    rowLoss: "each",
  },
  accepts: { rank: { least: 1, most: Number.POSITIVE_INFINITY }, targets: ["distribution"] },
  weightName: "weight",
  identity: {
    same: "keras-binary",
    labelSmoothing: "a",
    own: { logits: true },
    theirs: { fromLogits: true },
    classes: 2,
    except: ["class weights"],
  },
} as const satisfies VariantRecord;

export type BurnBinaryOptions = RecordOptions<typeof burnBinaryRecord>;
export const burnBinary = /* @__PURE__ */ criterionOf(burnBinaryRecord, SIGMOID_LINKS, CLIPPED_LINKS);

/** Options that Keras' losses share: the reductions, and the choice between logits and probabilities. */

import type { Link } from "../loss/axes.ts";
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import type { ChoiceOption } from "./record.ts";
import { reduction } from "./shared-options.ts";

/** Keras checks the name when the loss is made; `mean` is its other name for `sum_over_batch_size`. */
export const KERAS_REDUCTION = /* @__PURE__ */ reduction("sum_over_batch_size", "construct", {
  sum_over_batch_size: meanOver("losses", "zero-or-empty"),
  mean: meanOver("losses", "zero-or-empty"),
  sum: SUM,
  none: UNREDUCED,
  mean_with_sample_weight: meanOver("weights", "zero-or-empty"),
});

/** fromLogits: logits through `link`, or probabilities that are clipped. */
export function fromLogits(
  link: Partial<Link>,
  clippedLink: Partial<Link>,
): ChoiceOption<"true" | "false", boolean> {
  return {
    kind: "choice",
    default: false,
    phase: "construct",
    code: "unsupported-option",
    axes: { true: { input: "logits", link }, false: { input: "probs", link: clippedLink } },
  };
}

/** What Keras' two losses share: the reductions and the choice between logits and probabilities. */
import type { Axes } from "../loss/axes.ts";
import type { ChoiceOption } from "./record.ts";
import { reduction } from "./shared-options.ts";

export type KerasReduction = "sum_over_batch_size" | "sum" | "none" | "mean_with_sample_weight" | "mean";

/** Keras checks the name while the loss is made; `mean` is its other word for `sum_over_batch_size`. */
export const KERAS_REDUCTION: ChoiceOption = /* @__PURE__ */ reduction("sum_over_batch_size", "construct", {
  sum_over_batch_size: "mean-no-nan",
  mean: "mean-no-nan",
  sum: "sum",
  none: "none",
  mean_with_sample_weight: "mean-weight-no-nan",
});

/** fromLogits: logits through `link`, or probabilities that are clipped. */
export function fromLogits(link: Axes["link"], clippedLink: Axes["link"]): ChoiceOption {
  return {
    kind: "choice",
    default: false,
    phase: "construct",
    code: "unsupported-option",
    axes: { true: { input: "logits", link }, false: { input: "probs", link: clippedLink } },
  };
}

/** Options that TensorFlow.js' two losses share: computeWeightedLoss and its reductions. */
import { meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { reduction } from "./shared-options.ts";

export const TFJS_REDUCTION = /* @__PURE__ */ reduction("sum_by_nonzero_weights", "call", {
  sum_by_nonzero_weights: meanOver("nonzero-weights"),
  mean: meanOver("weights-spread"),
  sum: SUM,
  none: UNREDUCED,
});

/** Ported from compute_weighted_loss.ts, lines 43-83. */
export const TFJS_WEIGHT_QUIRKS: readonly { readonly what: string }[] = [
  { what: "weights that are all zero give NaN; TensorFlow gives 0" },
  { what: "weights [B, 1] against losses [B] broadcast to [B, B] instead of being refused or lined up" },
  { what: "mean divides by the sum of the weights as given, times how often each is repeated" },
];

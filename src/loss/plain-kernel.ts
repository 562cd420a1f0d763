/**
 * The plain kernel: softmax, log-probabilities and sigmoid for inputs narrower than float64, in one fused pass of
 * ordinary float64 arithmetic. Rounding to float32 hides 29 bits, so nothing needs to be compensated.
 *
 * Each row is read once into scratch memory, its exponentials replace its logits there, and the gradient is computed
 * directly from them. As in the exact kernel, the maximum is subtracted from each logit before anything else is added, so
 * that a common offset loses no accuracy. Rows with a NaN or an infinity are left to the exact kernel.
 */

import { GIVEN_LOGS, isLink, SIGMOID, SOFTMAX } from "./axis-values.ts";
import type { LossCall } from "./loss-call.ts";
import type { MassPlan } from "./mass-plan.ts";
import { plainSigmoidRows } from "./plain-sigmoid.ts";
import { plainSoftmaxRows } from "./plain-softmax.ts";
import type { RowKernel } from "./row-kernel.ts";

/** Softmax and log-probabilities. */
export const plainSoftmax: RowKernel = {
  id: "plain",
  serves({ lossCall, masses }) {
    const { axes } = lossCall;
    if (!isNarrow(lossCall, masses) || (!isLink(axes.link, SOFTMAX) && !isLink(axes.link, GIVEN_LOGS)))
      return false;
    if (axes.rowLoss === "each" || axes.divergence === "kl-formula") return false;
    return axes.divergence === "cross-entropy" || masses.weight === undefined;
  },
  run: plainSoftmaxRows,
};

/** Independent labels. */
export const plainSigmoid: RowKernel = {
  id: "plain",
  serves: ({ lossCall, masses }) =>
    isNarrow(lossCall, masses) &&
    isLink(lossCall.axes.link, SIGMOID) &&
    lossCall.axes.rowLoss === "each" &&
    masses.kind === "distribution",
  run: plainSigmoidRows,
};

/** Both. */
export const plainKernel: RowKernel = {
  id: "plain",
  serves: (job) => plainSoftmax.serves(job) || plainSigmoid.serves(job),
  run: (job) => (plainSigmoid.serves(job) ? plainSigmoidRows(job) : plainSoftmaxRows(job)),
};

/** Whether rows are narrow enough, and of masses that two numbers or a distribution give. */
function isNarrow(
  { axes, input }: LossCall,
  masses: MassPlan,
): masses is Exclude<MassPlan, { readonly kind: "by-row" }> {
  return input.dtype !== "float64" && masses.kind !== "by-row" && axes.weight !== "per-class-on-row";
}

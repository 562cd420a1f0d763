/**
 * The plain kernel: softmax, log-probabilities and sigmoid for inputs narrower than float64, in one fused pass of
 * ordinary float64 arithmetic. Rounding to float32 hides 29 bits, so nothing needs to be compensated.
 *
 * Each row is read once into scratch memory, its exponentials replace its logits there, and the gradient is computed
 * directly from them. As in the exact kernel, the maximum is subtracted from each logit before anything else is added, so
 * that a common offset loses no accuracy. Rows with a NaN or an infinity are left to the exact kernel.
 */

import { GIVEN_LOGS, isLink, SIGMOID, SOFTMAX } from "./axis-values.ts";
import { plainSigmoidRows } from "./plain-sigmoid.ts";
import { plainSoftmaxRows } from "./plain-softmax.ts";
import type { RowKernel } from "./row-kernel.ts";

export const plainKernel: RowKernel = {
  id: "plain",
  serves({ lossCall, masses }) {
    const { axes, input } = lossCall;
    if (input.dtype === "float64" || masses.kind === "by-row" || axes.weight === "per-class-on-row")
      return false;
    if (isLink(axes.link, SIGMOID)) return axes.rowLoss === "each" && masses.kind === "distribution";
    if (!isLink(axes.link, SOFTMAX) && !isLink(axes.link, GIVEN_LOGS)) return false;
    if (axes.rowLoss === "each" || axes.divergence === "kl-formula") return false;
    return axes.divergence === "cross-entropy" || masses.weight === undefined;
  },
  run: (job) => (isLink(job.lossCall.axes.link, SIGMOID) ? plainSigmoidRows(job) : plainSoftmaxRows(job)),
};

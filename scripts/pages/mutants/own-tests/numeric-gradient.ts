/**
 * The check of torch.autograd.gradcheck in PyTorch's test_grad: whether the gradient is that of the loss, by central
 * differences, with gradcheck's own defaults. Like gradcheck, it cannot see an error that loss and gradient share.
 */

import { evaluate } from "../../../../src/loss/evaluate.ts";
import type { LossCall } from "../../../../src/loss/loss-call.ts";
import type { FloatArray } from "../../../../src/math/dtypes.ts";
import type { Tensor } from "../../../../src/math/tensor.ts";
import type { Answer, LossOf } from "./suite.ts";

/** gradcheck's defaults. */
const GRADCHECK = { eps: 1e-6, atol: 1e-5, rtol: 1e-3 };

export function agreesWithNumericGradient(answer: Answer, lossOf: LossOf, lossCall: LossCall): boolean {
  const ask = (asked: LossCall): NonNullable<ReturnType<Answer>> => answer(asked) ?? evaluate(asked);
  const lossAt = (asked: LossCall): Tensor => lossOf(asked) ?? evaluate(asked, { gradient: false }).loss;
  const { loss } = ask(lossCall);
  // Incoming gradients that differ from row to row; gradcheck feeds one row at a time.
  const data = Float64Array.from(loss.data, (_, i) => (loss.shape.length === 0 ? 1 : 0.5 + (i % 7) / 4));
  const { gradient } = ask({ ...lossCall, upstream: { ...loss, data } });
  const total = (input: Float64Array): number =>
    lossAt({ ...lossCall, input: { ...lossCall.input, data: input } }).data.reduce(
      (sum, value, i) => sum + value * (data[i] ?? 0),
      0,
    );
  return gradient.data.every((value, i) => {
    const stepped = (step: number): number => total(moved(lossCall.input.data, i, step));
    const numeric = (stepped(GRADCHECK.eps) - stepped(-GRADCHECK.eps)) / (2 * GRADCHECK.eps);
    return Math.abs(value - numeric) <= GRADCHECK.atol + GRADCHECK.rtol * Math.abs(numeric);
  });
}

function moved(data: FloatArray, index: number, step: number): Float64Array {
  const copy = Float64Array.from(data);
  copy[index]! += step;
  return copy;
}

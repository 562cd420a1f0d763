/**
 * The check of torch.autograd.gradcheck in PyTorch's test_grad: whether the gradient is that of the loss, by central
 * differences, with gradcheck's own defaults. Like gradcheck, it cannot see an error that loss and gradient share.
 */

import { evaluate } from "../../../../src/loss/evaluate.ts";
import type { LossCall } from "../../../../src/loss/loss-call.ts";
import type { FloatArray } from "../../../../src/math/dtypes.ts";
import { remembered } from "../../../../src/math/remembered.ts";
import { sameShape, type Tensor } from "../../../../src/math/tensor.ts";
import { type LossOf, rightLoss } from "../loss-of.ts";
import type { Answer, Outcome } from "./suite.ts";

/** gradcheck's defaults. */
const GRADCHECK = { eps: 1e-6, atol: 1e-5, rtol: 1e-3 };

/** `absent` where the answer leaves both the call and its gradient to our port, which is checked by itself. */
export function gradientOutcome(answer: Answer, lossOf: LossOf, lossCall: LossCall): Outcome {
  const own = answer(lossCall);
  const upstream = incoming(own?.loss ?? rightLoss(lossCall));
  const withUpstream = { ...lossCall, upstream };
  const ownGradient = answer(withUpstream);
  if (own === undefined && ownGradient === undefined) return "absent";
  const right = rightAnswer(lossCall);
  const { gradient } = ownGradient ?? right;
  // Where not a bit differs the mistake has no effect, so the differences are the right loss' as well.
  const isRight = isSame(own?.loss ?? right.loss, right.loss) && isSame(gradient, right.gradient);
  const known = isRight || lossOf === rightLoss ? ofRightLoss(lossCall) : undefined;
  const agrees = gradient.data.every((value, i) => {
    const numeric = known?.[i] ?? slope(lossOf, lossCall, upstream, i);
    return Math.abs(value - numeric) <= GRADCHECK.atol + GRADCHECK.rtol * Math.abs(numeric);
  });
  return agrees ? "passed" : "failed";
}

const rightAnswer = remembered((lossCall: LossCall) =>
  evaluate({ ...lossCall, upstream: incoming(rightLoss(lossCall)) }),
);

const isSame = (a: Tensor, b: Tensor): boolean =>
  sameShape(a.shape, b.shape) && a.data.every((value, i) => Object.is(value, b.data[i]));

/** Many mutants have the right loss and another gradient. */
const ofRightLoss = remembered((lossCall: LossCall) => {
  const upstream = incoming(rightLoss(lossCall));
  return Float64Array.from(lossCall.input.data, (_, i) => slope(rightLoss, lossCall, upstream, i));
});

/** Incoming gradients that differ from row to row; gradcheck feeds one row at a time. */
function incoming(loss: Tensor): Tensor {
  return {
    ...loss,
    data: Float64Array.from(loss.data, (_, i) => (loss.shape.length === 0 ? 1 : 0.5 + (i % 7) / 4)),
  };
}

/** The central difference at one element of the input. */
function slope(lossOf: LossOf, lossCall: LossCall, upstream: Tensor, i: number): number {
  const stepped = (step: number): number => {
    const asked = { ...lossCall, input: { ...lossCall.input, data: moved(lossCall.input.data, i, step) } };
    const loss = lossOf(asked) ?? rightLoss(asked);
    return loss.data.reduce((sum, value, row) => sum + value * (upstream.data[row] ?? 0), 0);
  };
  return (stepped(GRADCHECK.eps) - stepped(-GRADCHECK.eps)) / (2 * GRADCHECK.eps);
}

function moved(data: FloatArray, index: number, step: number): Float64Array {
  const copy = Float64Array.from(data);
  copy[index]! += step;
  return copy;
}

/** A mutant's loss alone, where it can be computed without the gradient. */
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { LossCall } from "../../../src/loss/loss-call.ts";
import type { Tensor } from "../../../src/math/tensor.ts";
import { type Mutant, mapped } from "../../../src/mutants/mutant.ts";

/** The loss of a call; undefined where the loss under test leaves it to the right one. */
export type LossOf = (lossCall: LossCall) => Tensor | undefined;

export const rightLoss = (lossCall: LossCall): Tensor => evaluate(lossCall, { gradient: false }).loss;

export function lossOf({ answer, move, factor, isMisled }: Mutant): LossOf {
  if (isMisled) return rightLoss;
  if (move === undefined) return (lossCall) => answer(lossCall)?.loss;
  return (lossCall) => {
    const target = move(lossCall);
    if (target === undefined) return undefined;
    const loss = rightLoss(target);
    if (factor === undefined) return loss;
    const by = factor(lossCall);
    return mapped(loss, (value) => value * by);
  };
}

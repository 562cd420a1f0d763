/**
 * A mutant: a loss with one thing wrong, the way people get it wrong.
 *
 * Mutants prove the suite (each must be caught) and explain failures (a wrong answer is compared with each).
 */
import type { Axes } from "../loss/axes.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import type { Tensor } from "../math/tensor.ts";

export interface Mutant {
  readonly id: string;
  /** What it does instead, in words that finish the sentence "looks like:". */
  readonly says: string;
  /** Where it was seen, if it was: a thread, or the definition it comes from. */
  readonly seen?: string;
  /** The variant that does this on purpose, where there is one. */
  readonly variant?: string;
  /** What it answers; undefined where it has nothing to get wrong, such as weights where there are none. */
  readonly answer: (lossCall: LossCall) => LossAndGradient | undefined;
  /** For one of plain arithmetic: the same without the slip. What fails where this fails too, fails for another reason. */
  readonly honest?: (lossCall: LossCall) => LossAndGradient | undefined;
  /** Whether its loss is right, and its gradient alone is not. */
  readonly isMisled?: true;
  /** For one that is the evaluator at another point of the space: that point. */
  readonly move?: (lossCall: LossCall) => LossCall | undefined;
  /** For one that multiplies the loss at that point: by what. */
  readonly factor?: (lossCall: LossCall) => number;
  /** For one that takes another -log p of a row of logits: that one. */
  readonly surprisal?: (logits: Float64Array) => Float64Array;
}

/** A loss call with other axes or fields. */
export function changed(lossCall: LossCall, axes: Partial<Axes>, fields: Partial<LossCall> = {}): LossCall {
  return { ...lossCall, ...fields, axes: { ...lossCall.axes, ...axes } };
}

/** A mutant that is the evaluator at another point of the space. */
export function moved(
  id: string,
  says: string,
  move: (lossCall: LossCall) => LossCall | undefined,
  seen?: string,
): Mutant {
  return {
    id,
    says,
    ...(seen === undefined ? {} : { seen }),
    move,
    answer: (lossCall) => {
      const target = move(lossCall);
      return target === undefined ? undefined : evaluate(target);
    },
  };
}

/** A mutant whose results are those of another point of the space, all multiplied by one factor. */
export function movedAndScaled(
  id: string,
  says: string,
  move: (lossCall: LossCall) => LossCall | undefined,
  factor: (lossCall: LossCall) => number,
  seen?: string,
): Mutant {
  return {
    ...moved(id, says, move, seen),
    factor,
    answer: (lossCall) => {
      const target = move(lossCall);
      if (target === undefined) return undefined;
      const { loss, gradient } = evaluate(target);
      const by = factor(lossCall);
      return { loss: mapped(loss, (value) => value * by), gradient: mapped(gradient, (value) => value * by) };
    },
  };
}

/** A mutant whose loss is right and whose gradient is not. */
export function misled(
  id: string,
  says: string,
  mislead: (gradient: Tensor, lossCall: LossCall) => Tensor | undefined,
  seen?: string,
): Mutant {
  return {
    id,
    says,
    ...(seen === undefined ? {} : { seen }),
    isMisled: true,
    answer: (lossCall) => {
      const { loss, gradient } = evaluate(lossCall);
      const wrong = mislead(gradient, lossCall);
      return wrong === undefined ? undefined : { loss, gradient: wrong };
    },
  };
}

/** The tensor with each value replaced. */
export function mapped(tensor: Tensor, replace: (value: number, index: number) => number): Tensor {
  return { ...tensor, data: Float64Array.from(tensor.data, replace) };
}

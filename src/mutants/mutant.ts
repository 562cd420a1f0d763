/**
 * A mutant: a loss with one deliberate mistake of a kind that people make.
 *
 * Mutants test the suite (each must be caught) and explain failures (a wrong answer is compared with each).
 */
import type { Axes } from "../loss/axes.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { remembered } from "../math/remembered.ts";
import type { Tensor } from "../math/tensor.ts";

/** The right answer to a call, which every mutant with a wrong gradient begins with. */
const right = remembered((lossCall: LossCall) => evaluate(lossCall));

export interface Mutant {
  readonly id: string;
  /** What it does instead, in words that finish the sentence "looks like:". */
  readonly says: string;
  /** Where the mistake was seen, if it was: a thread, or the definition that it comes from. */
  readonly seen?: string;
  /** The variant that does this on purpose, where there is one. */
  readonly variant?: string;
  /** What else is wrong with the numbers that it is said to explain, in the same words. */
  readonly besides?: readonly string[];
  /** Its answer; undefined where the mistake has no effect, such as one with weights where there are none. */
  readonly answer: (lossCall: LossCall) => LossAndGradient | undefined;
  /** If it uses plain arithmetic: the same without the mistake. A vector that this fails too says nothing about it. */
  readonly honest?: (lossCall: LossCall) => LossAndGradient | undefined;
  /** What that should be, where it is not the loss itself: that of two mutants with the first alone. */
  readonly without?: (lossCall: LossCall) => LossAndGradient;
  /** Whether the loss is right and only the gradient is wrong. */
  readonly isMisled?: true;
  /** If it is the evaluator at another point in the space of axes: that point. */
  readonly move?: (lossCall: LossCall) => LossCall | undefined;
  /** Whether that point has its loss alone, and another gradient. */
  readonly isLossAlone?: true;
  /** If it multiplies the loss at that point: the factor. */
  readonly factor?: (lossCall: LossCall) => number;
  /** If it computes -log p of a row of logits in another way: that function. */
  readonly surprisal?: (logits: Float64Array) => Float64Array;
}

/** A loss call with other axes or fields. */
export function changed(lossCall: LossCall, axes: Partial<Axes>, fields: Partial<LossCall> = {}): LossCall {
  return { ...lossCall, ...fields, axes: { ...lossCall.axes, ...axes } };
}

/** A mutant that is the evaluator at another point in the space of axes. */
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

/** A mutant whose results are those of another point in the space, all multiplied by one factor. */
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
      const { loss, gradient } = right(lossCall);
      const wrong = mislead(gradient, lossCall);
      return wrong === undefined ? undefined : { loss, gradient: wrong };
    },
  };
}

/** The tensor with each value replaced. */
export function mapped(tensor: Tensor, replace: (value: number, index: number) => number): Tensor {
  return { ...tensor, data: Float64Array.from(tensor.data, replace) };
}

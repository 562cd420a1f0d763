/**
 * A mutant: a loss with one thing wrong, the way people get it wrong.
 *
 * Mutants prove the suite (each must be caught) and explain failures (a wrong answer is compared with each).
 */
import type { Axes } from "../math/axes.ts";
import { evaluate } from "../math/evaluate.ts";
import type { Evaluation, LossAndGradient } from "../math/evaluation.ts";
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
  readonly answer: (evaluation: Evaluation) => LossAndGradient | undefined;
}

/** An evaluation with other axes or fields. */
export function changed(
  evaluation: Evaluation,
  axes: Partial<Axes>,
  fields: Partial<Evaluation> = {},
): Evaluation {
  return { ...evaluation, ...fields, axes: { ...evaluation.axes, ...axes } };
}

/** A mutant that is the evaluator at another point of the space. */
export function moved(
  id: string,
  says: string,
  move: (evaluation: Evaluation) => Evaluation | undefined,
  seen?: string,
): Mutant {
  return {
    id,
    says,
    ...(seen === undefined ? {} : { seen }),
    answer: (evaluation) => {
      const target = move(evaluation);
      return target === undefined ? undefined : evaluate(target);
    },
  };
}

/** A mutant whose loss is right and whose gradient is not. */
export function misled(
  id: string,
  says: string,
  mislead: (gradient: Tensor, evaluation: Evaluation) => Tensor | undefined,
  seen?: string,
): Mutant {
  return {
    id,
    says,
    ...(seen === undefined ? {} : { seen }),
    answer: (evaluation) => {
      const { loss, gradient } = evaluate(evaluation);
      const wrong = mislead(gradient, evaluation);
      return wrong === undefined ? undefined : { loss, gradient: wrong };
    },
  };
}

/** The tensor with each value replaced. */
export function mapped(tensor: Tensor, replace: (value: number, index: number) => number): Tensor {
  return { ...tensor, data: tensor.data.map(replace) };
}

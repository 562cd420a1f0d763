/** Two mutants at once. */
import { evaluate } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import type { Mutant } from "./mutant.ts";

/** Whether a mutant may be the first of two: it is the evaluator at another point, where the second can be made as well. */
export function isPoint({ move, factor, isLossAlone }: Mutant): boolean {
  return move !== undefined && factor === undefined && isLossAlone === undefined;
}

/**
 * The second mutant at the point of the space that the first one moves to.
 *
 * @param first one that is a point
 */
export function together(first: Mutant, second: Mutant): Mutant {
  const at = (lossCall: LossCall): LossCall => first.move?.(lossCall) ?? lossCall;
  return {
    id: `${first.id} and ${second.id}`,
    says: `${first.says}, and ${second.says}`,
    ...(second.honest === undefined
      ? {}
      : {
          honest: (lossCall) => second.honest!(at(lossCall)),
          without: (lossCall) => evaluate(at(lossCall)),
        }),
    answer: (lossCall) => {
      const moved = first.move?.(lossCall);
      if (moved === undefined) return second.answer(lossCall);
      return second.answer(moved) ?? evaluate(moved);
    },
  };
}

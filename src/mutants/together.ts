/** Two mutants at once. */
import { evaluate } from "../loss/evaluate.ts";
import type { Mutant } from "./mutant.ts";

/**
 * The second mutant at the point of the space that the first one moves to.
 *
 * @param first one with a `move`
 */
export function together(first: Mutant, second: Mutant): Mutant {
  return {
    id: `${first.id} and ${second.id}`,
    says: `${first.says}, and ${second.says}`,
    answer: (lossCall) => {
      const moved = first.move?.(lossCall);
      if (moved === undefined) return second.answer(lossCall);
      return second.answer(moved) ?? evaluate(moved);
    },
  };
}

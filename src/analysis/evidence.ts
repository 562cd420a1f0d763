/** Answers that can be compared with what mutants give. */
import type { Answer, Verdict } from "../compare/verdict.ts";
import type { ExpectedValue, Vector } from "../fixtures/vector.ts";
import { evaluate } from "../math/evaluate.ts";
import type { Evaluation, LossAndGradient } from "../math/evaluation.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { evaluationOf } from "./evaluation-of.ts";
import { isSameResult, type Outputs } from "./same-numbers.ts";

/** Inputs larger than this tell no more than small ones, and cost a hundred evaluations each. */
const MOST_ELEMENTS = 4096;

/** Units within which numbers count as the same: above any order of summation, far below any two definitions. */
const SAME_WITHIN_UNITS = 64;

/** Units beyond which a mutant is seen to do something: the budget of a stranger. */
const DIFFERENT_BEYOND_UNITS = 8;

/** One answer with numbers in it. */
export interface Evidence {
  readonly vector: Vector;
  readonly expect: ExpectedValue;
  readonly answer: Outputs;
}

/** Undefined where there are no numbers to compare, or too many. */
export function evidenceOf(vector: Vector, answer: Answer, { status }: Verdict): Evidence | undefined {
  const { expect, inputs } = vector;
  if (answer.kind !== "result" || expect.kind === "throws" || (status !== "pass" && status !== "fail"))
    return;
  const first = inputs.logits ?? inputs.logProbs ?? inputs.probs;
  if (first === undefined || first.data.length > MOST_ELEMENTS) return;
  return { vector, expect, answer };
}

/** What a mutant would do to an answer: nothing, turn it into just these numbers, or into others. */
export type Effect = "none" | "same" | "other";

/** Evidence, ready to be held against mutants. */
export class Exhibit {
  readonly #evidence: Evidence;
  readonly #evaluation: Evaluation | undefined;
  #right: LossAndGradient | undefined;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    this.#evaluation = evaluationOf(evidence.vector);
  }

  effectOf(mutant: Mutant): Effect {
    const { vector, expect, answer } = this.#evidence;
    const candidate = this.#attempt(mutant);
    if (candidate === undefined) return "none";
    this.#right ??= evaluate(this.#evaluation!);
    // Only what the implementation returned is compared: without gradients, a wrong gradient shows no effect.
    const shown = {
      ...(answer.loss === undefined ? {} : { loss: candidate.loss }),
      ...(answer.gradient === undefined ? {} : { gradient: candidate.gradient }),
    };
    if (isSameResult(vector, expect, shown, this.#right, DIFFERENT_BEYOND_UNITS)) return "none";
    return isSameResult(vector, expect, answer, candidate, SAME_WITHIN_UNITS) ? "same" : "other";
  }

  /** A mutant may ask for what makes no sense on some inputs; then it does nothing. */
  #attempt(mutant: Mutant): LossAndGradient | undefined {
    if (this.#evaluation === undefined) return undefined;
    try {
      return mutant.answer(this.#evaluation);
    } catch {
      return undefined;
    }
  }
}

/**
 * Finds the loss that gave several answers: one answer is searched, and the definitions found must give all the others.
 * This identifies graphs, modules and programs; `identify` itself searches numbers.
 */

import { magnitudes } from "../loss/magnitudes.ts";
import type { Tensor } from "../math/tensor.ts";
import type { Mutant } from "../mutants/mutant.ts";
import type { Roles } from "../onnx/roles.ts";
import { type RankedMatches, rankedMatches } from "./answers-match.ts";
import { outputError } from "./answers-off.ts";
import { type Confirmed, type Search, searchOf } from "./answers-search.ts";
import { ANY_SMOOTHING } from "./numbers/families.ts";
import { misledOf } from "./numbers/mutations.ts";
import { outputOf } from "./numbers/outputs.ts";
import type { ProbeAnswer } from "./probe-answers.ts";
import { FIRST_INPUTS } from "./sample.ts";

export interface AnswersIdentity extends RankedMatches {
  /** Set if the gradients are not those of the matches and no known mistake explains them. */
  readonly gradient?: "differs";
  readonly second?: Mutant;
}

/**
 * @param weights vectors that may be class weights
 * @param checkTime called between two steps; it throws where the time is up
 */
export function identifyAnswers(
  answers: readonly ProbeAnswer[],
  roles: Roles,
  weights: readonly Float64Array[],
  checkTime: () => void = () => {},
): AnswersIdentity {
  const { dtype } = answers[0]!.probe.input;
  const tensors = weights.map((data): Tensor => ({ dtype, shape: [data.length], data }));
  const searches = [undefined, ...tensors].flatMap((weight) =>
    FIRST_INPUTS.flatMap((holds) => searchOf(answers, holds, weight, checkTime) ?? []),
  );
  const first = (look: (one: Search) => readonly Confirmed[]): readonly Confirmed[] => {
    for (const one of searches) {
      const found = look(one);
      if (found.length > 0) return found;
    }
    return [];
  };
  const whole = [
    () => first((one) => one.confirmed("right", true)),
    () => first((one) => one.misled()),
    () => first((one) => one.confirmed("wrong", true)),
  ];
  for (const look of whole) {
    const found = look();
    if (found.length > 0) return rankedMatches(found, answers, roles);
  }
  if (!answers.some(({ gradient }) => gradient !== undefined)) return { matches: [], ambiguous: false };
  // The loss may be a known one where the gradient is not.
  for (const kind of ["right", "wrong"] as const) {
    const found = first((one) => one.confirmed(kind, false));
    if (found.length === 0) continue;
    const losses = answers.map(({ gradient: _, ...answer }) => answer);
    const second = secondMistake(found[0]!, answers);
    return {
      ...rankedMatches(found, losses, roles),
      gradient: "differs",
      ...(second === undefined ? {} : { second }),
    };
  }
  return { matches: [], ambiguous: false };
}

/** The mistake in the gradient of a loss that is wrong already. */
function secondMistake(
  { candidate, smoothing = ANY_SMOOTHING, sample }: Confirmed,
  answers: readonly ProbeAnswer[],
): Mutant | undefined {
  const answer = answers.find(
    ({ probe, gradient }) => probe.input === sample.input && gradient !== undefined,
  );
  if (answer === undefined || candidate.surprisal !== undefined || candidate.factor !== 1) return undefined;
  const { gradient, probe } = answer;
  const scales = magnitudes(candidate.at(smoothing)).gradient;
  for (const misled of misledOf([candidate])) {
    const data = outputOf(misled, "gradient", probe.labelSmoothing ?? smoothing);
    if (
      data !== undefined &&
      outputError("gradient", gradient!, { ...gradient!, data }, scales) <= Number.MAX_VALUE
    )
      return misled.mutant;
  }
  return undefined;
}

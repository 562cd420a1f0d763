/** Where a loss and a gradient are given: finds the definitions that give the loss and have this gradient. */

import type { Mutant } from "../../mutants/mutant.ts";
import type { ReadSample } from "../sample.ts";
import { ANY_SMOOTHING, answerOn, type Fit } from "./families.ts";
import { misledOf } from "./mutations.ts";
import { isSame, outputOf } from "./outputs.ts";
import type { Observed } from "./precision.ts";

export interface BesideGradient {
  readonly fits: readonly Fit[];
  /** Whether the gradient is that of any of them, right or wrong. */
  readonly isKnown: boolean;
  /** For a wrong loss whose gradient is not its own: the mistake in the gradient. */
  readonly second?: Mutant;
}

/** The definitions with this gradient; else those whose gradient has a known mistake that gives it; else all. */
export function withGradient(fits: readonly Fit[], gradient: Observed, sample: ReadSample): BesideGradient {
  const has = (fit: Fit): boolean => isSame(answerOn(sample, fit).gradient, gradient);
  const agreeing = fits.filter(has);
  if (agreeing.length > 0) return { fits: agreeing, isKnown: true };
  const misled = fits
    .filter(({ candidate }) => candidate.mutant === undefined)
    .flatMap((fit) => [...misledOf([fit.candidate])].map((candidate) => ({ ...fit, candidate })))
    .filter(has);
  if (misled.length > 0) return { fits: misled, isKnown: true };
  for (const fit of fits) {
    const second = secondMistake(fit, gradient);
    if (second !== undefined) return { fits, isKnown: false, second };
  }
  return { fits, isKnown: false };
}

/** The mistake in the gradient of a loss that is the evaluator at a wrong point. */
function secondMistake(
  { candidate, smoothing = ANY_SMOOTHING }: Fit,
  gradient: Observed,
): Mutant | undefined {
  if (candidate.surprisal !== undefined || candidate.factor !== 1) return undefined;
  for (const misled of misledOf([candidate]))
    if (isSame(outputOf(misled, "gradient", smoothing), gradient)) return misled.mutant;
  return undefined;
}

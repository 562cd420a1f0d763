/** A gradient beside a loss: which of the definitions that give the loss it belongs to. */

import { ANY_SMOOTHING, type Fit } from "./families.ts";
import { misledOf } from "./mutations.ts";
import { isSame, outputOf } from "./outputs.ts";
import type { Observed } from "./precision.ts";

export interface BesideGradient {
  readonly fits: readonly Fit[];
  /** Whether the gradient is that of any of them, right or wrong. */
  readonly isKnown: boolean;
}

/** Those with this gradient; else the known mistakes in a gradient that make it so; else all. */
export function withGradient(fits: readonly Fit[], gradient: Observed): BesideGradient {
  const has = ({ candidate, smoothing = ANY_SMOOTHING }: Fit): boolean =>
    isSame(outputOf(candidate, "gradient", smoothing), gradient);
  const agreeing = fits.filter(has);
  if (agreeing.length > 0) return { fits: agreeing, isKnown: true };
  const misled = fits
    .filter(({ candidate }) => candidate.mutant === undefined)
    .flatMap((fit) => [...misledOf([fit.candidate])].map((candidate) => ({ ...fit, candidate })))
    .filter(has);
  return misled.length > 0 ? { fits: misled, isKnown: true } : { fits, isKnown: false };
}

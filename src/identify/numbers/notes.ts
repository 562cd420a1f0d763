/** Notes that go with the answers. */

import type { Mutant } from "../../mutants/mutant.ts";
import type { ReadSample } from "../sample.ts";
import { sourceCall } from "../source-calls.ts";
import { USUAL_DECIMALS } from "./choose-fits.ts";
import type { Narrowing } from "./definition.ts";
import type { Family, Fit } from "./families.ts";
import type { Observed } from "./precision.ts";
import { partlyTried } from "./usual-values.ts";

export interface Circumstances {
  readonly families: readonly Family[];
  readonly observed: Observed;
  /** Whether chance would give the first answer less than once in 1,000 times. */
  readonly isSure: boolean;
  readonly isOneRow: boolean;
  /** Whether the gradient given with a loss is unknown, or that of a second mistake. */
  readonly isGradientUnknown: boolean;
  readonly second: Mutant | undefined;
  readonly sample: ReadSample;
  readonly narrowing: Narrowing;
}

/** That some options take any number, where that may be why nothing fits. */
export function numbersToGive(narrowing: Narrowing): readonly string[] {
  const names = partlyTried(narrowing);
  if (names.length === 0) return [];
  return [`only usual values of ${names.join(", ")} are tried: if yours differs, give it in options`];
}

export function notesOn(circumstances: Circumstances): string {
  const { families, observed, isSure, isOneRow, isGradientUnknown, second, sample, narrowing } =
    circumstances;
  const [{ candidate, smoothing, decimals, isCutOff }] = families[0]!.fits as readonly [Fit, ...Fit[]];
  const isGradient = observed.output === "gradient";
  const notes: string[] = [];
  if (families.every(({ fits: [fit] }) => fit!.candidate.mutant !== undefined))
    notes.push("no known loss gives these numbers without a mistake");
  if (second !== undefined)
    notes.push(`the gradient has a second mistake: ${second.says} (mutant ${second.id})`);
  else if (isGradientUnknown)
    notes.push("the gradient is neither that of this loss nor that of a known mistake");
  if (!isSure) notes.push(...whatDecides(circumstances));
  if (decimals > USUAL_DECIMALS && smoothing !== undefined && !isSure)
    notes.push(...numbersToGive(narrowing));
  if (isCutOff && decimals <= USUAL_DECIMALS)
    notes.push("the number fits if it was cut off after its last digit instead of rounded");
  const isOther = ({ candidate: { mutant }, decimals: places }: Fit): boolean =>
    mutant === undefined && places <= USUAL_DECIMALS + 1;
  const here = families[0]?.here?.fits.find(isOther);
  if (here !== undefined) {
    const { record, options } = here.candidate;
    const other = sourceCall(record, { labelSmoothing: here.smoothing, ...options });
    notes.push(
      `${other} is the same function for this number of classes: a call with more classes tells them apart`,
    );
  }
  if (isGradient)
    notes.push("a gradient cannot tell losses that differ by a constant, or the reductions none and sum");
  if (smoothing === undefined)
    notes.push("the numbers do not depend on the label smoothing, to their last digit");
  if (smoothing === 0) notes.push("without label smoothing, all smoothing rules are the same");
  if (isOneRow && "reduction" in candidate.record.options) notes.push("one row cannot tell the reduction");
  if ((sample.weight ?? sample.sampleWeight) !== undefined && !candidate.weighted)
    notes.push("the weights were not used");
  return notes.join("; ");
}

/** Why no answer is certain, and which further number would make one so. */
function whatDecides({ families, observed, isOneRow, narrowing }: Circumstances): readonly string[] {
  const { values, digits, output } = observed;
  if (output === "gradient" || values.length > 1)
    return ["several functions give these numbers: the input below, or another batch, would decide"];
  const isTold = narrowing.options?.labelSmoothing !== undefined;
  const [{ decimals }] = families[0]!.fits as readonly [Fit, ...Fit[]];
  const why =
    decimals > USUAL_DECIMALS
      ? "no known loss gives this number at a label smoothing of two decimals, and at any smoothing nearly all do"
      : digits < ENOUGH_DIGITS
        ? `one loss of ${digits} digits may fit by chance`
        : "one loss may fit by chance";
  const rows = isOneRow ? [] : [`the loss of each row (reduction "none")`];
  const more = digits < ENOUGH_DIGITS ? ["more digits"] : [];
  const known = isTold ? [] : ["the label smoothing (options.labelSmoothing)"];
  const further = [...rows, ...more, ...known, "the loss of another batch"];
  return [`${why}; any of these would decide: ${further.join(", ")}`];
}

/** From so many digits, it is not for want of digits that a loss is not identified. */
const ENOUGH_DIGITS = 9;

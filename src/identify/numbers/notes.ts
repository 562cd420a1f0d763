/** Notes that go with the answers. */
import type { Mutant } from "../../mutants/mutant.ts";
import type { ReadSample } from "../sample.ts";
import { mayBeAccidents, USUAL_DECIMALS } from "./choose-fits.ts";
import type { Narrowing } from "./definitions.ts";
import type { Family, Fit } from "./families.ts";
import type { Observed } from "./precision.ts";
import type { FoundFunction } from "./search.ts";
import { partlyTried } from "./usual-values.ts";

export interface Circumstances {
  readonly families: readonly Family[];
  readonly observed: Observed;
  readonly isLoose: boolean;
  readonly isOneRow: boolean;
  /** Whether the decimals of the smoothing decided. */
  readonly isAssumed: boolean;
  /** Whether the gradient given with a loss is unknown, or that of a second mistake. */
  readonly isGradientUnknown: boolean;
  readonly second: Mutant | undefined;
  readonly functions: readonly FoundFunction[];
  readonly sample: ReadSample;
  readonly narrowing: Narrowing;
}

/** That some options take any number, where that may be why nothing fits. */
export function numbersToGive(narrowing: Narrowing): readonly string[] {
  const names = partlyTried(narrowing);
  if (names.length === 0) return [];
  return [`of ${names.join(", ")} only usual values are tried: give other ones in options`];
}

export function notesOn(circumstances: Circumstances): string {
  const { families, observed, isLoose, isOneRow, isAssumed, isGradientUnknown, second, functions, sample } =
    circumstances;
  const [{ candidate, smoothing }] = families[0]!.fits as readonly [Fit, ...Fit[]];
  const isGradient = observed.output === "gradient";
  const notes: string[] = [];
  if (candidate.mutant !== undefined) notes.push("no variant gives these numbers as it should be");
  if (second !== undefined)
    notes.push(`a second mistake is in the gradient: ${second.says} (mutant ${second.id})`);
  else if (isGradientUnknown)
    notes.push("the gradient is not the one of this loss, nor that of any known mistake");
  if (isLoose) {
    notes.push(
      `no definition gives this number at a label smoothing of few decimals. At any smoothing, one number is in reach of ${families.length} of them: the loss of each row, or options that are known, would tell`,
      ...numbersToGive(circumstances.narrowing),
    );
  } else if (families.length > 1) {
    const rows = isOneRow || isGradient ? "" : " or the loss of each row";
    notes.push(`options that are known, such as labelSmoothing,${rows} would tell them apart`);
  } else if (isAssumed && mayBeAccidents(functions, USUAL_DECIMALS)) {
    notes.push(
      `a label smoothing of at most ${USUAL_DECIMALS} decimals is taken for granted; at any other, this few digits are in reach of many definitions`,
    );
  }
  const here = families[0]?.here?.fits[0];
  if (here !== undefined && here.candidate.mutant === undefined) {
    const other = `${here.candidate.record.id} at labelSmoothing ${here.smoothing}`;
    notes.push(
      `for this number of classes, ${other} is the same function: a call with more classes tells them apart`,
    );
  }
  if (isGradient)
    notes.push("a gradient does not tell losses apart that differ by a constant, nor none from sum");
  if (smoothing === undefined)
    notes.push("to their last digit, these numbers do not depend on the label smoothing");
  if (smoothing === 0) notes.push("without label smoothing, its rules are all the same");
  if (isOneRow && "reduction" in candidate.record.options) notes.push("one row does not tell the reduction");
  if ((sample.weight ?? sample.sampleWeight) !== undefined && !candidate.weighted)
    notes.push("the weights are not in these numbers");
  return notes.join("; ");
}

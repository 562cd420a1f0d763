/**
 * Which definition made a number: the variant, its options and its label smoothing, or a known mistake.
 *
 * One number and an unknown smoothing are an equation in one unknown, so almost any definition has a smoothing that gives
 * almost any number. What tells them apart is that people choose short decimals, and some definitions more often than
 * others: the answers are the definitions that give the number, to all of its digits, likeliest first. The first is
 * named alone only where chance would give such an answer less than once in 1,000 times.
 */

import type { OutputName } from "../compare/tolerances.ts";
import type { TensorLike } from "../math/as-tensor.ts";
import type { KnownOptions, VariantId } from "../variants/options-of.ts";
import { type BesideGradient, withGradient } from "./numbers/beside-gradient.ts";
import { fitsOf, likeliestFirst, USUAL_DECIMALS } from "./numbers/choose-fits.ts";
import { rowCount } from "./numbers/class-axes.ts";
import type { Narrowing } from "./numbers/definition.ts";
import { type Match, matchOf } from "./numbers/describe.ts";
import { answerOn, type Family, type Fit, sortIntoFamilies } from "./numbers/families.ts";
import { nearestTo } from "./numbers/nearest.ts";
import { refuseNumbers } from "./numbers/no-numbers.ts";
import { notesOn, numbersToGive } from "./numbers/notes.ts";
import { isSame } from "./numbers/outputs.ts";
import { UNLIKELY, weightOfChance } from "./numbers/plausible.ts";
import type { Observed } from "./numbers/precision.ts";
import { type Numbers, readNumbers } from "./numbers/read-numbers.ts";
import { type Found, search, stagesOf } from "./numbers/search.ts";
import { thinned } from "./numbers/thinned.ts";
import { timeLimit } from "./numbers/time-limit.ts";
import type { ReadSample, Sample } from "./sample.ts";

export type { Match } from "./numbers/describe.ts";

/** The numbers of one call, and anything else that is known about it. */
export interface IdentifyInput extends Omit<Sample, "loss"> {
  /**
   * The loss that somebody got, in nats: one number, or one per row. As text it keeps its trailing zeros, which count as
   * digits. It may be left out where there is a gradient.
   */
  readonly loss?: TensorLike | string;
  /** Search only this variant and its mistakes. Default: all variants. */
  readonly variant?: VariantId;
  /** Options that are known, with the variants' names for them; labelSmoothing may be one. Default: none. */
  readonly options?: KnownOptions;
}

/** Results of the observed kind: a loss, a gradient, or both. */
type Values<Kind> = { readonly [output in OutputName]?: Kind };

/** An input on which the first two matches disagree. */
interface Separating extends Values<readonly [readonly number[], readonly number[]]> {
  readonly input: ReadSample;
}

export interface Identity {
  /** Best first, one for each different function. */
  readonly matches: readonly Match[];
  /** Whether more than one definition may be meant. */
  readonly ambiguous: boolean;
  /** Anything else that the reader of the matches should know. */
  readonly note: string;
  /** How many definitions were tried. */
  readonly candidates: number;
  readonly separating?: Separating;
  /** Where there is no match: the nearest definition at a smoothing of two decimals, and its numbers. */
  readonly nearest?: Match & Values<readonly number[]>;
  /** Whether the given gradient is that of the matches; absent where only a loss or only a gradient is given. */
  readonly gradient?: "agrees" | "differs";
}

export interface IdentifyLimits {
  /** Seconds. */
  readonly timeLimit?: number | undefined;
}

/**
 * Names the definitions that give a loss, a gradient, or both.
 *
 * @param input `logits` [..., K] (or `logProbs`, `probs`), `target` (class indices or a distribution), `weight` [K]?,
 *   `sampleWeight`?, and the `loss` in nats or its `gradient` with respect to the first input
 * @param limits `timeLimit`: the most seconds that the search may take. Default: no limit
 * @returns all definitions that give these numbers, best first; if several fit, it never names only one of them
 * @throws InvalidArgument where the numbers cannot be used (NaN, shapes that do not fit, a name that no variant
 *   has), and where the time is up
 * @example
 * identify({ logits: [[2, 1, 0, -1, 0.5]], target: [0], loss: 2.383988 }).matches[0]?.mutant?.id; // "kept-mass-spread"
 */
export function identify(input: IdentifyInput, limits: IdentifyLimits = {}): Identity {
  return identityOf(readNumbers(input), limits);
}

/** The same of numbers that have been read. */
export function identityOf(
  { sample, observed, besideGradient, narrowing }: Numbers,
  limits: IdentifyLimits = {},
): Identity {
  const checkTime = timeLimit(limits.timeLimit);
  const some = thinned(sample, observed) ?? { sample, observed };
  const first = search(some.sample, some.observed, narrowing, checkTime);
  if (first.functions.length === 0) refuseNumbers(sample, observed, narrowing);
  const chance = weightOfChance(observed);
  const { found, fits: fitting } = decide(first, some.observed, narrowing, chance);
  const { fits, isKnown, second }: BesideGradient =
    besideGradient === undefined
      ? { fits: fitting, isKnown: true }
      : withGradient(fitting, besideGradient, sample);
  const isOneRow = rowCount(sample) === 1;
  const outputs: readonly OutputName[] =
    besideGradient !== undefined && isKnown ? ["loss", "gradient"] : [observed.output];
  const { families: sorted, probe } = sortIntoFamilies(fits, some.sample, {
    isOneRow,
    precision: precisionOf(observed),
    outputs,
  });
  const isOfAll = ({ fits: [fit] }: Family): boolean => isSame(answerOn(sample, fit!).loss, observed);
  const fitted = some.sample === sample ? sorted : sorted.filter(isOfAll);
  const [best] = fitted;
  if (best === undefined) return nothing(found, some, first.shown, narrowing);
  const families = fitted.filter(({ weight }) => weight > UNLIKELY * best.weight);
  const rivals = fitted.reduce((sum, { weight }) => sum + weight, chance - best.weight);
  const isSure = rivals <= UNLIKELY * best.weight;
  const isOpen = isOneRow || observed.output === "gradient";
  const matches = eachOnce(families.map((family) => matchOf(family, isOpen, sample)));
  return {
    matches,
    ambiguous: !isSure,
    note: notesOn({
      families,
      observed,
      isSure,
      isOneRow,
      isGradientUnknown: !isKnown,
      second,
      sample,
      narrowing,
    }),
    candidates: found.candidates,
    ...separatingOf(families, probe, observed.output),
    ...(besideGradient === undefined ? {} : { gradient: isKnown ? "agrees" : "differs" }),
  };
}

/** Two ways of calling one definition that nothing here tells apart are one answer. */
function eachOnce(matches: readonly Match[]): readonly Match[] {
  const seen = new Set<string>();
  return matches.filter(({ call, given, mutant }) => {
    const key = JSON.stringify([call, given, mutant?.id]);
    return !seen.has(key) && seen.add(key);
  });
}

/** The most fits that are looked at more closely, and how much less likely than the first they may be. */
const [MOST_FITS, LEAST_LIKELY] = [400, 1e-6] as const;

/** Runs as much of the search as is needed to be sure. @returns the likely fits, likeliest first */
function decide(
  first: Found,
  observed: Observed,
  narrowing: Narrowing,
  chance: number,
): { readonly found: Found; readonly fits: readonly Fit[] } {
  const stages = stagesOf(first).slice(0, -1);
  let decided: { readonly found: Found; readonly fits: readonly Fit[] } = { found: first, fits: [] };
  for (const stage of stages) {
    const found = stage();
    const all = likeliestFirst(found.functions.flatMap((one) => fitsOf(one, observed, narrowing)));
    const [best] = all;
    // Where a right definition gives the numbers as rounded, nobody is accused of a mistake by cutting them off.
    const isRight = best?.candidate.mutant === undefined && best?.isCutOff === false;
    const fits = isRight
      ? all.filter(({ candidate, isCutOff }) => !isCutOff || candidate.mutant === undefined)
      : all;
    const least = LEAST_LIKELY * (best?.weight ?? 0);
    decided = { found, fits: fits.filter(({ weight }) => weight >= least).slice(0, MOST_FITS) };
    // Rarer definitions are looked at only where none of the usual ones fits at a smoothing that people choose.
    const isUsual = found !== first && best !== undefined && best.decimals <= USUAL_DECIMALS;
    if (best !== undefined && (isUsual || chance <= UNLIKELY * best.weight)) break;
  }
  return decided;
}

/** Undefined where there is one match, or where the first two have the same loss and differ only in the gradient. */
function separatingOf(
  [best, second]: readonly Family[],
  input: ReadSample,
  output: OutputName,
): Pick<Identity, "separating"> {
  const [a, b] = [best?.onProbe[output], (second ?? best?.here)?.onProbe[output]];
  if (a === undefined || b === undefined || (a.length === b.length && a.every((value, i) => value === b[i])))
    return {};
  return { separating: { input, [output]: [[...a], [...b]] } };
}

function nothing(
  { functions, candidates }: Found,
  { sample, observed }: Pick<Numbers, "sample" | "observed">,
  shown: Observed,
  narrowing: Narrowing,
): Identity {
  const nearest = nearestTo(functions, observed, shown, sample);
  if (nearest === undefined)
    return { matches: [], ambiguous: false, note: `no definition has a ${observed.output} here`, candidates };
  return {
    matches: [],
    ambiguous: false,
    note: [
      "Are the numbers of this very input? Other scales of the loss, terms added to it and inputs changed on the way are not looked for",
      ...numbersToGive(narrowing),
    ].join("; "),
    candidates,
    nearest: { ...nearest.match, [observed.output]: nearest.values },
  };
}

/** The relative precision of the number that is known most precisely. */
function precisionOf({ values, tolerance }: Observed): number {
  return values.reduce(
    (least, value, j) => (value === 0 ? least : Math.min(least, tolerance[j]! / Math.abs(value))),
    Number.POSITIVE_INFINITY,
  );
}

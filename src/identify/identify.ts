/**
 * Which definition made a number: the variant, its options and its label smoothing, or a known mistake.
 *
 * One number and an unknown smoothing are an equation in one unknown, so almost any definition has a smoothing that gives
 * almost any number. What tells them apart is that people choose short decimals: the answer is the definitions that give
 * the number, to all of its digits, at a smoothing of a few decimals. Where there are several, all are named.
 */
import type { OutputName } from "../compare/tolerances.ts";
import type { TensorLike } from "../math/as-tensor.ts";
import type { KnownOptions, VariantId } from "../variants/options-of.ts";
import { type BesideGradient, withGradient } from "./numbers/beside-gradient.ts";
import { type Chosen, chooseFits, mayBeAccidents, USUAL_DECIMALS } from "./numbers/choose-fits.ts";
import { rowCount } from "./numbers/class-axes.ts";
import type { Narrowing } from "./numbers/definitions.ts";
import { type Match, matchOf, refuseDigits } from "./numbers/describe.ts";
import { answerOn, type Family, sortIntoFamilies } from "./numbers/families.ts";
import { nearestTo } from "./numbers/nearest.ts";
import { refuseNumbers } from "./numbers/no-numbers.ts";
import { notesOn, numbersToGive } from "./numbers/notes.ts";
import { isSame } from "./numbers/outputs.ts";
import type { Observed } from "./numbers/precision.ts";
import { readNumbers } from "./numbers/read-numbers.ts";
import { type Found, type FoundFunction, search } from "./numbers/search.ts";
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

/** More answers than this count as no answer. */
const MOST_ANSWERS = 12;

/**
 * Names the definitions that give a loss, a gradient, or both.
 *
 * @param input `logits` [..., K] (or `logProbs`, `probs`), `target` (class indices or a distribution), `weight` [K]?,
 *   `sampleWeight`?, and the `loss` in nats or its `gradient` with respect to the first input
 * @param limits `timeLimit`: the most seconds that the search may take. Default: no limit
 * @returns all definitions that give these numbers, best first; if several fit, it never names only one of them
 * @throws InvalidArgument where the numbers cannot be used (NaN, shapes that do not fit, too few digits, a name that no
 *   variant has), and where the time is up
 * @example
 * identify({ logits: [[2, 1, 0, -1, 0.5]], target: [0], loss: 2.383988 }).matches[0]?.mutant?.id; // "kept-mass-spread"
 */
export function identify(input: IdentifyInput, limits: IdentifyLimits = {}): Identity {
  const checkTime = timeLimit(limits.timeLimit);
  const { sample, observed, besideGradient, narrowing } = readNumbers(input);
  const told = narrowing.options?.labelSmoothing;
  const known = typeof told === "number" ? told : undefined;
  const some = thinned(sample, observed) ?? { sample, observed };
  const first = search(some.sample, some.observed, narrowing, checkTime);
  if (first.functions.length === 0) refuseNumbers(sample, observed, narrowing);
  const { functions, candidates, fits: fitting, isPlain } = decide(first, some.observed, known);
  const { fits, isKnown, second }: BesideGradient =
    besideGradient === undefined
      ? { fits: fitting, isKnown: true }
      : withGradient(fitting, besideGradient, sample);
  const isOneRow = rowCount(sample) === 1;
  const outputs: readonly OutputName[] =
    besideGradient !== undefined && isKnown ? ["loss", "gradient"] : [observed.output];
  const precision = precisionOf(observed);
  const { families: sorted, probe } = sortIntoFamilies(fits, some.sample, { isOneRow, precision, outputs });
  const isOfAll = ({ fits: [fit] }: Family): boolean => isSame(answerOn(sample, fit!).loss, observed);
  const families = some.sample === sample ? sorted : sorted.filter(isOfAll);
  const isScalar = observed.values.length === 1;
  // One definition at several smoothings counts as one answer.
  const answers = new Set(families.map(({ fits: [fit] }) => fit?.candidate)).size;
  if (answers > MOST_ANSWERS && isPlain && isScalar) refuseDigits(observed, functions, answers);
  if (families.length === 0) return nothing(functions, some.observed, first.shown, candidates, narrowing);
  const matches = families.map((family) => matchOf(family, isOneRow || observed.output === "gradient"));
  const isLoose = !isPlain && isScalar;
  return {
    matches,
    ambiguous: matches.length > 1 || isLoose,
    note: notesOn({
      families,
      observed,
      isLoose,
      isOneRow,
      isAssumed: known === undefined && isScalar,
      isGradientUnknown: !isKnown,
      second,
      functions,
      sample,
      narrowing,
    }),
    candidates,
    ...separatingOf(families, probe, observed.output),
    ...(besideGradient === undefined ? {} : { gradient: isKnown ? "agrees" : "differs" }),
  };
}

/** Runs as much of the search as is needed to be sure. @returns the likely fits */
function decide(
  first: Found,
  observed: Observed,
  known: number | undefined,
): Pick<Found, "functions" | "candidates"> & Chosen {
  const chosen = chooseFits(first.functions, observed, known);
  // Slower definitions are left out only where there are too many digits for one of them to fit by accident.
  if (chosen.isPlain && !mayBeAccidents(first.functions, USUAL_DECIMALS)) return { ...first, ...chosen };
  const costly = first.withCostly();
  const among = chooseFits(costly.functions, observed, known);
  if (among.isPlain) return { ...costly, ...among };
  const unusual = costly.withUnusual();
  const rare = chooseFits(unusual.functions, observed, known);
  if (rare.isPlain) return { ...unusual, ...rare };
  const numbered = unusual.withNumbered();
  const added = numbered.functions.slice(unusual.functions.length);
  const given = chooseFits(added, observed, known);
  // Further numbers to choose give further accidents: they are believed only where there are too many digits for those.
  const isSure = given.isPlain && given.fits.length > 0 && !mayBeAccidents(added, USUAL_DECIMALS);
  return isSure ? { ...numbered, ...given } : { ...costly, ...among };
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
  functions: readonly FoundFunction[],
  observed: Observed,
  shown: Observed,
  candidates: number,
  narrowing: Narrowing,
): Identity {
  const nearest = nearestTo(functions, observed, shown);
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

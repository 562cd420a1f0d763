/**
 * Which definition made a number: the variant, its options and its label smoothing, or a known mistake.
 *
 * One number and a free smoothing are an equation in one unknown, so almost any definition has a smoothing that gives
 * almost any number. What tells them apart is that people choose short decimals: of all definitions, the ones that
 * give the number, to all of its digits, at a smoothing of a few decimals are the answer. Where there are several,
 * all are named.
 */
import { ulpDistance } from "../compare/ulp.ts";
import type { TensorLike } from "../math/as-tensor.ts";
import { InvalidArgument } from "../math/errors.ts";
import { formatShape, sizeOf, type Tensor } from "../math/tensor.ts";
import { CORE_VARIANTS, VARIANTS } from "../variants/index.ts";
import type { OptionValue, OptionValues } from "../variants/options.ts";
import { classAxesOf } from "./numbers/call-forms.ts";
import type { Candidate } from "./numbers/definitions.ts";
import { type Family, type Fit, sortIntoFamilies } from "./numbers/families.ts";
import type { Observed } from "./numbers/precision.ts";
import { readNumbers } from "./numbers/read-numbers.ts";
import { type FoundFunction, search } from "./numbers/search.ts";
import { shortestDecimal } from "./numbers/smoothing-interval.ts";
import type { ReadSample, Sample } from "./sample.ts";

/** The numbers of one call, and what is known of it beside them. */
export interface IdentifyInput extends Omit<Sample, "loss"> {
  /**
   * The loss that somebody got: one number, or one per row. As text it keeps its trailing zeros, which are digits,
   * too.
   */
  readonly loss: TensorLike | string;
  /** Only this variant, and its mistakes. Default: all. */
  readonly variant?: string;
  /** Options that are known, by the variants' names, labelSmoothing among them. Default: none. */
  readonly options?: OptionValues;
}

/** One definition that gives the numbers. */
export interface Match {
  readonly variant: string;
  /** Options that make it so, labelSmoothing first; what the numbers do not tell is left out. */
  readonly options: { readonly [name: string]: OptionValue };
  /** Distance from the numbers in steps of their format; large where they are given to a few digits. */
  readonly worstUlp: number;
  /** What is wrong with it, where it is no variant as it should be. */
  readonly mutant?: { readonly id: string; readonly says: string; readonly seen?: string };
  /** Other names of the same function. */
  readonly sameAs: readonly {
    readonly variant: string;
    readonly options: { readonly [name: string]: OptionValue };
  }[];
}

/** An input on which the first two matches disagree. */
interface Separating {
  readonly input: ReadSample;
  /** What each of the first two gives there. */
  readonly losses: readonly [readonly number[], readonly number[]];
}

export interface Identity {
  /** Best first, one for each different function. */
  readonly matches: readonly Match[];
  /** Whether more than one may be meant. */
  readonly ambiguous: boolean;
  /** What the matches do not say by themselves. */
  readonly note: string;
  /** How many definitions were tried. */
  readonly candidates: number;
  readonly separating?: Separating;
  /** Where there is no match: what comes nearest at a smoothing of two decimals. */
  readonly nearest?: Match & { readonly loss: readonly number[] };
}

/** People choose a smoothing of two decimals; three are looked for where the numbers are exact enough to tell. */
const USUAL_DECIMALS = 2;
const MORE_DECIMALS = 3;
const MOST_DECIMALS = 6;

/** How many definitions may be expected to fit by accident before decimals are not looked for. */
const ACCIDENTS = 0.01;

/** More answers than this are none. */
const MOST_ANSWERS = 12;

/** What a mistake costs in the order of answers, in decimals of the smoothing. */
const MISTAKE = 2;

/**
 * Names the definitions that give a loss.
 *
 * @param input `logits` [..., K] (or `logProbs`, `probs`), `target` (class indices or a distribution), `weight` [K]?,
 *   `sampleWeight`?, the `loss`, and its `gradient`?
 * @returns all definitions that give these numbers, best first; never one of several as if it were the only one
 * @throws InvalidArgument where the numbers cannot be used: NaN, shapes that do not fit, too few digits, a name that
 *   no variant has
 * @example
 * identify({ logits: [[2, 1, 0, -1, 0.5]], target: [0], loss: 2.383988 }).matches[0]?.mutant?.id; // "kept-mass-spread"
 */
export function identify(input: IdentifyInput): Identity {
  const { sample, observed, narrowing } = readNumbers(input);
  const told = narrowing.options?.labelSmoothing;
  const known = typeof told === "number" ? told : undefined;
  const first = search(sample, observed, narrowing);
  if (first.functions.length === 0) throw noNumbers(sample, observed);
  const chosen = chooseFits(first.functions, observed, known);
  // What costs more is left out only where the digits are too many for anything else to fit by accident.
  const isSettled = chosen.isPlain && accidents(first.functions, USUAL_DECIMALS) <= ACCIDENTS;
  const { functions, candidates } = isSettled ? first : first.withCostly();
  const { fits, isPlain } = isSettled ? chosen : chooseFits(functions, observed, known);
  const isOneRow = rowCount(sample) === 1;
  const { families, probe } = sortIntoFamilies(fits, sample, isOneRow, precisionOf(observed));
  const isScalar = observed.values.length === 1;
  if (families.length > MOST_ANSWERS && isPlain && isScalar) {
    throw tooFewDigits(observed, functions, families.length);
  }
  const matches = families.map((family) => matchOf(family, isOneRow));
  const [best, second] = families;
  if (best === undefined) return nothing(functions, observed, candidates);
  const isLoose = !isPlain && isScalar;
  return {
    matches,
    ambiguous: matches.length > 1 || isLoose,
    note: noteOn({
      families,
      isLoose,
      isOneRow,
      isAssumed: known === undefined && isScalar,
      functions,
      sample,
    }),
    candidates,
    ...(second === undefined ? {} : { separating: { input: probe, losses: [best.onProbe, second.onProbe] } }),
  };
}

interface Circumstances {
  readonly families: readonly Family[];
  readonly isLoose: boolean;
  readonly isOneRow: boolean;
  /** Whether the decimals of the smoothing decided. */
  readonly isAssumed: boolean;
  readonly functions: readonly FoundFunction[];
  readonly sample: ReadSample;
}

function noteOn(circumstances: Circumstances): string {
  const { families, isLoose, isOneRow, isAssumed, functions, sample } = circumstances;
  const [{ candidate, smoothing }] = families[0]!.fits as readonly [Fit, ...Fit[]];
  const notes: string[] = [];
  if (candidate.mutant !== undefined) notes.push("no variant gives these numbers as it should be");
  if (isLoose) {
    notes.push(
      `no definition gives this number at a label smoothing of few decimals. At any smoothing, one number is in reach of ${families.length} of them: the loss of each row, or options that are known, would tell`,
    );
  } else if (families.length > 1) {
    notes.push(
      "options that are known, such as labelSmoothing, or the loss of each row would tell them apart",
    );
  } else if (isAssumed && accidents(functions, USUAL_DECIMALS) > ACCIDENTS) {
    notes.push(
      `a label smoothing of at most ${USUAL_DECIMALS} decimals is taken for granted; at any other, this few digits are in reach of many definitions`,
    );
  }
  if (smoothing === undefined) notes.push("these numbers do not depend on the label smoothing");
  if (smoothing === 0) notes.push("without label smoothing, its rules are all the same");
  if (isOneRow && "reduction" in candidate.record.options) notes.push("one row does not tell the reduction");
  if ((sample.weight ?? sample.sampleWeight) !== undefined && !candidate.weighted)
    notes.push("the weights are not in these numbers");
  return notes.join("; ");
}

/** Hundredths, the smoothings at which the nearest definition is looked for. */
const HUNDREDTHS = 100;

function nothing(functions: readonly FoundFunction[], observed: Observed, candidates: number): Identity {
  const near = functions.map(({ curve, members }) => {
    let least = Number.POSITIVE_INFINITY;
    let at = 0;
    for (let i = 0; i <= HUNDREDTHS; i += 1) {
      const off = farthest(curve.at(i / HUNDREDTHS), observed);
      if (off < least && accepts(members[0]!, i / HUNDREDTHS)) [least, at] = [off, i / HUNDREDTHS];
    }
    return { candidate: members[0]!, least: members[0]!.mutant === undefined ? least : 2 * least, at };
  });
  const [nearest] = near.sort((a, b) => a.least - b.least);
  const loss = nearest?.candidate.loss(nearest.at);
  if (nearest === undefined || loss === undefined)
    return { matches: [], ambiguous: false, note: "no definition has a loss here", candidates };
  const fit: Fit = { candidate: nearest.candidate, smoothing: nearest.at, decimals: 2, worstUlp: 0 };
  const worstUlp = Math.max(
    ...loss.data.map((value, j) => ulpDistance(value, observed.values[j]!, observed.dtype)),
  );
  return {
    matches: [],
    ambiguous: false,
    note: "no definition, right or wrong, gives these numbers: are they of this very input? Other scales of the loss, terms added to it and inputs changed on the way are not looked for",
    candidates,
    nearest: { ...matchOf({ fits: [fit], onProbe: [] }, false), worstUlp, loss: [...loss.data] },
  };
}

/** The largest difference, as a share of the number. */
function farthest(losses: readonly number[], { values }: Observed): number {
  let most = 0;
  for (let j = 0; j < values.length; j += 1)
    most = Math.max(most, Math.abs(losses[j]! - values[j]!) / Math.max(Math.abs(values[j]!), 1e-300));
  return most;
}

/** How exactly the best known of the numbers is known, as a share of it. */
function precisionOf({ values, tolerance }: Observed): number {
  return values.reduce(
    (least, value, j) => (value === 0 ? least : Math.min(least, tolerance[j]! / Math.abs(value))),
    Number.POSITIVE_INFINITY,
  );
}

function rowCount({ input, target }: ReadSample): number {
  const [axis = 0] = classAxesOf({ input, target });
  return input.data.length / (input.shape[axis] ?? 1);
}

interface Chosen {
  readonly fits: readonly Fit[];
  /** Whether their smoothings are short decimals. */
  readonly isPlain: boolean;
}

/** Fits at short decimals, as many as the numbers can bear; all fits where there are none. */
function chooseFits(
  functions: readonly FoundFunction[],
  observed: Observed,
  known: number | undefined,
): Chosen {
  const levels =
    known === undefined
      ? [accidents(functions, MORE_DECIMALS) <= ACCIDENTS ? MORE_DECIMALS : USUAL_DECIMALS, MOST_DECIMALS]
      : [Number.POSITIVE_INFINITY];
  for (const most of levels) {
    if (most === MOST_DECIMALS && accidents(functions, most) > ACCIDENTS) break;
    const fits = functions.flatMap((one) => fitsOf(one, observed, most, known));
    if (fits.length > 0) return { fits: likeliestFirst(fits), isPlain: true };
  }
  if (known !== undefined) return { fits: [], isPlain: false };
  const fits = functions.flatMap((one) => fitsOf(one, observed, Number.POSITIVE_INFINITY, undefined));
  return { fits: likeliestFirst(fits), isPlain: false };
}

/** How many definitions may be expected to give the number by accident at a smoothing of so many decimals. */
function accidents(functions: readonly FoundFunction[], decimals: number): number {
  const widths = functions.flatMap(({ intervals }) => intervals.map(({ low, high }) => high - low));
  return widths.reduce((sum, width) => sum + Math.min(1, width * 10 ** decimals), 0);
}

/** Beyond any double. */
const ALL_DECIMALS = 20;

function fitsOf(
  { members, intervals }: FoundFunction,
  observed: Observed,
  most: number,
  known: number | undefined,
): Fit[] {
  return intervals.flatMap((interval): Fit[] => {
    const told =
      known === undefined
        ? shortestDecimal(interval, Math.min(most, ALL_DECIMALS))
        : { value: known, decimals: 0 };
    if (told === undefined) return [];
    const isUntold = known === undefined && interval.high - interval.low > 0.5;
    const legal = members.filter((member) => accepts(member, told.value));
    const [first] = legal;
    if (first === undefined) return [];
    const worstUlp = distance(first.loss(told.value), observed);
    if (worstUlp === undefined) return [];
    return legal.map((candidate) => ({
      candidate,
      smoothing: isUntold ? undefined : told.value,
      decimals: isUntold ? 0 : told.decimals,
      worstUlp,
    }));
  });
}

function accepts({ record }: Candidate, smoothing: number): boolean {
  const spec = record.options.labelSmoothing;
  return spec === undefined || spec.kind === "choice" || spec.domain.holds(smoothing);
}

/** In steps of the format; undefined where the numbers are not the same after all. */
function distance(loss: Tensor | undefined, { values, tolerance, dtype }: Observed): number | undefined {
  if (loss === undefined || loss.data.length !== values.length) return undefined;
  let worst = 0;
  for (let j = 0; j < values.length; j += 1) {
    if (!(Math.abs(loss.data[j]! - values[j]!) <= tolerance[j]! * (1 + 1e-6))) return undefined;
    worst = Math.max(worst, ulpDistance(values[j]!, loss.data[j]!, dtype));
  }
  return worst;
}

/** Without mistakes that cannot be seen: what is right gives the numbers as well, at the same smoothing. */
function visible(fits: readonly Fit[]): readonly Fit[] {
  return fits.filter(
    ({ candidate, smoothing }) =>
      !fits.some((other) => other.smoothing === smoothing && candidate.hosts.includes(other.candidate)),
  );
}

function likeliestFirst(all: readonly Fit[]): readonly Fit[] {
  const fits = visible(all);
  const rank = ({ candidate, decimals }: Fit): readonly number[] => [
    Math.min(decimals, ALL_DECIMALS) + (candidate.mutant === undefined ? 0 : MISTAKE),
    candidate.mutant === undefined ? 0 : 1,
    candidate.derived ? 1 : 0,
    isDialect(candidate) ? 1 : 0,
    Object.entries(candidate.options).filter(([name]) => !isDefault(candidate, name)).length,
    VARIANTS.indexOf(candidate.record),
  ];
  return fits
    .map((fit) => ({ fit, rank: rank(fit) }))
    .sort((a, b) => {
      const at = a.rank.findIndex((value, i) => value !== b.rank[i]);
      return at === -1 ? 0 : a.rank[at]! - b.rank[at]!;
    })
    .map(({ fit }) => fit);
}

function isDialect({ record }: Candidate): boolean {
  return !CORE_VARIANTS.includes(record);
}

function isDefault({ record, options }: Candidate, name: string): boolean {
  return record.options[name]?.default === options[name];
}

function matchOf({ fits }: Family, isOneRow: boolean): Match {
  const right = fits.filter(({ candidate }) => candidate.mutant === undefined);
  const shown = right.length > 0 ? right : fits;
  const [head] = shown as readonly [Fit, ...Fit[]];
  const { record, mutant } = head.candidate;
  const others = [...new Set(shown.map(({ candidate }) => candidate.record.id))].filter(
    (id) => id !== record.id,
  );
  return {
    variant: record.id,
    options: shownOptions(head, shown, isOneRow),
    worstUlp: head.worstUlp,
    ...(mutant === undefined
      ? {}
      : {
          mutant: {
            id: mutant.id,
            says: mutant.says,
            ...(mutant.seen === undefined ? {} : { seen: mutant.seen }),
          },
        }),
    sameAs: others.map((id) => {
      const fit = shown.find(({ candidate }) => candidate.record.id === id)!;
      return { variant: id, options: shownOptions(fit, shown, isOneRow) };
    }),
  };
}

/** Options without those that one row cannot tell. */
function shownOptions(
  { candidate, smoothing }: Fit,
  fits: readonly Fit[],
  isOneRow: boolean,
): { readonly [name: string]: OptionValue } {
  const alike = [...fits.map((fit) => fit.candidate), ...candidate.hosts].filter(
    ({ record }) => record === candidate.record,
  );
  const isTold = (name: string): boolean =>
    !isOneRow || alike.every(({ options }) => options[name] === candidate.options[name]);
  const said = Object.entries(candidate.options).filter(
    (entry): entry is [string, OptionValue] => entry[1] !== undefined && isTold(entry[0]),
  );
  return { ...(smoothing === undefined ? {} : { labelSmoothing: smoothing }), ...Object.fromEntries(said) };
}

function noNumbers(sample: ReadSample, { values }: Observed): InvalidArgument {
  const rows = rowCount(sample);
  const shape = formatShape(sample.input.shape);
  return new InvalidArgument(
    "shape-mismatch",
    "call",
    "loss",
    `expected one number, or one per row (${rows}) or element (${sizeOf(sample.input.shape)}) of ${sample.holds} ${shape}, got ${values.length}`,
  );
}

function tooFewDigits(
  { digits }: Observed,
  functions: readonly FoundFunction[],
  answers: number,
): InvalidArgument {
  const fitting = functions.flatMap(({ intervals }) =>
    intervals.map(({ low, high }) => Math.max(1, (high - low) * 100)),
  );
  const accidental = fitting.reduce((sum, count) => sum + count, 0);
  const needed = digits + Math.max(1, Math.ceil(Math.log10(accidental)));
  return new InvalidArgument(
    "invalid-request",
    "call",
    "loss",
    `expected at least ${needed} digits, got ${digits}, which ${answers} different losses give. The loss of each row, or options that are known, would help, too`,
  );
}

/** Chooses, of the definitions that can give the numbers, the likely ones: those at a smoothing that people choose. */

import { ulpDistance } from "../../compare/ulp.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import { CORE_VARIANTS, VARIANTS } from "../../variants/index.ts";
import type { Candidate } from "./definitions.ts";
import type { Fit } from "./families.ts";
import { MIDDLE } from "./mass-path.ts";
import { isSame, outputOf } from "./outputs.ts";
import type { Observed } from "./precision.ts";
import type { FoundFunction } from "./search.ts";
import { decimalsIn } from "./smoothing-interval.ts";

/** People choose a smoothing of two decimals; three are searched where the numbers are exact enough. */
export const USUAL_DECIMALS = 2;
const MORE_DECIMALS = 3;
const MOST_DECIMALS = 6;

/** If more definitions than this are expected to fit by accident, so many decimals are not searched. */
const ACCIDENTS = 0.01;

/** How much a mistake counts in the order of answers, in decimals of the smoothing. */
const MISTAKE = 2;

export interface Chosen {
  readonly fits: readonly Fit[];
  /** Whether their smoothings are short decimals. */
  readonly isPlain: boolean;
}

/** Fits at short decimals, with as many decimals as the numbers can decide; all fits where there are none. */
export function chooseFits(
  functions: readonly FoundFunction[],
  observed: Observed,
  known: number | undefined,
): Chosen {
  const levels =
    known === undefined
      ? [mayBeAccidents(functions, MORE_DECIMALS) ? USUAL_DECIMALS : MORE_DECIMALS, MOST_DECIMALS]
      : [Number.POSITIVE_INFINITY];
  for (const most of levels) {
    if (most === MOST_DECIMALS && mayBeAccidents(functions, most)) break;
    const fits = functions.flatMap((one) => fitsOf(one, observed, most, known));
    if (fits.length > 0) return { fits: likeliestFirst(fits), isPlain: true };
  }
  if (known !== undefined) return { fits: [], isPlain: false };
  const fits = functions.flatMap((one) => fitsOf(one, observed, Number.POSITIVE_INFINITY, undefined));
  return { fits: likeliestFirst(fits), isPlain: false };
}

/** Whether definitions may be expected to give the numbers by accident at a smoothing of so many decimals. */
export function mayBeAccidents(functions: readonly FoundFunction[], decimals: number): boolean {
  const widths = functions.flatMap(({ intervals }) => intervals.map(({ low, high }) => high - low));
  return widths.reduce((sum, width) => sum + Math.min(1, width * 10 ** decimals), 0) > ACCIDENTS;
}

/** Numbers that fit so wide a range of smoothings do not depend on it. */
const UNTOLD = 0.5;

/** More decimals than any double has. */
const ALL_DECIMALS = 20;

/** Fits of one function at the decimals in its intervals, or at a known smoothing. */
export function fitsOf(
  { members, intervals }: FoundFunction,
  observed: Observed,
  most: number,
  known: number | undefined,
): Fit[] {
  return intervals.flatMap((interval) => {
    const isUntold = known === undefined && interval.high - interval.low > UNTOLD;
    const told =
      known === undefined
        ? decimalsIn(interval, USUAL_DECIMALS, Math.min(most, ALL_DECIMALS))
        : [{ value: known, decimals: 0 }];
    return (isUntold ? told.slice(0, 1) : told).flatMap(({ value, decimals }): Fit[] => {
      const legal = members.filter((member) => accepts(member, value));
      return legal.length === 0
        ? []
        : confirmed(legal, observed, value).map(({ candidate, worstUlp }) => ({
            candidate,
            smoothing: isUntold ? undefined : value,
            decimals: isUntold ? 0 : decimals,
            worstUlp,
          }));
    });
  });
}

/** The fits that give all numbers: members that ignore other rows may differ on rows that were not searched. */
function confirmed(
  members: readonly Candidate[],
  observed: Observed,
  smoothing: number,
): readonly { readonly candidate: Candidate; readonly worstUlp: number }[] {
  const known = new Map<string, number | undefined>();
  return members.flatMap((candidate) => {
    const { ignoreIndex, excludedClass } = candidate.at(MIDDLE);
    const key = `${ignoreIndex} ${excludedClass}`;
    if (!known.has(key)) known.set(key, distance(outputOf(candidate, observed.output, smoothing), observed));
    const worstUlp = known.get(key);
    return worstUlp === undefined ? [] : [{ candidate, worstUlp }];
  });
}

/** Whether the source takes this smoothing. */
export function accepts({ record }: Candidate, smoothing: number): boolean {
  const spec = record.options.labelSmoothing;
  return spec === undefined || spec.kind === "choice" || spec.domain.holds(smoothing);
}

/** The distance in steps of the format; undefined where the numbers are not the same after all. */
function distance(got: FloatArray | undefined, observed: Observed): number | undefined {
  if (!isSame(got, observed)) return undefined;
  return got.reduce(
    (worst, value, j) => Math.max(worst, ulpDistance(observed.values[j]!, value, observed.dtype)),
    0,
  );
}

/** Leaves out mistakes without an effect: those where the right definition gives the numbers at the same smoothing. */
function visible<Each extends Fit>(fits: readonly Each[]): readonly Each[] {
  return fits.filter(
    ({ candidate, smoothing }) =>
      !fits.some((other) => other.smoothing === smoothing && candidate.hosts.includes(other.candidate)),
  );
}

export function likeliestFirst<Each extends Fit>(all: readonly Each[]): Each[] {
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

/** The definitions that give the numbers, at the smoothings that do, and how likely each is. */

import { ulpDistance } from "../../compare/ulp.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import { rankOf } from "../source-calls.ts";
import type { Narrowing } from "./definition.ts";
import type { Candidate } from "./definitions.ts";
import type { Fit } from "./families.ts";
import { MIDDLE } from "./mass-path.ts";
import { isSame, outputOf } from "./outputs.ts";
import { weightOfDefinition, weightOfMistake, weightOfSmoothing } from "./plausible.ts";
import type { Observed } from "./precision.ts";
import type { FoundFunction } from "./search.ts";
import { decimalsIn } from "./smoothing-interval.ts";

/** People choose a smoothing of two decimals; all of these are tried, and one of the shortest where there are none. */
export const USUAL_DECIMALS = 2;

/** Numbers that fit so wide a range of smoothings do not depend on it. */
const UNTOLD = 0.5;

/** More decimals than any double has. */
const ALL_DECIMALS = 20;

/** How much less likely it is that somebody cut a number off than that it was rounded. */
const CUT_OFF = 0.1;

/**
 * Fits of one function at the decimals in its intervals, or at a known smoothing.
 *
 * @param most the most decimals that a smoothing may have. Default: any number.
 */
export function fitsOf(
  { members, intervals }: FoundFunction,
  observed: Observed,
  narrowing: Narrowing,
  most: number = ALL_DECIMALS,
): Fit[] {
  const told = narrowing.options?.labelSmoothing;
  const known = typeof told === "number" ? told : undefined;
  return intervals.flatMap((interval) => {
    const isUntold = known === undefined && interval.high - interval.low > UNTOLD;
    const choices =
      known === undefined
        ? decimalsIn(interval, USUAL_DECIMALS, Math.min(most, ALL_DECIMALS))
        : [{ value: known, decimals: 0 }];
    return (isUntold ? choices.slice(0, 1) : choices).flatMap(({ value, decimals }): Fit[] => {
      const legal = members.filter((member) => accepts(member, value));
      if (legal.length === 0) return [];
      const share = isUntold ? 1 : weightOfSmoothing(value, decimals, interval, narrowing);
      return confirmed(legal, observed, value).map(({ candidate, got }) => {
        const isCutOff = !isSame(got, {
          ...observed,
          values: observed.written,
          tolerance: observed.rounding,
        });
        return {
          candidate,
          smoothing: isUntold ? undefined : value,
          decimals: isUntold ? 0 : decimals,
          worstUlp: worstDistance(got, observed),
          isCutOff,
          weight:
            share *
            weightOfMistake(candidate.mutant, observed) *
            weightOfDefinition(candidate, narrowing) *
            (isCutOff ? CUT_OFF : 1),
        };
      });
    });
  });
}

/** The members that give all numbers: those that ignore other rows may differ on rows that were not searched. */
function confirmed(
  members: readonly Candidate[],
  observed: Observed,
  smoothing: number,
): readonly { readonly candidate: Candidate; readonly got: FloatArray }[] {
  const known = new Map<string, FloatArray | undefined>();
  return members.flatMap((candidate) => {
    const { ignoreIndex, excludedClass } = candidate.at(MIDDLE);
    const key = `${ignoreIndex} ${excludedClass}`;
    if (!known.has(key)) known.set(key, outputOf(candidate, observed.output, smoothing));
    const got = known.get(key);
    return isSame(got, observed) ? [{ candidate, got }] : [];
  });
}

/** Whether the source takes this smoothing. */
export function accepts({ record }: Candidate, smoothing: number): boolean {
  const spec = record.options.labelSmoothing;
  return spec === undefined || spec.kind === "choice" || spec.domain.holds(smoothing);
}

/** The distance from the numbers as they were written, in steps of their format. */
export function worstDistance(got: FloatArray, { written, dtype }: Observed): number {
  return got.reduce((worst, value, j) => Math.max(worst, ulpDistance(written[j]!, value, dtype)), 0);
}

/** Likeliest first, without mistakes that have no effect: those whose right definition gives the numbers as well. */
export function likeliestFirst<Each extends Fit>(all: readonly Each[]): Each[] {
  const right = new Map<unknown, Set<Candidate>>();
  for (const { candidate, smoothing } of all) {
    if (candidate.mutant !== undefined) continue;
    const others = right.get(smoothing) ?? new Set();
    right.set(smoothing, others.add(candidate));
  }
  const isVisible = ({ candidate, smoothing }: Fit): boolean =>
    !candidate.hosts.some((host) => right.get(smoothing)?.has(host));
  return all
    .filter(isVisible)
    .sort(
      (a, b) =>
        b.weight - a.weight ||
        rankOf(a.candidate.record) - rankOf(b.candidate.record) ||
        settings(a.candidate) - settings(b.candidate),
    );
}

function settings({ options, record }: Candidate): number {
  return Object.entries(options).filter(([name, value]) => record.options[name]?.default !== value).length;
}

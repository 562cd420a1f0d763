/** Where no definition gives the numbers: the one that comes nearest. */

import type { ReadSample } from "../sample.ts";
import { accepts, worstDistance } from "./choose-fits.ts";
import type { Candidate } from "./definitions.ts";
import { type Match, matchOf } from "./describe.ts";
import type { Fit } from "./families.ts";
import { outputOf } from "./outputs.ts";
import type { Observed } from "./precision.ts";
import type { FoundFunction } from "./search.ts";

export interface Nearest {
  readonly match: Match;
  /** The numbers that it gives. */
  readonly values: readonly number[];
}

/** Smoothings at which all are tried: tenths; hundredths only for those that are near then. */
const TENTHS = 10;
const HUNDREDTHS = 100;
const MOST_NEAR = 16;

/** Undefined where no definition has finite numbers here. */
export function nearestTo(
  functions: readonly FoundFunction[],
  observed: Observed,
  shown: Observed,
  sample: ReadSample,
): Nearest | undefined {
  const among = (some: readonly FoundFunction[], steps: number): Near[] =>
    some.map((one) => nearOf(one, shown, steps)).sort((a, b) => a.least - b.least);
  const near = among(functions, TENTHS).slice(0, MOST_NEAR);
  const [nearest] = among(
    near.map(({ one }) => one),
    HUNDREDTHS,
  );
  const values = nearest && outputOf(nearest.candidate, observed.output, nearest.at);
  if (values === undefined) return undefined;
  const fit: Fit = {
    candidate: nearest!.candidate,
    smoothing: nearest!.at,
    decimals: 2,
    worstUlp: worstDistance(values, observed),
    isCutOff: false,
    weight: 0,
  };
  return { match: matchOf({ fits: [fit] }, false, sample), values: [...values] };
}

interface Near {
  readonly one: FoundFunction;
  readonly candidate: Candidate;
  readonly least: number;
  readonly at: number;
}

function nearOf(one: FoundFunction, shown: Observed, steps: number): Near {
  const candidate = one.members[0]!;
  let [least, at] = [Number.POSITIVE_INFINITY, 0];
  for (let i = 0; i <= steps; i += 1) {
    const off = farthest(one.curve.at(i / steps), shown);
    if (off < least && accepts(candidate, i / steps)) [least, at] = [off, i / steps];
  }
  return { one, candidate, least: candidate.mutant === undefined ? least : 2 * least, at };
}

/** The largest difference, as a share of the number, or of the largest element of a gradient. */
function farthest(got: Float64Array, { values, output }: Observed): number {
  const largest = output === "loss" ? 0 : values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let most = 0;
  for (let j = 0; j < values.length; j += 1)
    most = Math.max(most, Math.abs(got[j]! - values[j]!) / Math.max(Math.abs(values[j]!), largest, 1e-300));
  return most;
}

/** Where no definition gives the numbers: the one that comes nearest. */
import { ulpDistance } from "../../compare/ulp.ts";
import { accepts } from "./choose-fits.ts";
import { type Match, matchOf } from "./describe.ts";
import type { Fit } from "./families.ts";
import { outputOf } from "./outputs.ts";
import type { Observed } from "./precision.ts";
import type { FoundFunction } from "./search.ts";

export interface Nearest {
  readonly match: Match;
  /** What it gives. */
  readonly values: readonly number[];
}

/** Hundredths, the smoothings that are looked at. */
const HUNDREDTHS = 100;

/** Undefined where no definition has finite numbers here. */
export function nearestTo(functions: readonly FoundFunction[], observed: Observed): Nearest | undefined {
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
  const values = nearest && outputOf(nearest.candidate, observed.output, nearest.at);
  if (values === undefined) return undefined;
  const worstUlp = values.reduce(
    (worst, value, j) => Math.max(worst, ulpDistance(value, observed.values[j]!, observed.dtype)),
    0,
  );
  const fit: Fit = { candidate: nearest!.candidate, smoothing: nearest!.at, decimals: 2, worstUlp };
  return { match: matchOf({ fits: [fit] }, false), values: [...values] };
}

/** The largest difference, as a share of the number, or of the largest element of a gradient. */
function farthest(got: Float64Array, { values, output }: Observed): number {
  const largest = output === "loss" ? 0 : values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let most = 0;
  for (let j = 0; j < values.length; j += 1)
    most = Math.max(most, Math.abs(got[j]! - values[j]!) / Math.max(Math.abs(values[j]!), largest, 1e-300));
  return most;
}

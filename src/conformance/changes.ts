/** What became of each vector from one run to the next. */
import type { OutputMeasure, Status, Units, Verdict } from "../compare/verdict.ts";

export type Change = "improved" | "regressed" | "unchanged";

/** Lower is better. A skipped vector is worse than a right answer and better than a wrong one. */
const RANKS: { readonly [status in Status]: number } = {
  pass: 0,
  skip: 1,
  known: 2,
  fail: 3,
  error: 3,
  notJudged: 3,
};

export function changeOf(before: Status, after: Status): Change {
  const difference = RANKS[after] - RANKS[before];
  return difference < 0 ? "improved" : difference > 0 ? "regressed" : "unchanged";
}

/** Between equal statuses, an output that was measured in only one of the runs makes the difference. */
function changeBetween(before: Verdict, after: Verdict): Change {
  const change = changeOf(before.status, after.status);
  if (change !== "unchanged" || after.status !== "pass") return change;
  const outputs = ({ measures }: Verdict): number => Object.keys(measures).length;
  if (outputs(after) === outputs(before)) return change;
  return outputs(after) < outputs(before) ? "regressed" : "improved";
}

/** A vector that both runs have. */
export interface Pair {
  readonly before: Verdict;
  readonly after: Verdict;
}

export interface Changes {
  readonly improved: readonly Pair[];
  readonly regressed: readonly Pair[];
  readonly unchanged: readonly Pair[];
  readonly onlyBefore: readonly Verdict[];
  readonly onlyAfter: readonly Verdict[];
  /** Of what passes in both: vectors whose largest error became smaller or larger. */
  readonly moreExact: number;
  readonly lessExact: number;
}

/** Vectors are matched by id; by backend as well where each of the runs judged several. */
export function changesBetween(before: readonly Verdict[], after: readonly Verdict[]): Changes {
  const byBackend = [before, after].every((run) => new Set(run.map(({ backend }) => backend)).size > 1);
  const keyOf = ({ id, backend }: Verdict): string => (byBackend ? JSON.stringify([backend, id]) : id);
  const old = new Map(before.map((verdict) => [keyOf(verdict), verdict]));
  const pairs: { readonly [change in Change]: Pair[] } = { improved: [], regressed: [], unchanged: [] };
  const onlyAfter: Verdict[] = [];
  let [moreExact, lessExact] = [0, 0];
  for (const verdict of after) {
    const twin = old.get(keyOf(verdict));
    old.delete(keyOf(verdict));
    if (twin === undefined) onlyAfter.push(verdict);
    else {
      pairs[changeBetween(twin, verdict)].push({ before: twin, after: verdict });
      if (twin.status === "pass" && verdict.status === "pass") {
        const difference = largestError(verdict) - largestError(twin);
        if (difference < 0) moreExact += 1;
        if (difference > 0) lessExact += 1;
      }
    }
  }
  return { ...pairs, onlyBefore: [...old.values()], onlyAfter, moreExact, lessExact };
}

function largestError({ measures: { loss, gradient } }: Verdict): number {
  const sizes = [loss, gradient]
    .filter((each) => each !== undefined)
    .map(({ units }: OutputMeasure) => size(units));
  return Math.max(0, ...sizes);
}

/** Finite, so that two of them have a difference. */
function size(units: Units): number {
  return units === "class" ? Number.MAX_VALUE : units;
}

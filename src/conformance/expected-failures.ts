/**
 * Expected failures: ids, or globs of ids, that are known to fail, each with a reason. A listed failure is fine; a
 * listed vector that passes is not, so that a list never outlives what it excuses.
 */
import { z } from "zod";
import type { Verdict } from "../compare/verdict.ts";
import { globMatcher } from "./glob.ts";

export const expectedFailuresSchema: z.ZodType<ExpectedFailure[]> = z.array(
  z.strictObject({ id: z.string().min(1), reason: z.string().min(1), link: z.string().optional() }),
);

export interface ExpectedFailure {
  /** An id or a glob. */
  readonly id: string;
  readonly reason: string;
  readonly link?: string | undefined;
}

/** Entries that match none of the ids: typing errors, or vectors that are gone. */
export function unmatched(
  entries: readonly ExpectedFailure[],
  ids: readonly string[],
): readonly ExpectedFailure[] {
  return entries.filter(({ id }) => {
    const matches = globMatcher([id]);
    return !ids.some((known) => matches(known));
  });
}

/** Verdicts with the list applied: listed failures become known ones, listed passes become failures. */
export function applyExpectedFailures(
  verdicts: readonly Verdict[],
  entries: readonly ExpectedFailure[],
): Verdict[] {
  const matchers = entries.map((entry) => ({ entry, matches: globMatcher([entry.id]) }));
  return verdicts.map((verdict) => {
    const entry = matchers.find(({ matches }) => matches(verdict.id))?.entry;
    if (entry === undefined || verdict.status === "skip") return verdict;
    const reason = `${entry.reason}${entry.link === undefined ? "" : ` (${entry.link})`}`;
    if (verdict.status === "pass") {
      return {
        ...verdict,
        status: "fail",
        message: `passes, but is listed as failing: ${reason}. Remove the entry`,
      };
    }
    return { ...verdict, status: "known", message: `${reason}: ${verdict.message}` };
  });
}

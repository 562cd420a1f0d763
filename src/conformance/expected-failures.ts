/**
 * Expected failures: ids, or globs of ids, that are known to fail, each with a reason. A listed failure does not fail the
 * run. A listed id that passes does, and so does a glob of which nothing fails any more, so that a list does not outlive
 * the failures. A glob may also match vectors that pass, unless it is `strict`.
 */
import { z } from "zod";
import type { Verdict } from "../compare/verdict.ts";
import { type CauseGroup, groupByCause } from "./causes.ts";
import { globMatcher } from "./glob.ts";

export const expectedFailuresSchema: z.ZodType<ExpectedFailure[]> = z.array(
  z.strictObject({
    id: z.string().min(1),
    reason: z.string().min(1),
    link: z.string().optional(),
    strict: z.boolean().optional(),
  }),
);

export interface ExpectedFailure {
  /** An id or a glob. */
  readonly id: string;
  readonly reason: string;
  readonly link?: string | undefined;
  /** Whether a glob fails for each vector that passes. */
  readonly strict?: boolean | undefined;
}

/** Entries that match none of the ids: typing errors, or vectors that no longer exist. */
export function unmatched(
  entries: readonly ExpectedFailure[],
  ids: readonly string[],
): readonly ExpectedFailure[] {
  return entries.filter(({ id }) => {
    const matches = globMatcher([id]);
    return !ids.some((known) => matches(known));
  });
}

/**
 * Applies the list to verdicts: listed failures become known ones, listed passes become failures.
 *
 * @param ids of all vectors: a glob whose vectors were not all judged may still have failures among the others
 */
export function applyExpectedFailures(
  verdicts: readonly Verdict[],
  entries: readonly ExpectedFailure[],
  ids: readonly string[],
): Verdict[] {
  if (entries.length === 0) return [...verdicts];
  const statuses = new Map(verdicts.map(({ id, status }) => [id, status]));
  const listed = entries.map((entry) => {
    const matches = globMatcher([entry.id]);
    const members = ids.filter((id) => matches(id));
    const isExact = members.length === 1 && members[0] === entry.id;
    const isStale = members.every((id) => statuses.get(id) === "pass");
    return { entry, matches, failsFor: isExact || entry.strict === true || isStale };
  });
  return verdicts.map((verdict) => {
    const found = listed.find(({ matches }) => matches(verdict.id));
    if (found === undefined || verdict.status === "skip" || verdict.status === "notJudged") return verdict;
    const { entry, failsFor } = found;
    const reason = `${entry.reason}${entry.link === undefined ? "" : ` (${entry.link})`}`;
    const marked: Verdict = { ...verdict, listed: { id: entry.id, reason } };
    if (verdict.status !== "pass") return { ...marked, status: "known" };
    if (!failsFor) return marked;
    const message = `passes, but is listed as failing: ${reason}. Remove the entry`;
    return { ...marked, status: "fail", message, cause: { symptom: { kind: "passes-though-listed" } } };
  });
}

/**
 * The list of everything that fails now, one entry per line, grouped by cause.
 *
 * @param entries the list in use: its entries stay as they are, those of vectors that were not judged included, but for
 *   those of which nothing fails any more
 */
export function listOfFailures(
  verdicts: readonly Verdict[],
  entries: readonly ExpectedFailure[] = [],
): string {
  const kept = entries.filter(({ id }) => {
    const listed = verdicts.filter((verdict) => verdict.listed?.id === id);
    return listed.length === 0 || listed.some(({ cause }) => cause?.symptom.kind !== "passes-though-listed");
  });
  const found = groupByCause(verdicts.filter(({ listed }) => listed === undefined)).flatMap(entriesOf);
  const unique = new Map([...kept, ...found].map((entry) => [entry.id, entry]));
  const lines = [...unique.values()].map((entry) => `  ${JSON.stringify(entry)}`);
  return lines.length === 0 ? "[]\n" : `[\n${lines.join(",\n")}\n]\n`;
}

function entriesOf({ cause, members }: CauseGroup): readonly ExpectedFailure[] {
  return members.map(({ id }) => ({ id, reason: `TODO, why this is so: ${cause}` }));
}

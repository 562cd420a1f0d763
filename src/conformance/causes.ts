/**
 * Groups failures by their cause: the mistake that they look like, if one was found; else what is wrong with the answers,
 * and what the calls with wrong answers have in common.
 */

import type { Verdict } from "../compare/verdict.ts";
import type { Tier } from "../fixtures/vector.ts";
import { conditionsOf } from "./conditions.ts";

/** Failures with the same cause. */
export interface CauseGroup {
  readonly cause: string;
  readonly count: number;
  /** How many of them are of each tier. */
  readonly tiers: { readonly [tier in Tier]?: number };
  readonly ids: readonly string[];
}

/** The share of the calls with a condition that must fail for the condition to be named. */
const PRECISION = 0.9;

/** Failures that are enough to name a condition. */
const FEWEST = 2;

/** If more than this share of all calls fails alike, there is nothing for a condition to explain. */
const NEARLY_ALL = 0.9;

export function isWrong({ status }: Pick<Verdict, "status">): boolean {
  return status === "fail" || status === "error";
}

/** Fills in the final `cause` of every failure, backend by backend. */
export function withCauses(verdicts: readonly Verdict[]): Verdict[] {
  const backends = [...new Set(verdicts.map(({ backend }) => backend))];
  const causes = new Map(
    backends.flatMap((wanted) => [...causesIn(verdicts.filter(({ backend }) => backend === wanted))]),
  );
  return verdicts.map((verdict) => {
    const cause = causes.get(verdict);
    return cause === undefined ? verdict : { ...verdict, cause };
  });
}

/** A condition that an earlier grouping has found among other verdicts. */
const CONDITION = /, where .*$/s;

const OTHER_NUMBER = /^the (?:loss|gradient) is another number/;

function causesIn(verdicts: readonly Verdict[]): ReadonlyMap<Verdict, string> {
  const passes = verdicts.filter(({ status }) => status === "pass");
  const symptoms = new Map<string, Verdict[]>();
  const causes = new Map<Verdict, string>();
  for (const verdict of verdicts) {
    if (!isWrong(verdict)) continue;
    const { looksLike, cause = verdict.message } = verdict;
    if (looksLike !== undefined) causes.set(verdict, looksLike.replace(/ \(mutant .*$/s, ""));
    else {
      const symptom = cause.replace(CONDITION, "");
      const alike = symptoms.get(symptom);
      if (alike === undefined) symptoms.set(symptom, [verdict]);
      else alike.push(verdict);
    }
  }
  for (const [verdict, cause] of otherNumbers(symptoms, passes)) causes.set(verdict, cause);
  for (const [symptom, all] of symptoms) {
    const failures = all.filter((verdict) => !causes.has(verdict));
    for (const [verdict, condition] of conditionsFor(failures, passes))
      causes.set(verdict, condition === undefined ? symptom : `${symptom}, where ${condition}`);
  }
  return causes;
}

/** Wrong numbers are one symptom where they have a condition in common, whichever output has them. */
function otherNumbers(
  symptoms: ReadonlyMap<string, readonly Verdict[]>,
  passes: readonly Verdict[],
): ReadonlyMap<Verdict, string> {
  const symptomOf = new Map<Verdict, string>();
  for (const [symptom, failures] of symptoms)
    if (OTHER_NUMBER.test(symptom)) for (const verdict of failures) symptomOf.set(verdict, symptom);
  const conditions = conditionsFor([...symptomOf.keys()], passes);
  const found = new Map<string, Set<string>>();
  for (const [verdict, condition] of conditions) {
    if (condition === undefined) continue;
    const seen = found.get(condition) ?? new Set();
    found.set(condition, seen.add(symptomOf.get(verdict)!));
  }
  return new Map(
    [...conditions].flatMap(([verdict, condition]) => {
      if (condition === undefined) return [];
      const { size } = found.get(condition)!;
      const symptom = size === 1 ? symptomOf.get(verdict)! : "another number";
      return [[verdict, `${symptom}, where ${condition}`] as const];
    }),
  );
}

/** The fewest conditions that say where nearly all calls fail; undefined for failures that none of them covers. */
function conditionsFor(
  failures: readonly Verdict[],
  passes: readonly Verdict[],
): ReadonlyMap<Verdict, string | undefined> {
  const found = new Map<Verdict, string | undefined>(failures.map((verdict) => [verdict, undefined]));
  if (failures.length >= NEARLY_ALL * (failures.length + passes.length)) return found;
  const passing = countConditions(passes);
  let left = failures;
  for (;;) {
    const failing = countConditions(left);
    const [condition, count] = [...failing]
      .filter(([name, fails]) => fails >= FEWEST && fails >= PRECISION * (fails + (passing.get(name) ?? 0)))
      .reduce<readonly [string, number]>((most, each) => (each[1] > most[1] ? each : most), ["", 0]);
    if (count === 0) return found;
    const covered = left.filter((verdict) => conditionsOf(verdict).includes(condition));
    for (const verdict of covered) found.set(verdict, condition);
    left = left.filter((verdict) => !covered.includes(verdict));
  }
}

function countConditions(verdicts: readonly Verdict[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const condition of verdicts.flatMap((verdict) => [...new Set(conditionsOf(verdict))]))
    counts.set(condition, (counts.get(condition) ?? 0) + 1);
  return counts;
}

/** Most frequent first. */
export function groupByCause(verdicts: readonly Verdict[]): CauseGroup[] {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts.filter(isWrong)) {
    const { backend, cause = verdict.message } = verdict;
    const key = backend === undefined ? cause : `${backend}: ${cause}`;
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [verdict]);
    else members.push(verdict);
  }
  return [...groups]
    .map(([cause, members]) => {
      const tiers: { [tier in Tier]?: number } = {};
      for (const { tier } of members) tiers[tier] = (tiers[tier] ?? 0) + 1;
      return { cause, count: members.length, tiers, ids: members.map(({ id }) => id) };
    })
    .sort((a, b) => b.count - a.count);
}

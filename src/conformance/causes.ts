/**
 * Groups failures by their cause: the mistake that they look like, if one was found; else what is wrong with the answers,
 * and what the calls with wrong answers have in common.
 */

import { blameWords, type Cause, causeWords, describeBlame } from "../compare/symptom.ts";
import type { Verdict } from "../compare/verdict.ts";
import type { Tier } from "../fixtures/tier.ts";
import { groupBy } from "../math/group-by.ts";
import { conditionsOf, needsOf } from "./conditions.ts";

/** Failures with the same cause. */
export interface CauseGroup {
  /** The cause in words, after the backend where there are several. */
  readonly cause: string;
  /** The end of it that says which calls fail; empty where nothing does. */
  readonly condition: string;
  readonly members: readonly [Verdict, ...Verdict[]];
  /** How many of them are of each tier. */
  readonly tiers: { readonly [tier in Tier]?: number };
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

/** Fills in the conditions of failures that look like no known mistake, backend by backend. */
export function withConditions(verdicts: readonly Verdict[]): Verdict[] {
  const causes = new Map(
    [...groupBy(verdicts, ({ backend }) => backend).values()].flatMap((own) => [...causesIn(own)]),
  );
  return verdicts.map((verdict) => {
    const cause = causes.get(verdict);
    return cause === undefined ? verdict : { ...verdict, cause };
  });
}

/** A failure whose cause is told by its symptom. */
type Failure = Verdict & { readonly cause: Cause };

function causesIn(verdicts: readonly Verdict[]): ReadonlyMap<Verdict, Cause> {
  const passes = verdicts.filter(({ status }) => status === "pass");
  const failures = verdicts.filter(
    (verdict): verdict is Failure =>
      isWrong(verdict) && verdict.looksLike === undefined && verdict.cause !== undefined,
  );
  const causes = otherNumbers(failures, passes);
  const left = failures.filter((failure) => !causes.has(failure));
  // A condition that an earlier grouping found among fewer verdicts is forgotten.
  for (const alike of groupBy(left, ({ cause: { symptom } }) => causeWords({ symptom })[0]).values()) {
    for (const [failure, condition] of conditionsFor(alike, passes)) {
      const { symptom } = failure.cause;
      causes.set(failure, condition === undefined ? { symptom } : { symptom, condition });
    }
  }
  const need = needOf(failures.filter(isOfNumbers), passes);
  if (need !== undefined)
    for (const [failure, { symptom, condition }] of causes)
      if (condition === undefined && isOfNumbers(failure as Failure))
        causes.set(failure, { symptom, condition: `${need} (in no other call)` });
  return causes;
}

/** Whether an answer came, and was of the right kind. */
function isOfNumbers({ cause: { symptom } }: Failure): boolean {
  return NUMBERS.has(symptom.kind);
}

const NUMBERS: ReadonlySet<string> = new Set([
  "another-number",
  "less-exact",
  "another-class",
  "sign-of-zero",
]);

/** The share of the right answers that must lack what all wrong ones have, for it to tell anything. */
const TELLING = 0.15;

/** What all wrong answers have and the fewest right ones; undefined where that tells nothing. */
function needOf(failures: readonly Failure[], passes: readonly Verdict[]): string | undefined {
  if (failures.length < FEWEST || isNearlyAll(failures, passes)) return undefined;
  const [failing, passing] = [countConditions(failures, needsOf), countConditions(passes, needsOf)];
  const shared = [...failing].flatMap(([need, count]) => (count === failures.length ? [need] : []));
  const passesWith = (need: string): number => passing.get(need) ?? 0;
  const [best] = shared.sort((a, b) => passesWith(a) - passesWith(b));
  return best !== undefined && passesWith(best) <= (1 - TELLING) * passes.length ? best : undefined;
}

/** Wrong numbers are one symptom where they have a condition in common, whichever output has them. */
function otherNumbers(failures: readonly Failure[], passes: readonly Verdict[]): Map<Verdict, Cause> {
  const others = failures.filter(({ cause }) => cause.symptom.kind === "another-number");
  const causes = new Map<Verdict, Cause>();
  for (const [condition, alike] of groupBy(conditionsFor(others, passes), ([, found]) => found)) {
    if (condition === undefined) continue;
    const symptoms = groupBy(alike, ([{ cause }]) => causeWords({ symptom: cause.symptom })[0]);
    for (const [failure] of alike) {
      const symptom =
        symptoms.size === 1 ? failure.cause.symptom : ({ kind: "another-number", output: "both" } as const);
      causes.set(failure, { symptom, condition });
    }
  }
  return causes;
}

function isNearlyAll(failures: readonly Failure[], passes: readonly Verdict[]): boolean {
  return failures.length >= NEARLY_ALL * (failures.length + passes.length);
}

/** The fewest conditions that say where nearly all calls fail; undefined for failures that none of them covers. */
function conditionsFor(
  failures: readonly Failure[],
  passes: readonly Verdict[],
): ReadonlyMap<Failure, string | undefined> {
  const found = new Map<Failure, string | undefined>(failures.map((verdict) => [verdict, undefined]));
  if (isNearlyAll(failures, passes)) return found;
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

function countConditions(verdicts: readonly Verdict[], of = conditionsOf): Map<string, number> {
  const counts = new Map<string, number>();
  for (const condition of verdicts.flatMap((verdict) => [...new Set(of(verdict))]))
    counts.set(condition, (counts.get(condition) ?? 0) + 1);
  return counts;
}

/** Most frequent first. */
export function groupByCause(verdicts: readonly Verdict[]): CauseGroup[] {
  const groups = groupBy(verdicts.filter(isWrong), (verdict) => {
    const { backend } = verdict;
    return backend === undefined ? describeBlame(verdict) : `${backend}: ${describeBlame(verdict)}`;
  });
  return [...groups]
    .map(([cause, found]): CauseGroup => {
      const members = found as [Verdict, ...Verdict[]];
      const tiers: { [tier in Tier]?: number } = {};
      for (const { tier } of members) tiers[tier] = (tiers[tier] ?? 0) + 1;
      return { cause, condition: blameWords(members[0])[1], members, tiers };
    })
    .sort((a, b) => b.members.length - a.members.length);
}

/**
 * What a run amounts to, decided here for every command, report and assertion: its outcome and its exit code. Success is
 * earned: a run passes by what was answered rightly, not by the absence of failures.
 */
import type { Verdict } from "../compare/verdict.ts";
import { groupBy } from "../math/group-by.ts";
import { coverageOf, isAnswered, unanswered } from "./coverage.ts";
import type { Shard } from "./shard.ts";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** No answer, or none that could be judged. */
  readonly errored: number;
  /** Failures that were listed as expected. */
  readonly known: number;
  /** Never asked: the run ended before, or the implementation had been given up. */
  readonly notJudged: number;
}

export function countVerdicts(verdicts: readonly Pick<Verdict, "status">[]): Counts {
  const counts = { pass: 0, fail: 0, skip: 0, error: 0, known: 0, notJudged: 0 };
  for (const { status } of verdicts) counts[status] += 1;
  const { pass: passed, fail: failed, skip: skipped, error: errored, known, notJudged } = counts;
  return { passed, failed, skipped, errored, known, notJudged };
}

/** `N passed, N failed, N skipped`, which programs read. An answer that could not be judged counts as failed. */
export function closingLine({
  passed,
  failed,
  errored,
  skipped,
}: Pick<Counts, "passed" | "failed" | "errored" | "skipped">): string {
  return `${passed} passed, ${failed + errored} failed, ${skipped} skipped`;
}

type Outcome = "FAIL" | "INCOMPLETE" | "NOTHING JUDGED" | "PASS";

/** The exit code of each: a run that was cut short is no success, and one in which nothing was judged is wrong usage. */
const EXIT_OF = { PASS: 0, FAIL: 1, INCOMPLETE: 1, "NOTHING JUDGED": 2 } as const satisfies {
  readonly [outcome in Outcome]: number;
};

export interface Ending {
  readonly outcome: Outcome;
  readonly exitCode: (typeof EXIT_OF)[Outcome];
  /** What was not judged though a pass needs it, a line each. */
  readonly lacks: readonly string[];
}

function ending(outcome: Outcome, lacks: readonly string[] = []): Ending {
  return { outcome, exitCode: EXIT_OF[outcome], lacks };
}

/** @param shard the part of a run that this is: what it lacks, the other parts may have */
export function endingOf(verdicts: readonly Verdict[], shard?: Shard): Ending {
  const { passed, failed, errored, skipped, known, notJudged } = countVerdicts(verdicts);
  if (failed + errored > 0) return ending("FAIL");
  if (notJudged > 0) return ending("INCOMPLETE");
  const lacks = shard === undefined ? lacksOf(verdicts) : [];
  if (passed > 0 && lacks.length === 0) return ending("PASS");
  if (lacks.length > 0) return ending("NOTHING JUDGED", lacks);
  if (verdicts.length === 0) return ending("NOTHING JUDGED", ["there is no verdict"]);
  const others = [
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(known > 0 ? [`${known} known to fail`] : []),
  ];
  return ending("NOTHING JUDGED", [`none of ${verdicts.length} vectors passed: ${others.join(", ")}`]);
}

/** Most kinds that a line names. */
const MOST_KINDS = 8;

/** What a pass needs of each variant and was not answered: a core vector, and one with smoothing, where there are any. */
function lacksOf(verdicts: readonly Verdict[]): readonly string[] {
  const variants = groupBy(verdicts, ({ backend, variant }) =>
    backend === undefined ? variant : `${backend}: ${variant}`,
  );
  return [...variants].flatMap(([name, members]) => {
    const core = members.filter(({ tier }) => tier === "core");
    const smoothed = core.filter(({ kinds }) => kinds.includes("smoothing"));
    const isLacking = (of: readonly Verdict[]): boolean => of.length > 0 && !of.some(isAnswered);
    if (!isLacking(core) && !isLacking(smoothed)) return [];
    const what = isLacking(core)
      ? `none of ${core.length} core vectors was answered`
      : `none of ${smoothed.length} core vectors with a label smoothing other than 0 was answered`;
    if (!members.some(isAnswered)) return [`${name}: ${what}, and nothing else`];
    const kinds = unanswered(coverageOf(members));
    const named = kinds.slice(0, MOST_KINDS).join(", ");
    const more = kinds.length > MOST_KINDS ? ` and ${kinds.length - MOST_KINDS} more` : "";
    return [`${name}: ${what}; nothing of ${named}${more}`];
  });
}

/** What a campaign of random calls amounts to. */
export function endingOfCampaign(differences: number, compared: number): Ending {
  if (differences > 0) return ending("FAIL");
  return compared > 0
    ? ending("PASS")
    : ending("NOTHING JUDGED", ["nothing was compared: every call was skipped"]);
}

/** What the comparison of runs amounts to. @param common vectors that each run has in common with the first */
export function endingOfComparison(regressed: number, common: number): Ending {
  if (regressed > 0) return ending("FAIL");
  return common > 0 ? ending("PASS") : ending("NOTHING JUDGED", ["the runs have no vector in common"]);
}

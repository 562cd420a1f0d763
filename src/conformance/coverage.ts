/** What a verdict is of: the kinds of calls that were answered, and those that were skipped. */
import type { Verdict } from "../compare/verdict.ts";

export interface Coverage {
  readonly [kind: string]: { readonly answered: number; readonly skipped: number };
}

/** The word for every kind, on the command line. */
export const ALL_KINDS = "all";

/** Whether an answer was judged at all, rightly or wrongly given. */
export function isAnswered({ status }: Pick<Verdict, "status">): boolean {
  return status === "pass" || status === "fail" || status === "known";
}

/** A loss alone answers a call, but not its gradient. */
function answers(verdict: Verdict, kind: string): boolean {
  return isAnswered(verdict) && (kind !== "gradient" || verdict.measures.gradient !== undefined);
}

/** Whether the implementation said that it does not do this, in a verdict of this kind. */
function skips(verdict: Verdict, kind: string): boolean {
  if (verdict.status === "skip") return true;
  return verdict.status === "pass" && !answers(verdict, kind);
}

/** By kind, in the order in which the kinds first come. */
export function coverageOf(verdicts: readonly Verdict[]): Coverage {
  const counts: { [kind: string]: { answered: number; skipped: number } } = {};
  for (const verdict of verdicts) {
    for (const kind of verdict.kinds) {
      counts[kind] ??= { answered: 0, skipped: 0 };
      if (answers(verdict, kind)) counts[kind].answered += 1;
      else if (skips(verdict, kind)) counts[kind].skipped += 1;
    }
  }
  return counts;
}

/** The kinds of which nothing was answered. */
export function unanswered(coverage: Coverage): readonly string[] {
  return Object.keys(coverage).filter((kind) => coverage[kind]!.answered === 0);
}

/**
 * Makes failures of the calls of required kinds that were skipped. One that is also of a kind of which nothing was
 * answered, and which is not required, was skipped for that.
 */
export function withRequired(verdicts: readonly Verdict[], required: readonly string[]): Verdict[] {
  if (required.length === 0) return [...verdicts];
  const isRequired = (kind: string): boolean => required.includes(ALL_KINDS) || required.includes(kind);
  const excuses = unanswered(coverageOf(verdicts)).filter((kind) => !isRequired(kind));
  return verdicts.map((verdict): Verdict => {
    if (verdict.status === "skip" && verdict.kinds.some((kind) => excuses.includes(kind))) return verdict;
    const missed = verdict.kinds.filter((kind) => isRequired(kind) && skips(verdict, kind));
    if (missed.length === 0) return verdict;
    const kind = missed.join(", ");
    const message = `skipped, but required (${kind}): ${verdict.message}`;
    return {
      ...verdict,
      status: "fail",
      message,
      cause: { symptom: { kind: "skips-required", says: kind } },
    };
  });
}

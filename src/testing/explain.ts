/** What a failed test says. */
import { settle } from "../analysis/looks-like.ts";
import type { Judgement, Verdict } from "../compare/verdict.ts";

/** Earlier verdicts that are weighed with a failure: enough to tell most mutants apart, few enough to be quick. */
const MOST_EARLIER = 60;

/** Thrown for an answer that is not what the reference gives. */
export class ConformanceError extends Error {
  override readonly name: string = "ConformanceError";
  readonly verdicts: readonly Verdict[];

  constructor(message: string, verdicts: readonly Verdict[]) {
    super(message);
    this.verdicts = verdicts;
  }
}

/** One failure, with what it looks like in the light of those before it. */
export function explain(judgement: Judgement, earlier: readonly Judgement[]): Verdict {
  const { variant } = judgement.verdict;
  const related = earlier.filter(({ verdict }) => verdict.variant === variant).slice(-MOST_EARLIER);
  return settle([...related, judgement]).at(-1)!;
}

/** `torch.mean.…: loss[]: expected …`, and on a line of its own what it looks like. */
export function describeVerdict({ id, message, reference, looksLike }: Verdict): string {
  const hint = looksLike === undefined ? "" : `\n  looks like: ${looksLike}`;
  return `${id} (${reference}): ${message}${hint}`;
}

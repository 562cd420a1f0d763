/** The messages of failed tests. */
import { describeLikeness } from "../compare/symptom.ts";
import type { Verdict } from "../compare/verdict.ts";
import { isWrong } from "../conformance/causes.ts";
import type { Ending } from "../conformance/outcome.ts";

/** Thrown where a run, or one vector, does not pass. */
export class ConformanceError extends Error {
  override readonly name: string = "ConformanceError";
  readonly verdicts: readonly Verdict[];

  constructor(message: string, verdicts: readonly Verdict[]) {
    super(message);
    this.verdicts = verdicts;
  }
}

/** Most failures that a message shows in full. */
const SHOWN = 5;

/** What keeps a run from passing; undefined where it passes. */
export function failureOf(
  name: string,
  verdicts: readonly Verdict[],
  { outcome, lacks }: Ending,
): ConformanceError | undefined {
  if (outcome === "PASS") return undefined;
  if (outcome === "NOTHING JUDGED")
    return new ConformanceError(`${name}: nothing was judged: ${lacks.join("; ")}`, verdicts);
  const bad = verdicts.filter(({ status }) =>
    outcome === "FAIL" ? isWrong({ status }) : status === "notJudged",
  );
  const says = outcome === "FAIL" ? "fail" : "were not judged";
  const shown = bad.slice(0, SHOWN).map((verdict) => `\n${describeVerdict(verdict)}`);
  const more = bad.length > SHOWN ? `\nand ${bad.length - SHOWN} more` : "";
  return new ConformanceError(
    `${name}: ${bad.length} of ${verdicts.length} vectors ${says}${shown.join("")}${more}`,
    bad,
  );
}

/** `torch.mean.…: loss[]: expected …`, and on a second line the mistake that it looks like. */
export function describeVerdict({ id, message, reference, looksLike }: Verdict): string {
  const hint = looksLike === undefined ? "" : `\n  looks like: ${describeLikeness(looksLike)}`;
  return `${id} (${reference}): ${message}${hint}`;
}

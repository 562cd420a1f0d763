/** The suite as one assertion, for any test framework or none. */
import type { Verdict } from "../compare/verdict.ts";
import type { Subject } from "./implementation-of.ts";
import type { ConformanceTestOptions } from "./options.ts";

/** Most failures that the message shows in full. */
const SHOWN = 5;

export interface ConformanceSummary {
  readonly passed: number;
  readonly skipped: number;
  readonly verdicts: readonly Verdict[];
}

/**
 * Judges an implementation by the golden vectors of its variants. An implementation that names no variants is identified
 * first, by a few calls, and judged as what it is.
 *
 * @param subject functions `loss` or `lossAndGradient`, as `smoothproof conformance --module` takes them, or an
 *   implementation
 * @param options which vectors are judged, and how long a call may take; default: all vectors, 10 s
 * @returns how many vectors passed and were skipped, and all verdicts
 * @throws ConformanceError, as a rejection, with the first failures and the mistakes that they look like
 * @throws Error where there is nothing to judge or the loss cannot be identified, and RangeError for unknown options
 * @example
 * await assertConformance({ lossAndGradient }, { variants: ["torch"] });
 */
export async function assertConformance(
  subject: Subject,
  options: ConformanceTestOptions = {},
): Promise<ConformanceSummary> {
  // Loaded on demand: comparing numbers alone needs no fixtures and no file system.
  const [
    { implementationOf },
    { judgedAs },
    { checkTestOptions, chosenVectors },
    { conformance },
    { settle },
    { ConformanceError, describeVerdict },
  ] = await Promise.all([
    import("./implementation-of.ts"),
    import("./judged-as.ts"),
    import("./options.ts"),
    import("../conformance/run.ts"),
    import("../diagnose/looks-like.ts"),
    import("./explain.ts"),
  ]);
  checkTestOptions(options);
  const { implementation, variants } = await judgedAs(implementationOf(subject, options.timeout), options);
  const judgements = [];
  for await (const judgement of conformance(chosenVectors(options, variants), implementation)) {
    judgements.push(judgement);
  }
  const verdicts = settle(judgements);
  const count = (status: Verdict["status"]): number =>
    verdicts.filter((verdict) => verdict.status === status).length;
  const wrong = verdicts.filter(({ status }) => status === "fail" || status === "error");
  if (wrong.length > 0) {
    const shown = wrong.slice(0, SHOWN).map((verdict) => `\n${describeVerdict(verdict)}`);
    const more = wrong.length > SHOWN ? `\nand ${wrong.length - SHOWN} more` : "";
    const title = `${implementation.name}: ${wrong.length} of ${verdicts.length} vectors fail`;
    throw new ConformanceError(`${title}${shown.join("")}${more}`, wrong);
  }
  if (count("pass") === 0)
    throw new ConformanceError(`${implementation.name}: skipped every vector`, verdicts);
  return { passed: count("pass"), skipped: count("skip"), verdicts };
}

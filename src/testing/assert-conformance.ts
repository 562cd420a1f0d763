/** The suite as one assertion, for any test framework or none. */
import type { Verdict } from "../compare/verdict.ts";
import type { Coverage } from "../conformance/coverage.ts";
import type { Subject } from "./implementation-of.ts";
import type { ConformanceTestOptions } from "./options.ts";

export interface ConformanceSummary {
  readonly passed: number;
  readonly skipped: number;
  /** By kind of call, such as `weights`, `float16` or `gradient`: how many vectors were answered, and how many skipped. */
  readonly coverage: Coverage;
  readonly verdicts: readonly Verdict[];
}

/**
 * Judges an implementation by the golden vectors of its variants. An implementation that names no variants is identified
 * first, by a few calls, and judged as what it is.
 *
 * @param subject functions `loss` or `lossAndGradient`, as `smoothproof conformance --module` takes them, or an
 *   implementation
 * @param options which vectors are judged, and how long a call may take; default: all vectors, 10 s
 * @returns how many vectors passed and were skipped, of which kinds they are, and all verdicts
 * @throws ConformanceError, as a rejection, with the first failures and the mistakes that they look like; or with what was
 *   not judged, where of a variant no core vector was answered, or none with label smoothing
 * @throws Error where there is nothing to judge or the loss cannot be identified, and RangeError for unknown options
 * @example
 * await assertConformance({ lossAndGradient }, { variants: ["torch"] });
 */
export async function assertConformance(
  subject: Subject,
  options: ConformanceTestOptions = {},
): Promise<ConformanceSummary> {
  // Loaded on demand: comparing numbers alone needs no fixtures and no file system.
  const [{ planTest }, { judgeRun }, { countVerdicts, endingOf }, { coverageOf }, { failureOf }] =
    await Promise.all([
      import("./plan-test.ts"),
      import("../conformance/judged-run.ts"),
      import("../conformance/outcome.ts"),
      import("../conformance/coverage.ts"),
      import("./conformance-error.ts"),
    ]);
  const plan = await planTest(subject, options);
  const verdicts = await judgeRun(plan);
  const failure = failureOf(plan.implementation.name, verdicts, endingOf(verdicts));
  if (failure !== undefined) throw failure;
  const { passed, skipped } = countVerdicts(verdicts);
  return { passed, skipped, coverage: coverageOf(verdicts), verdicts };
}

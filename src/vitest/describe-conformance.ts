/** The golden vectors as tests of vitest, one each. */
import { describe, it } from "vitest";
import { judge } from "../compare/judge.ts";
import { answerTo } from "../conformance/run.ts";
import { ConformanceError, describeVerdict, Explainer } from "../testing/explain.ts";
import { implementationOf, type Subject } from "../testing/implementation-of.ts";
import { judgedVariants } from "../testing/judged-variants.ts";
import { type ConformanceTestOptions, checkTestOptions, chosenVectors } from "../testing/options.ts";

/**
 * Declares a test per golden vector of the implementation's variants. One that names no variants is asked first what it
 * is, and judged as that.
 *
 * @param subject functions `loss` or `lossAndGradient`, as `smoothproof conformance --module` takes them, or an
 *   implementation.
 * @throws Error where there is nothing to judge or it is nothing known, and RangeError for options that are none
 */
export function describeConformance(subject: Subject, options: ConformanceTestOptions = {}): void {
  checkTestOptions(options);
  const implementation = implementationOf(subject, options.timeout);
  const { name, judged, gradient } = implementation;
  describe(`${name} conforms`, async () => {
    const vectors = chosenVectors(options, await judgedVariants(implementation, options));
    const explainer = new Explainer();
    for (const vector of vectors) {
      it(vector.id, async ({ skip }) => {
        const answer = await answerTo(vector, implementation);
        const verdict = explainer.hear({
          vector,
          answer,
          verdict: judge(vector, answer, { judged, gradient }),
        });
        if (verdict.status === "skip") skip(verdict.message);
        if (verdict.status !== "pass") throw new ConformanceError(describeVerdict(verdict), [verdict]);
      });
    }
  });
}

/** The golden vectors as tests of vitest, one each. */
import { describe, it } from "vitest";
import { judge } from "../compare/judge.ts";
import type { Judgement } from "../compare/verdict.ts";
import { answerTo } from "../conformance/run.ts";
import { ConformanceError, describeVerdict, explain } from "../testing/explain.ts";
import { implementationOf, type Subject } from "../testing/implementation-of.ts";
import { type ConformanceTestOptions, checkTestOptions, chosenVectors } from "../testing/options.ts";

/**
 * Declares a test per golden vector of the implementation's variants.
 *
 * @param subject functions `loss` or `lossAndGradient`, as `smoothproof conformance --module` takes them, or an
 *   implementation.
 * @throws Error where there is nothing to judge, and RangeError for options that are none
 */
export function describeConformance(subject: Subject, options: ConformanceTestOptions = {}): void {
  checkTestOptions(options);
  const implementation = implementationOf(subject, options.timeout);
  const { name, judged, gradient, variants } = implementation;
  const vectors = chosenVectors(options, variants);
  const earlier: Judgement[] = [];
  describe(`${name} conforms`, () => {
    for (const vector of vectors) {
      it(vector.id, async ({ skip }) => {
        const answer = await answerTo(vector, implementation);
        const verdict = judge(vector, answer, { judged, gradient });
        const found = { vector, answer, verdict };
        const { status, message } = verdict;
        if (status === "skip") skip(message);
        if (status !== "pass") {
          const explained = explain(found, earlier);
          earlier.push(found);
          throw new ConformanceError(describeVerdict(explained), [explained]);
        }
        earlier.push(found);
      });
    }
  });
}

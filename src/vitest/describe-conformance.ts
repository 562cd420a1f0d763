/** The golden vectors as tests of vitest, one test per vector. */
import { describe, it } from "vitest";
import { judge } from "../compare/judge.ts";
import { answerTo } from "../conformance/run.ts";
import { ConformanceError, describeVerdict, Explainer } from "../testing/explain.ts";
import { implementationOf, type Subject } from "../testing/implementation-of.ts";
import { judgedAs } from "../testing/judged-as.ts";
import { type ConformanceTestOptions, checkTestOptions, chosenVectors } from "../testing/options.ts";

/**
 * Declares one test per golden vector of the implementation's variants. An implementation that names no variants is
 * identified first, by a few calls, and judged as what it is.
 *
 * @param subject functions `loss` or `lossAndGradient`, as `smoothproof conformance --module` takes them, or an
 *   implementation
 * @param options which vectors are judged, and how long a call may take; default: all vectors, 10 s
 * @throws Error where there is nothing to judge or the loss cannot be identified, and RangeError for unknown options
 * @example describeConformance(myLoss, { variants: ["torch"], tiers: ["core"] });
 */
export function describeConformance(subject: Subject, options: ConformanceTestOptions = {}): void {
  checkTestOptions(options);
  const given = implementationOf(subject, options.timeout);
  const { name, judged, gradient } = given;
  describe(`${name} conforms`, async () => {
    const { implementation, variants } = await judgedAs(given, options);
    const vectors = chosenVectors(options, variants);
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

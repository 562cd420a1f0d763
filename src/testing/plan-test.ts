/** What a test judges. */
import { PlanError, planRun, type RunPlan } from "../conformance/judged-run.ts";
import { openAllFixtures } from "../fixtures/load.ts";
import { implementationOf, type Subject } from "./implementation-of.ts";
import { type ConformanceTestOptions, checkTestOptions } from "./options.ts";

/**
 * @throws Error where neither the subject nor the test names a variant, and it cannot be identified
 * @throws RangeError for an unknown option, and where no vector matches: a filter with a slip in it must not pass for a test
 */
export async function planTest(subject: Subject, options: ConformanceTestOptions): Promise<RunPlan> {
  checkTestOptions(options);
  const { variants = [], tiers = [], only = [], skip = [], flags = [], require = [], fixtures } = options;
  const plan = await planRun({
    implementation: implementationOf(subject, options.timeout),
    fixtures: openAllFixtures(fixtures),
    selection: { variants, tiers, only, skip, flags },
    required: require,
  }).catch((error: unknown) => {
    if (!(error instanceof PlanError)) throw error;
    if (error.reason === "kind") throw new RangeError(`require: ${error.message}`, { cause: error });
    const hint = 'Say what it is meant to be: { variants: ["torch"] }';
    throw new Error(`subject: it ${error.message}. ${hint}`, { cause: error });
  });
  if (plan.owes.length > 0) return plan;
  throw new RangeError("options: expected vectors that match, got none. Run: npx smoothproof vectors --ids");
}

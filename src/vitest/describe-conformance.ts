/** The golden vectors as tests of vitest, one test per vector. */
import { describe, it } from "vitest";
import type { Verdict } from "../compare/verdict.ts";
import { judgeRun } from "../conformance/judged-run.ts";
import { endingOf } from "../conformance/outcome.ts";
import { ConformanceError, describeVerdict, failureOf } from "../testing/conformance-error.ts";
import { implementationOf, type Subject } from "../testing/implementation-of.ts";
import { type ConformanceTestOptions, checkTestOptions } from "../testing/options.ts";
import { planTest } from "../testing/plan-test.ts";

/** As much of a test as says which others of its suite run. */
interface Task {
  readonly suite?:
    | { readonly tasks: readonly { readonly name: string; readonly mode: string }[] }
    | undefined;
}

/** The title of the test that fails where nothing else does, though too little was judged. */
const EARNED = "answers what a pass needs";

/** Whole runs have no time limit of their own: each call has one. */
const NEVER = 2 ** 31 - 1;

/**
 * Declares one test per golden vector of the implementation's variants, and one for what a pass needs: of each variant a
 * core vector that is answered, and one with label smoothing. An implementation that names no variants is identified
 * first, by a few calls, and judged as what it is. All vectors of the tests that run are judged before the first test, as
 * the command line judges them.
 *
 * @param subject functions `loss` or `lossAndGradient`, as `smoothproof conformance --module` takes them, or an
 *   implementation
 * @param options which vectors are judged, and how long a call may take; default: all vectors, 10 s
 * @throws Error where there is nothing to judge or the loss cannot be identified, and RangeError for unknown options
 * @example describeConformance(myLoss, { variants: ["torch"], tiers: ["core"] });
 */
export function describeConformance(subject: Subject, options: ConformanceTestOptions = {}): void {
  checkTestOptions(options);
  const { name } = implementationOf(subject, options.timeout);
  describe(`${name} conforms`, async () => {
    const plan = await planTest(subject, options);
    let run: Promise<ReadonlyMap<string, Verdict>> | undefined;
    // The first test waits for the whole run.
    const judged = ({ suite }: Task): Promise<ReadonlyMap<string, Verdict>> => {
      const running = new Set(suite?.tasks.flatMap(({ name, mode }) => (mode === "run" ? [name] : [])));
      const isWanted = (id: string): boolean => running.has(id) || running.has(EARNED);
      run ??= judgeRun(plan, { only: isWanted }).then((all) => new Map(all.map((each) => [each.id, each])));
      return run;
    };
    for (const id of plan.owes) {
      it(
        id,
        async ({ task, skip }) => {
          const verdict = (await judged(task)).get(id);
          if (verdict === undefined) throw new Error(`${id}: was not judged`);
          if (verdict.status === "skip") skip(verdict.message);
          if (verdict.status !== "pass") throw new ConformanceError(describeVerdict(verdict), [verdict]);
        },
        NEVER,
      );
    }
    it(
      EARNED,
      async ({ task }) => {
        const all = [...(await judged(task)).values()];
        const ending = endingOf(all);
        // Failures have tests of their own.
        const failure = ending.outcome === "FAIL" ? undefined : failureOf(name, all, ending);
        if (failure !== undefined) throw failure;
      },
      NEVER,
    );
  });
}

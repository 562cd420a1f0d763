/** What is read from a client's verdicts beyond their counts: gradients that are derivatives, and conditions. */
import type { Verdict } from "../../src/compare/verdict.ts";
import { conditionsOf } from "../../src/conformance/conditions.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";
import { groupBy } from "../../src/math/group-by.ts";
import { MUTANTS } from "../../src/mutants/index.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { ANOTHER_NUMBER, type Question, questionOf } from "./questions.ts";
import type { Failure } from "./report.ts";

/** The derivative of a loss whose recorded gradient takes the target for a distribution, which TensorFlow documents. */
const DERIVATIVE = MUTANTS.find(({ id }) => id === "gradient-mass-sum")!;

/** Ids of the failures whose worst number is the derivative and not the recorded gradient. */
export function derivativesAmong(
  verdicts: readonly Verdict[],
  variants: readonly string[],
): ReadonlySet<string> {
  const wrong = new Map(
    verdicts.flatMap((verdict) =>
      verdict.status === "fail" && verdict.output === "gradient" && verdict.measures.gradient !== undefined
        ? [[verdict.id, verdict.measures.gradient] as const]
        : [],
    ),
  );
  const found = new Set<string>();
  if (wrong.size === 0) return found;
  for (const vector of openAllFixtures().limitedTo(variants).vectors()) {
    const measure = wrong.get(vector.id);
    if (measure === undefined) continue;
    const lossCall = lossCallOf(vector);
    const gradient = lossCall && DERIVATIVE.answer(lossCall)?.gradient;
    if (gradient === undefined) continue;
    const offset = measure.index.reduce((sum, index, axis) => sum * gradient.shape[axis]! + index, 0);
    const derivative = gradient.data[offset]!;
    const isClose = (text: string): boolean =>
      Math.abs(Number(text) - derivative) <= (ANOTHER_NUMBER[vector.dtype] || 2 ** -7) * Math.abs(derivative);
    // Where a target sums to 1 the recorded gradient is the derivative as well.
    if (isClose(measure.got.text) && !isClose(measure.expected.text)) found.add(vector.id);
  }
  return found;
}

/** The most of what passes that may have the condition of what fails. */
const MOST_PASSING = 0.1;

/** Of a single failure every property would be a condition. */
const FEWEST_FAILING = 2;

/** The condition of each question's core failures, where there is one that hardly anything which passes has. */
export function wheresOf(
  verdicts: readonly Verdict[],
  failures: readonly Failure[],
): Partial<Record<Question, string>> {
  const core = verdicts.filter(({ tier }) => tier === "core");
  const passing = core.filter(({ status }) => status === "pass").map(wordsOf);
  const byId = new Map(core.map((verdict) => [verdict.id, verdict]));
  const asked = groupBy(
    failures.filter(({ id }) => byId.has(id)),
    questionOf,
  );
  return Object.fromEntries(
    [...asked].flatMap(([question, members]) => {
      if (members.length < FEWEST_FAILING) return [];
      const failing = members.map(({ id }) => wordsOf(byId.get(id)!));
      const [first = []] = failing;
      const common = first.filter((word) => failing.every((words) => words.includes(word)));
      const shares = common.map((word) => passing.filter((words) => words.includes(word)).length);
      const least = Math.min(...shares);
      const word = common[shares.indexOf(least)];
      return word !== undefined && least <= MOST_PASSING * passing.length ? [[question, word]] : [];
    }),
  );
}

function wordsOf(verdict: Verdict): readonly string[] {
  const isSmoothed = !verdict.flags.includes("NoSmoothing");
  return [...(isSmoothed ? ["labels are smoothed"] : []), ...conditionsOf(verdict)];
}

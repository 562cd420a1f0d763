/** Finds the mistake that a campaign's difference looks like: the one that gives the same numbers. */
import type { Likeness } from "../compare/symptom.ts";
import type { Evidence } from "../diagnose/evidence.ts";
import { explainFailures, likenessTo } from "../diagnose/looks-like.ts";
import { allowanceOf, type Heard, type Judged } from "./differential.ts";

/** How many other calls are compared too: enough to tell most mistakes apart, few enough to be fast. */
const MOST = { failures: 40, passes: 60 } as const;

/**
 * Undefined where no known mistake gives these numbers.
 *
 * @param heard of the same block: other calls of the variant tell mistakes apart that one call cannot
 */
export function resemblance(found: Heard, heard: readonly Heard[], judged: Judged): Likeness | undefined {
  const evidence = evidenceOf(found, judged);
  if (evidence === undefined) return undefined;
  const { variant } = found.call;
  const others = heard.filter(({ call }) => call.variant === variant);
  const failures = others.filter(({ comparison }) => comparison.kind === "different").slice(0, MOST.failures);
  const passes = others.filter(({ comparison }) => comparison.kind === "same").slice(0, MOST.passes);
  const beside = [...failures, ...passes].flatMap((each) => evidenceOf(each, judged) ?? []);
  const mutant = explainFailures([evidence, ...beside]).get(evidence);
  return mutant === undefined ? undefined : likenessTo(mutant, variant);
}

function evidenceOf({ call, comparison, answer }: Heard, judged: Judged): Evidence | undefined {
  if (answer?.kind !== "result") return undefined;
  const allowance = allowanceOf(call, judged);
  return allowance === undefined
    ? undefined
    : { call, answer, failed: comparison.kind === "different", ...allowance };
}

/** Whether wrong losses are named correctly: each mutant is judged, and the mistake that its failures look like is noted. */

import type { Judgement, Verdict } from "../../src/compare/verdict.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { conformance } from "../../src/conformance/run.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import type { Mutant } from "../../src/mutants/mutant.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";

export interface Naming {
  readonly mutant: string;
  readonly failures: number;
  /** The mutant that the first failure is said to look like, and the one that most failures are. */
  readonly first: string | undefined;
  readonly most: string | undefined;
}

/** Fills in the mistakes that failures look like. */
type Explainer = (judgements: readonly Judgement[]) => readonly Verdict[];

/** @param right answers where the mutant's mistake has no effect */
export async function naming(
  mutant: Mutant,
  vectors: Iterable<Vector>,
  right: Implementation,
  settle: Explainer,
): Promise<Naming> {
  const judgements: Judgement[] = [];
  for await (const judgement of conformance(vectors, mutated(right, mutant))) judgements.push(judgement);
  const names = settle(judgements)
    .filter(({ status }) => status === "fail")
    .map(({ looksLike }) => looksLike?.mutant);
  return { mutant: mutant.id, failures: names.length, first: names[0], most: mostFrequent(names) };
}

/** An implementation with one deliberate mistake. */
export function mutated(right: Implementation, mutant: Mutant): Implementation {
  return {
    ...right,
    name: `mutant ${mutant.id}`,
    judged: "default",
    async answer(call) {
      const answer = await right.answer(call);
      const lossCall = answer.kind === "result" ? lossCallOf(call) : undefined;
      const wrong = lossCall === undefined ? undefined : mutant.answer(lossCall);
      return wrong === undefined ? answer : { kind: "result", ...wrong };
    },
  };
}

function mostFrequent(names: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string, number>();
  for (const name of names) if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
}

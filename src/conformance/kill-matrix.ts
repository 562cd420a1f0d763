/**
 * The kill matrix: which wrong losses the suite catches, and with which vectors. A mutant is judged as a stranger
 * would be, by the wider tolerances.
 */

import { judge } from "../compare/judge.ts";
import type { Vector } from "../fixtures/vector.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { lossCallOf } from "../protocol/loss-call-of.ts";

/** What became of a mutant on a vector: it had nothing to get wrong there, it passed, or it was caught. */
export type Fate = "absent" | "survived" | "killed";

export interface MutantRow {
  readonly id: string;
  /** Vectors it answers, and those that catch it, per dtype. */
  readonly answered: { readonly [dtype: string]: number };
  readonly killed: { readonly [dtype: string]: number };
  /** One per vector, in the order given. */
  readonly fates: readonly Fate[];
}

/**
 * A vector that mutants can be run on: refusals have nothing to compute, in 16 bits a flaw of arithmetic is mostly
 * rounded away, and the widest rows would take longer than all others together.
 */
export interface MutantCase {
  readonly vector: Vector;
  readonly lossCall: NonNullable<ReturnType<typeof lossCallOf>>;
}

/** Elements of the largest input that mutants are run on. */
const WIDEST = 40_000;

export function mutantCases(vectors: Iterable<Vector>): MutantCase[] {
  const cases: MutantCase[] = [];
  for (const vector of vectors) {
    const isWanted = vector.dtype === "float32" || vector.dtype === "float64";
    if (vector.expect.kind === "throws" || !isWanted) continue;
    const lossCall = lossCallOf(vector);
    if (lossCall !== undefined && lossCall.input.data.length <= WIDEST) cases.push({ vector, lossCall });
  }
  return cases;
}

export function fateOf(mutant: Mutant, { vector, lossCall }: MutantCase): Fate {
  const answer = mutant.answer(lossCall);
  if (answer === undefined) return "absent";
  return judge(vector, { kind: "result", ...answer }, { judged: "default" }).status === "pass"
    ? "survived"
    : "killed";
}

export function mutantRow(mutant: Mutant, cases: readonly MutantCase[]): MutantRow {
  const fates = cases.map((each) => fateOf(mutant, each));
  const count = (test: (fate: Fate) => boolean): { [dtype: string]: number } => {
    const counts: { [dtype: string]: number } = { float32: 0, float64: 0 };
    fates.forEach((fate, i) => {
      if (test(fate)) counts[cases[i]!.vector.dtype]! += 1;
    });
    return counts;
  };
  return {
    id: mutant.id,
    answered: count((fate) => fate !== "absent"),
    killed: count((fate) => fate === "killed"),
    fates,
  };
}

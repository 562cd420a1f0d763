/**
 * The kill matrix: which wrong losses the suite catches, and with which vectors. A mutant (a loss with one deliberate
 * mistake) is judged like anybody's implementation, with the wider tolerances.
 */

import { judge } from "../../../src/compare/judge.ts";
import type { Vector } from "../../../src/fixtures/vector.ts";
import type { LossAndGradient } from "../../../src/loss/loss-call.ts";
import type { Tensor } from "../../../src/math/tensor.ts";
import type { Mutant } from "../../../src/mutants/mutant.ts";
import { lossCallOf } from "../../../src/protocol/loss-call-of.ts";
import { lossOf } from "./loss-of.ts";

/**
 * The fate of a mutant on a vector: its mistake has no effect there, or it would fail without the mistake too; it passed;
 * or it was caught.
 */
export type Fate = "absent" | "survived" | "killed";

/** Vectors that a mutant answers, and those that catch it. */
export interface Tally {
  answered: number;
  killed: number;
}

export interface MutantRow {
  readonly id: string;
  /** Per dtype, then per variant. */
  readonly tallies: { readonly [dtype in MatrixDType]: { readonly [variant: string]: Tally } };
  /** One per vector, in the order given. */
  readonly fates: readonly Fate[];
}

export const MATRIX_DTYPES = ["float32", "float64"] as const;
export type MatrixDType = (typeof MATRIX_DTYPES)[number];

/**
 * A vector that mutants are run on. Refusals have nothing to compute, in 16 bits most flaws of arithmetic are rounded
 * away, and the widest rows would take longer than all others together.
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
    if (vector.expect.kind === "throws" || !isMatrixDType(vector.dtype)) continue;
    const lossCall = lossCallOf(vector);
    if (lossCall !== undefined && lossCall.input.data.length <= WIDEST) cases.push({ vector, lossCall });
  }
  return cases;
}

function isMatrixDType(dtype: string): dtype is MatrixDType {
  return (MATRIX_DTYPES as readonly string[]).includes(dtype);
}

export function fateOf(mutant: Mutant, { vector, lossCall }: MutantCase): Fate {
  if (!isFailedByLoss(mutant, { vector, lossCall })) {
    const answer = mutant.answer(lossCall);
    if (answer === undefined) return "absent";
    if (isPassed(vector, answer)) return "survived";
  }
  const honest = mutant.honest?.(lossCall);
  return honest === undefined || isPassed(vector, honest) ? "killed" : "absent";
}

/** Whether its loss alone fails, which takes half the time of both. Asked only where that needs no gradient. */
function isFailedByLoss(mutant: Mutant, { vector, lossCall }: MutantCase): boolean {
  if (mutant.move === undefined || mutant.isLossAlone) return false;
  const loss = lossOf(mutant)(lossCall);
  return loss !== undefined && !isPassed(vector, { loss });
}

function isPassed(vector: Vector, answer: Partial<LossAndGradient> & { readonly loss: Tensor }): boolean {
  const options = { judged: "default", gradient: answer.gradient !== undefined } as const;
  return judge(vector, { kind: "result", ...answer }, options).status === "pass";
}

export function mutantRow(mutant: Mutant, cases: readonly MutantCase[]): MutantRow {
  const fates = cases.map((each) => fateOf(mutant, each));
  const tallies: { [dtype in MatrixDType]: { [variant: string]: Tally } } = { float32: {}, float64: {} };
  fates.forEach((fate, i) => {
    if (fate === "absent") return;
    const { variant, dtype } = cases[i]!.vector;
    if (!isMatrixDType(dtype)) return;
    tallies[dtype][variant] ??= { answered: 0, killed: 0 };
    const tally = tallies[dtype][variant];
    tally.answered += 1;
    if (fate === "killed") tally.killed += 1;
  });
  return { id: mutant.id, tallies, fates };
}

/** Over all variants. */
export function totalOf({ tallies }: MutantRow, dtype: MatrixDType): Tally {
  const each = Object.values(tallies[dtype]);
  const sum = (name: keyof Tally): number => each.reduce((total, tally) => total + tally[name], 0);
  return { answered: sum("answered"), killed: sum("killed") };
}

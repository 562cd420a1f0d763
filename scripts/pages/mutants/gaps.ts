/** Mutants that random calls tell from a variant's loss, but too few golden vectors of that variant do. */
import fc from "fast-check";
import { MATRIX_DTYPES, type MatrixDType, type MutantRow } from "../../../src/conformance/kill-matrix.ts";
import { calls } from "../../../src/fuzz/calls.ts";
import { compareAnswers } from "../../../src/fuzz/differential.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../../../src/loss/loss-call.ts";
import { MUTANTS } from "../../../src/mutants/index.ts";
import type { Mutant } from "../../../src/mutants/mutant.ts";
import { lossCallOf } from "../../../src/protocol/loss-call-of.ts";
import { VARIANTS } from "../../../src/variants/index.ts";

/** Vectors that must catch a mutant, in each dtype, of each variant that it applies to. */
export const FEWEST_KILLS = 2;

/** Random calls that are drawn for each variant. */
export const DRAWN = 200;
const SEED = 20261126;

interface Gap {
  readonly mutant: string;
  readonly variant: string;
  readonly dtype: MatrixDType;
  readonly killed: number;
}

export interface Reach {
  /** How many of a variant's losses in a dtype each mutant applies to: random calls tell them apart. */
  readonly applies: ReadonlyMap<string, number>;
  readonly gaps: readonly Gap[];
}

/** A mutant applies to a variant if it differs on one of the calls by more than the tolerances of two implementations. */
export function reachOf(rows: readonly MutantRow[]): Reach {
  const applies = new Map<string, number>();
  const gaps: Gap[] = [];
  const recorded = new Set(
    rows.flatMap(({ tallies }) =>
      MATRIX_DTYPES.flatMap((dtype) => Object.keys(tallies[dtype]).map((variant) => `${variant} ${dtype}`)),
    ),
  );
  for (const record of VARIANTS) {
    const drawn = fc.sample(calls([record]), { numRuns: DRAWN, seed: SEED }).flatMap((call) => {
      const lossCall = lossCallOf(call);
      return lossCall === undefined ? [] : [{ call, lossCall, right: evaluate(lossCall) }];
    });
    for (const dtype of MATRIX_DTYPES) {
      if (!recorded.has(`${record.id} ${dtype}`)) continue;
      const asked = drawn.filter(({ call }) => call.dtype === dtype);
      for (const row of rows) {
        const mutant = MUTANTS.find(({ id }) => id === row.id)!;
        const differs = asked.some(({ call, lossCall, right }) => {
          const answer = answerOf(mutant, lossCall);
          return answer !== undefined && isAnother(call, answer, right);
        });
        if (!differs) continue;
        applies.set(row.id, (applies.get(row.id) ?? 0) + 1);
        const killed = row.tallies[dtype][record.id]?.killed ?? 0;
        if (killed < FEWEST_KILLS) gaps.push({ mutant: row.id, variant: record.id, dtype, killed });
      }
    }
  }
  return { applies, gaps };
}

/** The answer of a mutant; undefined where its change makes no sense for these inputs. */
function answerOf(mutant: Mutant, lossCall: LossCall): LossAndGradient | undefined {
  try {
    return mutant.answer(lossCall);
  } catch {
    return undefined;
  }
}

function isAnother(
  call: Parameters<typeof compareAnswers>[0],
  answer: LossAndGradient,
  right: LossAndGradient,
): boolean {
  const { kind } = compareAnswers(call, {
    subject: { kind: "result", ...answer },
    oracle: { kind: "result", ...right },
    judged: ["default", "default"],
  });
  return kind === "different";
}

/** Mutants that random calls tell from a variant's loss, but too few golden vectors of that variant do. */
import fc from "fast-check";
import type { ToleranceProfile } from "../../../src/compare/tolerances.ts";
import type { Call } from "../../../src/fixtures/vector.ts";
import { calls } from "../../../src/fuzz/calls.ts";
import { allowanceOf, compareAnswers } from "../../../src/fuzz/differential.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../../../src/loss/loss-call.ts";
import { remembered } from "../../../src/math/remembered.ts";
import type { Tensor } from "../../../src/math/tensor.ts";
import { MUTANTS } from "../../../src/mutants/index.ts";
import type { Mutant } from "../../../src/mutants/mutant.ts";
import { lossCallOf } from "../../../src/protocol/loss-call-of.ts";
import { VARIANTS } from "../../../src/variants/index.ts";
import { MATRIX_DTYPES, type MatrixDType, type MutantCase, type MutantRow } from "./fates.ts";

/** Vectors that must catch a mutant, in each dtype, of each variant that it applies to. */
export const FEWEST_KILLS = 2;

/** Random calls that are drawn for each variant. */
export const DRAWN = 200;
const SEED = 20261126;

/** Two implementations that nothing more is known of. */
const ANYBODY: readonly [ToleranceProfile, ToleranceProfile] = ["default", "default"];

const allowances = remembered((call: Call) => allowanceOf(call, ANYBODY));

interface Pair {
  readonly mutant: string;
  readonly variant: string;
  readonly dtype: MatrixDType;
}

interface Gap extends Pair {
  readonly killed: number;
}

/** A mutant whose rounding is the package's own: the tolerances of the vectors that would tell must allow it. */
interface Shared extends Pair {
  /** Vectors on which the mutant and the package are both as far off as to be told from a right answer. */
  readonly vectors: number;
}

export interface Reach {
  /** How many of a variant's losses in a dtype each mutant applies to. */
  readonly applies: ReadonlyMap<string, number>;
  readonly gaps: readonly Gap[];
  readonly shared: readonly Shared[];
}

/**
 * A mutant applies to a variant if it differs on one of the calls by more than the tolerances of two implementations,
 * and the package does not make the same error.
 */
export function reachOf(rows: readonly MutantRow[], cases: readonly MutantCase[]): Reach {
  const applies = new Map<string, number>();
  const gaps: Gap[] = [];
  const shared: Shared[] = [];
  const recorded = new Set(
    rows.flatMap(({ tallies }) =>
      MATRIX_DTYPES.flatMap((dtype) => Object.keys(tallies[dtype]).map((variant) => `${variant} ${dtype}`)),
    ),
  );
  for (const record of VARIANTS) {
    const variant = record.id;
    const drawn = fc.sample(calls([record]), { numRuns: DRAWN, seed: SEED }).flatMap((call) => {
      const lossCall = lossCallOf(call);
      return lossCall === undefined ? [] : [{ call, lossCall, right: evaluate(lossCall) }];
    });
    for (const dtype of MATRIX_DTYPES) {
      if (!recorded.has(`${variant} ${dtype}`)) continue;
      const asked = drawn.filter(({ call }) => call.dtype === dtype);
      for (const { id, tallies } of rows) {
        const mutant = MUTANTS.find((each) => each.id === id)!;
        if (!asked.some((each) => tells(mutant, each))) continue;
        const killed = tallies[dtype][variant]?.killed ?? 0;
        const pair = { mutant: id, variant, dtype };
        const vectors = killed < FEWEST_KILLS ? sharedErrors(mutant, pair, cases) : 0;
        if (vectors >= FEWEST_KILLS) {
          shared.push({ ...pair, vectors });
          continue;
        }
        applies.set(id, (applies.get(id) ?? 0) + 1);
        if (killed < FEWEST_KILLS) gaps.push({ ...pair, killed });
      }
    }
  }
  return { applies, gaps, shared };
}

interface Asked {
  readonly call: MutantCase["vector"] | Parameters<typeof compareAnswers>[0];
  readonly lossCall: LossCall;
  readonly right: LossAndGradient;
}

/** Whether a call tells a mutant from the loss. Of plain arithmetic, only a difference that the mistake makes counts. */
function tells({ answer, honest }: Mutant, asked: Asked): boolean {
  const wrong = answerOf(answer, asked.lossCall);
  if (wrong === undefined || !isAnother(asked, wrong)) return false;
  const plain = honest && answerOf(honest, asked.lossCall);
  return plain === undefined || !isAnother(asked, plain);
}

/** On how many vectors that tell the mutant from the loss the same is true of what the package returned. */
function sharedErrors(mutant: Mutant, { variant, dtype }: Pair, cases: readonly MutantCase[]): number {
  return cases.filter(({ vector, lossCall }) => {
    const { expect } = vector;
    if (vector.variant !== variant || vector.dtype !== dtype || expect.kind === "throws") return false;
    const asked = { call: vector, lossCall, right: evaluate(lossCall) };
    const { loss, gradient } = expect;
    const observed = {
      loss: { ...loss, data: loss.observed },
      // Of a large gradient only a few elements are recorded.
      ...(gradient.at === undefined ? { gradient: { ...gradient, data: gradient.observed } } : {}),
    };
    return isAnother(asked, observed) && tells(mutant, asked);
  }).length;
}

/** The answer of a mutant; undefined where its change makes no sense for these inputs. */
function answerOf(answer: Mutant["answer"], lossCall: LossCall): LossAndGradient | undefined {
  try {
    return answer(lossCall);
  } catch {
    return undefined;
  }
}

function isAnother(
  { call, right }: Asked,
  answer: { readonly loss: Tensor; readonly gradient?: Tensor },
): boolean {
  const { kind } = compareAnswers(call, {
    subject: { kind: "result", ...answer },
    oracle: { kind: "result", ...right },
    judged: ANYBODY,
    allowance: allowances,
  });
  return kind === "different";
}

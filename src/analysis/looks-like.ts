/**
 * What a wrong answer looks like: which mutants give these very numbers.
 *
 * One vector may fit several mutants; all failures together rarely do. So candidates are gathered per failure, and
 * `settle` gives each failure the candidate that explains most of its variant's failures.
 */
import { errorInUnits, unitOf } from "../compare/metrics.ts";
import type { Answer, Verdict } from "../compare/verdict.ts";
import type { Vector } from "../fixtures/vector.ts";
import type { Evaluation, LossAndGradient } from "../math/evaluation.ts";
import { sameShape, type Tensor } from "../math/tensor.ts";
import { MUTANTS } from "../mutants/index.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { evaluationOf } from "./evaluation-of.ts";

/** Units within which numbers count as the same: above any order of summation, far below any two definitions. */
const SAME_WITHIN_UNITS = 64;

/** Inputs with more elements than this are not searched: small vectors of the same variant fail as well, and tell more. */
const LARGEST_SEARCHED = 1_000;

/** A verdict, and the mutants that give the same wrong numbers. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly resembles: readonly string[];
}

/** Ids of the mutants whose numbers these are. */
export function resemblances(vector: Vector, answer: Answer & { kind: "result" }): readonly string[] {
  const evaluation = evaluationOf(vector);
  if (evaluation === undefined || evaluation.input.data.length > LARGEST_SEARCHED) return [];
  return MUTANTS.filter((mutant) => {
    const candidate = attempt(mutant, evaluation);
    return candidate !== undefined && isSame(vector, answer, candidate);
  }).map(({ id }) => id);
}

/** Fills in `looksLike`: per variant, the fewest mutants that explain the most failures, in the mutants' order. */
export function settle(judgements: readonly Judgement[]): Verdict[] {
  const chosen = new Map<Judgement, string>();
  for (const variant of new Set(judgements.map(({ verdict }) => verdict.variant))) {
    let open = judgements.filter(
      ({ verdict, resembles }) => verdict.variant === variant && resembles.length > 0,
    );
    while (open.length > 0) {
      const explains = (id: string): number => open.filter(({ resembles }) => resembles.includes(id)).length;
      const best = MUTANTS.map(({ id }) => id).reduce((a, b) => (explains(b) > explains(a) ? b : a));
      for (const judgement of open) if (judgement.resembles.includes(best)) chosen.set(judgement, best);
      open = open.filter((judgement) => !chosen.has(judgement));
    }
  }
  return judgements.map((judgement) => {
    const mutant = MUTANTS.find(({ id }) => id === chosen.get(judgement));
    return mutant === undefined
      ? judgement.verdict
      : { ...judgement.verdict, looksLike: describe(mutant, judgement.verdict) };
  });
}

function describe({ id, says, variant, seen }: Mutant, verdict: Verdict): string {
  const origin = seen === undefined ? "" : `; seen in ${seen}`;
  const hint =
    variant === undefined || variant === verdict.variant ? "" : `. Did you mean the variant ${variant}?`;
  return `${says} (mutant ${id}${origin})${hint}`;
}

/** A mutant may ask for what makes no sense on some inputs; then it explains nothing. */
function attempt(mutant: Mutant, evaluation: Evaluation): LossAndGradient | undefined {
  try {
    return mutant.answer(evaluation);
  } catch {
    return undefined;
  }
}

function isSame(vector: Vector, answer: Answer & { kind: "result" }, candidate: LossAndGradient): boolean {
  if (vector.expect.kind === "throws") return false;
  for (const name of ["loss", "gradient"] as const) {
    const got = answer[name];
    if (
      got !== undefined &&
      !isSameOutput(name, got, candidate[name], vector.expect[name].scale, vector.dtype)
    )
      return false;
  }
  return true;
}

function isSameOutput(
  name: "loss" | "gradient",
  got: Tensor,
  candidate: Tensor,
  scale: Float64Array,
  dtype: Vector["dtype"],
): boolean {
  if (!sameShape(got.shape, candidate.shape)) return false;
  return got.data.every((a, i) => {
    const b = candidate.data[i]!;
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) return true;
    if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
    return errorInUnits(a, b, 0, unitOf(name, dtype, b, scale[i] ?? 0)) <= SAME_WITHIN_UNITS;
  });
}

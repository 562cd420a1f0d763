/** From numbers per row to numbers per loss, as an evaluation reduces them. */
import type { Evaluation } from "../../math/evaluation.ts";
import type { ReductionPlan } from "../../math/reduction.ts";
import { reductionOf, reductionPlan } from "../../math/row-losses.ts";
import type { CurveCache } from "./curve-cache.ts";

/** One number per row, or per element where each term is a loss, to as many as there are losses. */
export type Reduce = (values: readonly number[]) => number[];

export function reducerOf(evaluation: Evaluation, cache: CurveCache): Reduce {
  const { shape, coefficients, reduce } = planFor(evaluation, cache);
  if (shape.length === 0) return (values) => [dot(coefficients, values)];
  const nothing = new Float64Array(coefficients.length);
  return (values) => Array.from(reduce(Float64Array.from(values), nothing));
}

function dot(a: Float64Array, b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** A reduction depends on the target and the weights, and with one exception on nothing that a target rule changes. */
export function planFor(evaluation: Evaluation, cache: CurveCache): ReductionPlan {
  const { axes, target, targetKind, weight, ignoreIndex, input, softmaxAxis } = evaluation;
  const key = [
    reductionOf(axes, targetKind),
    axes.rowLoss === "each",
    axes.weight,
    weight === undefined ? 0 : cache.idOf(weight),
    cache.idOf(target),
    ignoreIndex,
    input.shape,
    softmaxAxis,
    // Weights that the target averages move with its masses.
    ...(axes.weight === "per-class-on-row" ? [axes.targetRule, evaluation.labelSmoothing] : []),
  ];
  return cache.once("plan", key, () => reductionPlan(evaluation));
}

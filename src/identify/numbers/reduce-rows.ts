/** Reduces numbers per row to numbers per loss, as a loss call does. */
import type { LossCall } from "../../loss/loss-call.ts";
import type { ReductionPlan } from "../../loss/reduction.ts";
import { reductionOf, reductionPlan } from "../../loss/row-losses.ts";
import type { CurveCache } from "./curve-cache.ts";

/** Turns one number per row, or per element where each term is a loss, into one per loss. */
export type Reduce = (values: Float64Array) => Float64Array;

export function reducerOf({ shape, coefficients, reduce }: ReductionPlan): Reduce {
  if (shape.length === 0) return (values) => Float64Array.of(dot(coefficients, values));
  const nothing = new Float64Array(coefficients.length);
  return (values) => reduce(values, nothing);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/**
 * A reduction depends on the target and the weights, and on nothing that a target rule changes. Only a mean over the
 * factors that weights give the rows moves with the masses, so that one is planned for each definition.
 */
export function planFor(lossCall: LossCall, cache: CurveCache): ReductionPlan {
  const { axes, target, targetKind, weight, ignoreIndex, input, classAxis, softmaxAxis } = lossCall;
  const reduction = reductionOf(axes, targetKind);
  if (reduction.divisor === "row-weight") return reductionPlan(lossCall);
  const key = [
    reduction.divisor,
    reduction.without,
    axes.rowLoss === "each",
    axes.weight,
    weight,
    target,
    ignoreIndex,
    input.shape,
    classAxis,
    softmaxAxis,
  ];
  return cache.once("plan", key, () => reductionPlan(lossCall));
}

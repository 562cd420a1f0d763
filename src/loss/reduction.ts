/**
 * From row losses to the result, and from the incoming gradient to one coefficient per row.
 *
 * Sources agree on `none` and `sum` and on little else: what a mean divides by is a separate axis.
 */

import { alignRanks, broadcastIndex, broadcastShape } from "../math/broadcast.ts";
import { Accumulator, productError } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import type { Reduction } from "./axes.ts";
import { divided, quotientOf, type RowFacts, type Values } from "./divisors.ts";

export interface ReductionPlan {
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** d(sum of result * upstream) / d(row loss), per row. */
  readonly coefficients: Float64Array;
  /** Reduces row losses given as high + low parts. */
  readonly reduce: (high: Float64Array, low: Float64Array) => Float64Array;
}

/** Shape of the weighted row losses, or undefined where the weights do not fit. */
export function weightedShape(
  rowShape: readonly number[],
  weightShape: readonly number[],
  aligned: boolean,
): number[] | undefined {
  const pair = aligned ? alignRanks(rowShape, weightShape) : { values: rowShape, weights: weightShape };
  return broadcastShape(pair.values, pair.weights);
}

function weightedValues(facts: RowFacts): Values {
  const { shape, sampleWeight } = facts;
  if (sampleWeight === undefined) {
    return { shape, rows: broadcastIndex(shape, shape), weights: undefined };
  }
  const pair = facts.aligned
    ? alignRanks(shape, sampleWeight.shape)
    : { values: shape, weights: sampleWeight.shape };
  const to = broadcastShape(pair.values, pair.weights) ?? [];
  const weightOf = broadcastIndex(pair.weights, to);
  return {
    shape: to,
    rows: broadcastIndex(pair.values, to),
    weights: Float64Array.from(weightOf, (index) => sampleWeight.data[index]!),
  };
}

/** Keras returns the losses of an empty batch as they are instead of reducing them. */
export function staysUnreduced(reduction: Reduction, shape: readonly number[]): boolean {
  const isEmpty = shape.length === 1 && shape[0] === 0;
  return reduction.divisor === "unreduced" || (reduction.without === "zero-or-empty" && isEmpty);
}

/** The shape of the loss, which is the shape an incoming gradient must have. */
export function resultShape(reduction: Reduction, weighted: readonly number[]): readonly number[] {
  return staysUnreduced(reduction, weighted) ? weighted : [];
}

export function planReduction(
  reduction: Reduction,
  facts: RowFacts,
  upstream: Tensor | undefined,
): ReductionPlan {
  const values = weightedValues(facts);
  const coefficients = new Float64Array(sizeOf(facts.shape));
  if (staysUnreduced(reduction, values.shape)) {
    addTo(coefficients, values, (index) => upstream?.data[index] ?? 1);
    const reduce = (high: Float64Array, low: Float64Array): Float64Array =>
      Float64Array.from(values.rows, (row, index) => {
        const weight = values.weights?.[index] ?? 1;
        const product = high[row]! * weight;
        const rest = productError(high[row]!, weight, product) + low[row]! * weight;
        return Number.isFinite(rest) ? product + rest : product;
      });
    return { shape: values.shape, coefficients, reduce };
  }
  const by = quotientOf(reduction, values, facts);
  const step = divided(upstream?.data[0] ?? 1, 0, by);
  addTo(coefficients, values, () => step);
  const reduce = (high: Float64Array, low: Float64Array): Float64Array => {
    const sum = new Accumulator();
    for (let index = 0; index < values.rows.length; index += 1) {
      const row = values.rows[index]!;
      sum.addProduct(high[row]!, low[row]!, values.weights?.[index] ?? 1, 0);
    }
    return Float64Array.of(divided(sum.high, sum.low, by));
  };
  return { shape: [], coefficients, reduce };
}

/** Adds to each row's coefficient the weight of each of its values times the factor that `by` gives for the value. */
function addTo(coefficients: Float64Array, { rows, weights }: Values, by: (index: number) => number): void {
  for (let index = 0; index < rows.length; index += 1)
    coefficients[rows[index]!]! += (weights?.[index] ?? 1) * by(index);
}

/** A tensor with values rounded to its dtype where that has its own type of array. */
export function roundedTensor(dtype: Tensor["dtype"], shape: readonly number[], data: FloatArray): Tensor {
  return { dtype, shape, data: dtype === "float32" ? new Float32Array(data) : data };
}

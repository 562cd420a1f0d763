/** From row losses to the result, and from the incoming gradient to coefficients: src/loss/reduction.ts in tensors. */
import type { DialectReduction, Reduction } from "../loss/axes.ts";
import { staysUnreduced } from "../loss/reduction.ts";
import { alignRanks, broadcastShape } from "../math/broadcast.ts";
import { sameShape, sizeOf } from "../math/tensor.ts";
import { shaped } from "./layout.ts";
import { quotient } from "./quotient.ts";
import { sumAll, sumRows } from "./sums.ts";
import * as tf from "./tf.ts";

export interface RowFacts {
  readonly reduction: Reduction;
  /** Shape of the row losses. */
  readonly shape: readonly number[];
  /** Sum of the class weights of kept rows, where there are weights. */
  readonly keptWeight: tf.Tensor | undefined;
  /** The number of kept rows, or undefined where only the device knows. */
  readonly keptRows: number | undefined;
  readonly sampleWeight: tf.Tensor | undefined;
  /** Number of samples, for one result per sample whose mean is the result; undefined for the result itself. */
  readonly samples: number | undefined;
  /** Whether Keras' alignment of ranks comes before the broadcast. */
  readonly aligned: boolean;
}

interface Weighted {
  /** Shapes of losses and weights as they are lined up, and what they broadcast to. */
  readonly values: readonly number[];
  readonly weights: readonly number[];
  readonly to: readonly number[];
}

function weighted({ shape, sampleWeight, aligned }: RowFacts): Weighted {
  const weights = sampleWeight?.shape ?? [];
  const pair =
    aligned && sampleWeight !== undefined ? alignRanks(shape, weights) : { values: shape, weights };
  return { ...pair, to: broadcastShape(pair.values, pair.weights) ?? [] };
}

/** The result of row losses, which come in their order and in any shape. */
export function reduceRows(losses: tf.Tensor, facts: RowFacts): tf.Tensor {
  const { values, weights, to } = weighted(facts);
  const { sampleWeight, reduction, samples } = facts;
  const each =
    sampleWeight === undefined ? losses : tf.mul(shaped(losses, values), shaped(sampleWeight, weights));
  if (staysUnreduced(reduction, to)) return shaped(each, to);
  const divide = DIVIDE[reduction as CoreReduction];
  if (samples === undefined) return divide(sumAll(each), facts, to);
  const sums = shaped(sumRows(shaped(each, [samples, sizeOf(to) / samples]) as tf.Tensor2D), [samples]);
  return tf.mul(divide(sums, facts, to), samples);
}

/** d(sum of result * dy) / d(row loss): of the row losses' shape, or a scalar where all are alike. */
export function rowCoefficients(dy: tf.Tensor, facts: RowFacts): tf.Tensor {
  const { values, weights, to } = weighted(facts);
  const { sampleWeight, reduction, shape } = facts;
  const step = staysUnreduced(reduction, to)
    ? dy
    : spread(DIVIDE[reduction as CoreReduction](dy, facts, to), facts);
  if (sampleWeight === undefined) return step;
  const each = tf.mul(shaped(sampleWeight, weights), step);
  return shaped(summedTo(tf.broadcastTo(each, [...to]), values), shape);
}

/** One number per sample as one per row of it. */
function spread(step: tf.Tensor, { samples, shape }: RowFacts): tf.Tensor {
  if (samples === undefined) return step;
  const each = tf.reshape(tf.mul(step, samples), [samples, ...shape.slice(1).map(() => 1)]);
  return tf.broadcastTo(each, [...shape]);
}

/** Sums a tensor over the axes that `shape` was repeated along. */
function summedTo(tensor: tf.Tensor, shape: readonly number[]): tf.Tensor {
  if (sameShape(tensor.shape, shape)) return tensor;
  const extra = tensor.rank - shape.length;
  const repeated = tensor.shape.flatMap((length, axis) =>
    axis < extra || (shape[axis - extra] === 1 && length !== 1) ? [axis] : [],
  );
  return tf.reshape(tf.sum(tensor, repeated), [...shape]);
}

/** The dialects are the evaluator's alone. */
type CoreReduction = Exclude<Reduction, "none" | DialectReduction>;

type Divide = (value: tf.Tensor, facts: RowFacts, to: readonly number[]) => tf.Tensor;

/** The mean of nothing is NaN, without asking a kernel for 0 / 0. */
function overCount(value: tf.Tensor, count: number): tf.Tensor {
  return tf.div(value, count === 0 ? Number.NaN : count);
}

const NO_NAN: Divide = (value, _, to) => (sizeOf(to) === 0 ? tf.zerosLike(value) : tf.div(value, sizeOf(to)));

/** By what each mean divides: see DIVISORS in src/loss/reduction.ts. */
const DIVIDE: { readonly [reduction in CoreReduction]: Divide } = {
  sum: (value) => value,
  mean: (value, _, to) => overCount(value, sizeOf(to)),
  "mean-kept-weight": (value, { keptWeight, keptRows }) => {
    if (keptRows !== undefined) return overCount(value, keptRows);
    const isNothing = tf.equal(keptWeight!, 0);
    return tf.div(value, tf.where(isNothing, tf.fill(isNothing.shape, Number.NaN), keptWeight!));
  },
  "mean-no-nan": NO_NAN,
  "mean-weight-no-nan": (value, facts, to) => {
    if (to.length === 0) return value;
    const { sampleWeight } = facts;
    return sampleWeight === undefined ? NO_NAN(value, facts, to) : tf.divNoNan(value, sumAll(sampleWeight));
  },
  "mean-nonzero-weights": (value, { sampleWeight }, to) => {
    if (sampleWeight === undefined) return overCount(value, sizeOf(to));
    const nonzero = tf.sum(tf.cast(tf.notEqual(sampleWeight, 0), "float32"));
    return quotient(value, tf.mul(nonzero, sizeOf(to) / sampleWeight.size));
  },
  "mean-weight-spread": (value, facts, to) => {
    const { sampleWeight, shape } = facts;
    if (sampleWeight === undefined) return NO_NAN(value, facts, to);
    const repeats = sizeOf(shape) / sampleWeight.size;
    const sum = sumAll(sampleWeight);
    return quotient(value, repeats > 1 ? tf.mul(sum, repeats) : sum);
  },
};

/** Whether there is a tensor form of a reduction. */
export function hasReduction(reduction: Reduction): boolean {
  return reduction === "none" || reduction in DIVIDE;
}

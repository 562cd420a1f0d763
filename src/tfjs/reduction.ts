/** From row losses to the result, and from the incoming gradient to coefficients: src/loss/reduction.ts in tensors. */
import type { Divisor, Reduction } from "../loss/axes.ts";
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
  /** Shapes of losses and weights after alignment, and the shape that they broadcast to. */
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

/** The result of row losses, which are given in their order and in any shape. */
export function reduceRows(losses: tf.Tensor, facts: RowFacts): tf.Tensor {
  const { values, weights, to } = weighted(facts);
  const { sampleWeight, reduction, samples } = facts;
  const each =
    sampleWeight === undefined ? losses : tf.mul(shaped(losses, values), shaped(sampleWeight, weights));
  if (staysUnreduced(reduction, to)) return shaped(each, to);
  if (samples === undefined) return divided(sumAll(each), facts, to);
  const sums = shaped(sumRows(shaped(each, [samples, sizeOf(to) / samples]) as tf.Tensor2D), [samples]);
  return tf.mul(divided(sums, facts, to), samples);
}

/** d(sum of result * dy) / d(row loss): in the row losses' shape, or a scalar where all are equal. */
export function rowCoefficients(dy: tf.Tensor, facts: RowFacts): tf.Tensor {
  const { values, weights, to } = weighted(facts);
  const { sampleWeight, reduction, shape } = facts;
  const step = staysUnreduced(reduction, to) ? dy : spread(divided(dy, facts, to), facts);
  if (sampleWeight === undefined) return step;
  const each = tf.mul(shaped(sampleWeight, weights), step);
  return shaped(summedTo(tf.broadcastTo(each, [...to]), values), shape);
}

/** Repeats one number per sample for each of its rows. */
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

/** A divisor, with `without` where that differs from the reduction's. */
type Quotient = { readonly by: number | tf.Tensor } & Partial<Pick<Reduction, "without">>;

type DivisorRule = (facts: RowFacts, to: readonly number[]) => Quotient;

/** By what each mean divides: see DIVISORS in src/loss/divisors.ts. */
const DIVISORS: { readonly [divisor in Divisor]?: DivisorRule } = {
  unreduced: () => ({ by: 1 }),
  one: () => ({ by: 1 }),
  losses: (_, to) => ({ by: sizeOf(to) }),
  batch: ({ shape }) => ({ by: shape[0] ?? 1 }),
  "weights-or-batch": ({ sampleWeight, shape }) => ({
    by: sampleWeight === undefined ? (shape[0] ?? 1) : sumAll(sampleWeight),
  }),
  "kept-weight": ({ keptWeight, keptRows }) => ({ by: keptRows ?? keptWeight! }),
  weights: ({ sampleWeight }, to) => ({
    by: to.length === 0 ? 1 : sampleWeight === undefined ? sizeOf(to) : sumAll(sampleWeight),
  }),
  "nonzero-weights": ({ sampleWeight }, to) => {
    if (sampleWeight === undefined) return { by: sizeOf(to) };
    const nonzero = tf.sum(tf.cast(tf.notEqual(sampleWeight, 0), "float32"));
    return { by: tf.mul(nonzero, sizeOf(to) / sampleWeight.size) };
  },
  "weights-spread": ({ sampleWeight, shape }, to) => {
    if (sampleWeight === undefined) return { by: sizeOf(to), without: "zero" };
    const repeats = sizeOf(shape) / sampleWeight.size;
    const sum = sumAll(sampleWeight);
    return { by: repeats > 1 ? tf.mul(sum, repeats) : sum };
  },
};

/** Whether there is a tensor form of a reduction. */
export function hasReduction({ divisor }: Reduction): boolean {
  return divisor in DIVISORS;
}

/** NeMo's epsilon, which is added to every divisor. */
const EPSILON = 1e-6;

function divided(value: tf.Tensor, facts: RowFacts, to: readonly number[]): tf.Tensor {
  const { reduction } = facts;
  const { by, without = reduction.without } = DIVISORS[reduction.divisor]!(facts, to);
  if (typeof by === "number") return dividedByNumber(value, by, without);
  switch (without) {
    case "quotient":
      return quotient(value, by);
    case "nan":
      return tf.div(value, orElse(by, Number.NaN));
    case "sum":
      return tf.div(value, orElse(by, 1));
    case "epsilon":
      return tf.div(value, tf.add(by, EPSILON));
    case "zero":
    case "zero-or-empty":
      return tf.divNoNan(value, by);
  }
}

function dividedByNumber(value: tf.Tensor, by: number, without: Reduction["without"]): tf.Tensor {
  if (without === "epsilon") return tf.div(value, by + EPSILON);
  if (by === 1) return value;
  if (by !== 0) return tf.div(value, by);
  if (without === "sum") return value;
  // NaN without a kernel that computes 0 / 0.
  return without === "zero" || without === "zero-or-empty" ? tf.zerosLike(value) : tf.div(value, Number.NaN);
}

/** The divisor, or another number where it is 0. */
function orElse(by: tf.Tensor, other: number): tf.Tensor {
  const isNothing = tf.equal(by, 0);
  return tf.where(isNothing, tf.fill(isNothing.shape, other), by);
}

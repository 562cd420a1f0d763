/** What each mean divides by: the reductions differ in nothing else. */

import { Accumulator } from "../math/double-double.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import type { Reduction } from "./axes.ts";

/** What the rows bring along, known before any loss is. */
export interface RowFacts {
  readonly shape: readonly number[];
  /** Classes of a row. */
  readonly classes: number;
  /** Sum of the class weights of kept rows, or their number without weights. */
  readonly keptWeight: number;
  /** The same over all rows. */
  readonly targetWeight: number;
  /** Sum of the factors that weights give the rows, where they do; else undefined. */
  readonly rowWeight: number | undefined;
  /** Whether ignoreIndex names a class. */
  readonly ignoresClass: boolean;
  /** Weight per row loss, with the way its shape is lined up. */
  readonly sampleWeight: Tensor | undefined;
  readonly aligned: boolean;
}

export interface Values {
  readonly shape: readonly number[];
  /** Row of each value, and its weight. */
  readonly rows: Int32Array;
  readonly weights: Float64Array | undefined;
}

/** A divisor, and whether dividing by zero gives 0 (`divide_no_nan`) instead of NaN. */
export interface Divisor {
  readonly by: number;
  readonly zeroForZero: boolean;
}

type DivisorRule = (values: Values, facts: RowFacts) => Divisor;

export const DIVISORS: { readonly [reduction in Exclude<Reduction, "none">]: DivisorRule } = {
  sum: () => ({ by: 1, zeroForZero: false }),
  /** The number of row losses. */
  mean: (values) => ({ by: values.rows.length, zeroForZero: false }),
  /**
   * torch, index targets: the weights of the true classes of kept rows. torch divides the target's part and the
   * uniform part one by one, so where the weights add up to 0 the first is 0 / 0 and the sum NaN.
   */
  "mean-kept-weight": (_, { keptWeight }) => ({
    by: keptWeight === 0 ? Number.NaN : keptWeight,
    zeroForZero: false,
  }),
  /** Keras `sum_over_batch_size`: the number of losses, whatever their weights. */
  "mean-no-nan": (values) => ({ by: values.rows.length, zeroForZero: true }),
  /** Keras `mean_with_sample_weight`. */
  "mean-weight-no-nan": (values, facts) => ({
    by: values.shape.length === 0 ? 1 : (weightSum(facts) ?? values.rows.length),
    zeroForZero: true,
  }),
  /** tfjs `SUM_BY_NONZERO_WEIGHTS`: all-zero weights divide by zero, and the result is NaN. */
  "mean-nonzero-weights": (values) => ({
    by: values.weights?.reduce((count, weight) => count + (weight !== 0 ? 1 : 0), 0) ?? values.rows.length,
    zeroForZero: false,
  }),
  /** tfjs `MEAN`: the sum of the weights as given, times how often each is repeated. */
  "mean-weight-spread": (values, facts) => {
    const sum = weightSum(facts);
    // Without weights it is tfjs' own mean, which multiplies by 1 / size before it sums: the mean of nothing is 0.
    if (sum === undefined) return { by: values.rows.length, zeroForZero: true };
    const repeats = sizeOf(facts.shape) / facts.sampleWeight!.data.length;
    return { by: repeats > 1 ? sum * repeats : sum, zeroForZero: false };
  },
  /** tf.keras and TF 1 `SUM_OVER_BATCH_SIZE`: as Keras, but an empty batch is 0 and not empty. */
  "mean-no-nan-always": (values) => ({ by: values.rows.length, zeroForZero: true }),
  /** TF 1 `SUM_BY_NONZERO_WEIGHTS`: as tfjs, but all-zero weights give 0. */
  "mean-nonzero-weights-no-nan": (values, facts) => ({
    ...DIVISORS["mean-nonzero-weights"](values, facts),
    zeroForZero: true,
  }),
  /** TF 1 `MEAN`: as tfjs, but weights that add up to 0 give 0. */
  "mean-weight-spread-no-nan": (values, facts) => ({
    ...DIVISORS["mean-weight-spread"](values, facts),
    zeroForZero: true,
  }),
  /** The batch: the length of the first axis. */
  "mean-batch": (_, { shape }) => ({ by: shape[0] ?? 1, zeroForZero: false }),
  /** OpenNMT-tf: the batch, or the sum of the weights as given, one per sequence. */
  "mean-batch-weight": (_, facts) => ({
    by: weightSum(facts) ?? facts.shape[0] ?? 1,
    zeroForZero: false,
  }),
  /** Liger: as torch, but no kept row gives 0. */
  "mean-kept-weight-no-nan": (_, { keptWeight }) => ({ by: keptWeight, zeroForZero: true }),
  /** NeMo: an epsilon is added to the number of kept rows, so that none of them gives 0. */
  "mean-kept-and-epsilon": (_, { keptWeight }) => ({ by: keptWeight + NEMO_EPSILON, zeroForZero: false }),
  /** Paddle, hard targets: ignored rows are counted unless weights or an ignoreIndex of at least 0 are given. */
  "mean-kept-if-ignoring": (values, { keptWeight, rowWeight, ignoresClass }) => ({
    by: oneForZero(rowWeight !== undefined || ignoresClass ? keptWeight : values.rows.length),
    zeroForZero: false,
  }),
  /** Burn: the weights of the true classes of all rows, ignored ones as well. */
  "mean-target-weight": (_, { targetWeight }) => ({ by: targetWeight, zeroForZero: false }),
  /** Paddle, soft targets: the factors of the rows, once per class where ignoreIndex is at least 0. */
  "mean-row-weight": (values, { rowWeight, ignoresClass, classes }) => ({
    by: (rowWeight === undefined ? values.rows.length : oneForZero(rowWeight)) * (ignoresClass ? classes : 1),
    zeroForZero: false,
  }),
};

/** Default of SmoothedCrossEntropyLoss. */
const NEMO_EPSILON = 1e-6;

function oneForZero(divisor: number): number {
  return divisor === 0 ? 1 : divisor;
}

function weightSum(facts: RowFacts): number | undefined {
  if (facts.sampleWeight === undefined) return undefined;
  const sum = new Accumulator();
  for (const weight of facts.sampleWeight.data) sum.add(weight);
  return sum.value;
}

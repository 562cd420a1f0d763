/**
 * From row losses to the result, and from the incoming gradient to one coefficient per row.
 *
 * Sources agree on `none` and `sum` and on little else: what a mean divides by is an axis of its own.
 */
import type { Reduction } from "./axes.ts";
import { alignRanks, broadcastIndex, broadcastShape } from "./broadcast.ts";
import { Accumulator, productError, quotient } from "./double-double.ts";
import { roundTo, sizeOf, type Tensor } from "./tensor.ts";

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

export interface ReductionPlan {
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** d(sum of result * upstream) / d(row loss), per row. */
  readonly coefficients: Float64Array;
  /** Reduces row losses given as high + low parts. */
  readonly reduce: (high: Float64Array, low: Float64Array) => Float64Array;
}

interface Values {
  readonly shape: readonly number[];
  /** Row of each value, and its weight. */
  readonly rows: Int32Array;
  readonly weights: Float64Array | undefined;
}

/** A divisor, and whether dividing by zero gives 0 (`divide_no_nan`) instead of NaN. */
interface Divisor {
  readonly by: number;
  readonly zeroForZero: boolean;
}

type DivisorRule = (values: Values, facts: RowFacts) => Divisor;

const DIVISORS: { readonly [reduction in Exclude<Reduction, "none">]: DivisorRule } = {
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
  const keras = reduction === "mean-no-nan" || reduction === "mean-weight-no-nan";
  return reduction === "none" || (keras && shape.length === 1 && shape[0] === 0);
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
    values.rows.forEach((row, index) => {
      coefficients[row]! += (values.weights?.[index] ?? 1) * (upstream?.data[index] ?? 1);
    });
    const reduce = (high: Float64Array, low: Float64Array): Float64Array =>
      Float64Array.from(values.rows, (row, index) => {
        const weight = values.weights?.[index] ?? 1;
        const product = high[row]! * weight;
        const rest = productError(high[row]!, weight, product) + low[row]! * weight;
        return Number.isFinite(rest) ? product + rest : product;
      });
    return { shape: values.shape, coefficients, reduce };
  }
  const divisor = DIVISORS[reduction as keyof typeof DIVISORS](values, facts);
  const step = divided(upstream?.data[0] ?? 1, 0, divisor);
  values.rows.forEach((row, index) => {
    coefficients[row]! += (values.weights?.[index] ?? 1) * step;
  });
  const reduce = (high: Float64Array, low: Float64Array): Float64Array => {
    const sum = new Accumulator();
    values.rows.forEach((row, index) => {
      sum.addProduct(high[row]!, low[row]!, values.weights?.[index] ?? 1, 0);
    });
    return Float64Array.of(divided(sum.high, sum.low, divisor));
  };
  return { shape: [], coefficients, reduce };
}

function divided(high: number, low: number, { by, zeroForZero }: Divisor): number {
  if (zeroForZero && by === 0) return 0;
  return quotient(high, low, by).high;
}

/** A tensor of the dtype, each value rounded to its grid. */
export function roundedTensor(like: Tensor, shape: readonly number[], data: Float64Array): Tensor {
  return { dtype: like.dtype, shape, data: data.map((value) => roundTo(like.dtype, value)) };
}

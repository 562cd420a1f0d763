/** What each mean divides by, and the result where that divisor is 0; reductions differ in nothing else. */

import { Accumulator, quotient } from "../math/double-double.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import type { Divisor, Reduction } from "./axes.ts";

/** Facts about the rows that are known before any loss is computed. */
export interface RowFacts {
  readonly shape: readonly number[];
  /** Classes of a row. */
  readonly classes: number;
  /** Sum of the class weights of kept rows, or their number without weights. */
  readonly keptWeight: number;
  /** The same over all rows. */
  readonly targetWeight: number;
  /** Sum of the factors that weights give the rows; undefined without such weights. */
  readonly rowWeight: number | undefined;
  /** Number of rows with any mass, where rows without mass are not counted; else undefined. */
  readonly rowsWithMass: number | undefined;
  /** A divisor that the call brings; undefined for none. */
  readonly given: number | undefined;
  /** Whether ignoreIndex names a class. */
  readonly ignoresClass: boolean;
  /** Weight per row loss, with the way its shape is aligned. */
  readonly sampleWeight: Tensor | undefined;
  readonly aligned: boolean;
}

export interface Values {
  readonly shape: readonly number[];
  /** How many values there are. */
  readonly count: number;
  /** Row of each value, and its weight; undefined without weights, where each value is a row of its own. */
  readonly weighted: { readonly rows: Int32Array; readonly weights: Float64Array } | undefined;
}

/** A divisor, and the result where it is 0. */
export interface Quotient {
  readonly by: number;
  readonly without: Reduction["without"];
  /** A factor of the divisor that is left out when the divisor is compared with 0. Default 1. */
  readonly times?: number;
}

/** Gives the divisor for some losses; with `without` where that differs from the reduction's. */
type DivisorRule = (
  values: Values,
  facts: RowFacts,
) => Pick<Quotient, "by"> & Partial<Pick<Quotient, "without" | "times">>;

/** What a reduction divides by. */
export function quotientOf({ divisor, without }: Reduction, values: Values, facts: RowFacts): Quotient {
  return { without, ...DIVISORS[divisor](values, facts) };
}

const DIVISORS: { readonly [divisor in Divisor]: DivisorRule } = {
  unreduced: () => ({ by: 1 }),
  one: () => ({ by: 1 }),
  /** The number of row losses, whatever their weights. */
  losses: (values) => ({ by: values.count }),
  /** ClassyVision compares smoothed masses with ignoreIndex, so that with 0 a row without mass is left out. */
  "unmasked-rows": (values, { rowsWithMass }) => ({ by: rowsWithMass ?? values.count }),
  /** The length of the first axis. */
  batch: (_, { shape }) => ({ by: shape[0] ?? 1 }),
  /** OpenNMT-tf: the length of the first axis, or the sum of the weights as given, one per sequence. */
  "weights-or-batch": (_, facts) => ({ by: weightSum(facts) ?? facts.shape[0] ?? 1 }),
  /** The weights of the true classes of kept rows, or the number of kept rows. */
  given: (_, { given, keptWeight }) => ({ by: given ?? keptWeight }),
  "kept-weight": (_, { keptWeight }) => ({ by: keptWeight }),
  /** Paddle, hard targets: ignored rows are counted unless weights or an ignoreIndex of at least 0 are given. */
  "kept-if-ignoring": (values, { keptWeight, rowWeight, ignoresClass }) => ({
    by: rowWeight !== undefined || ignoresClass ? keptWeight : values.count,
  }),
  /** Burn: the weights of the true classes of all rows, ignored ones included. */
  "target-weight": (_, { targetWeight }) => ({ by: targetWeight }),
  /** Paddle, soft targets: the factors of the rows, once per class where ignoreIndex is at least 0. */
  "row-weight": (values, { rowWeight, ignoresClass, classes }) => ({
    ...(rowWeight === undefined ? { by: values.count, without: "quotient" } : { by: rowWeight }),
    times: ignoresClass ? classes : 1,
  }),
  /** Keras `mean_with_sample_weight`: the sum of the weights; a single loss is not divided. */
  weights: (values, facts) => ({
    by: values.shape.length === 0 ? 1 : (weightSum(facts) ?? values.count),
  }),
  /** tfjs `MEAN`: the sum of the weights as given, times how often each is repeated. */
  "weights-spread": (values, facts) => {
    const sum = weightSum(facts);
    // Without weights this is tfjs' own mean, which multiplies by 1 / size before it sums: the mean of no losses is 0.
    if (sum === undefined) return { by: values.count, without: "zero" };
    const repeats = sizeOf(facts.shape) / facts.sampleWeight!.data.length;
    return { by: repeats > 1 ? sum * repeats : sum };
  },
  /** tfjs `SUM_BY_NONZERO_WEIGHTS`. */
  "nonzero-weights": (values) => ({
    by: values.weighted?.weights.reduce((count, weight) => count + (weight !== 0 ? 1 : 0), 0) ?? values.count,
  }),
};

/** Default of NeMo's SmoothedCrossEntropyLoss, added to the number of kept rows. */
const EPSILON = 1e-6;

/** A sum in two parts over its divisor. */
export function divided(high: number, low: number, { by, without, times = 1 }: Quotient): number {
  if (without === "epsilon") return quotient(high, low, by + EPSILON).high;
  if (by !== 0 || without === "quotient") return quotient(high, low, by * times).high;
  if (without === "nan") return Number.NaN;
  return without === "sum" ? quotient(high, low, times).high : 0;
}

function weightSum(facts: RowFacts): number | undefined {
  if (facts.sampleWeight === undefined) return undefined;
  const sum = new Accumulator();
  for (const weight of facts.sampleWeight.data) sum.add(weight);
  return sum.value;
}

/**
 * Links: how the first input becomes class probabilities, what a unit of target mass on a class then costs, and
 * the slope of a row's loss.
 *
 * Each link works on one row at a time and keeps its scratch, so that a large batch allocates nothing per row.
 */
import type { Axes } from "./axes.ts";
import { clippedProbability, clippedRows } from "./clipped-probabilities.ts";
import { Accumulator } from "./double-double.ts";
import { logSoftmax, rowDistribution } from "./log-softmax.ts";
import { sigmoid } from "./sigmoid.ts";
import type { DType } from "./tensor.ts";

/** Target masses of one row, weights included, as high + low parts. */
export interface RowMasses {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

export interface Link {
  /** Reads one row: `length` values at data[start + k * stride]. */
  load(data: Float64Array, start: number, stride: number, length: number): void;
  /** Adds the loss of `mass` (high + low) on class k. */
  addTerm(k: number, high: number, low: number, into: Accumulator): void;
  /** Whether a mass on class k costs a finite amount. */
  isFiniteAt(k: number): boolean;
  /** Prepares slopes for a row whose masses are known. */
  prepareSlopes(masses: RowMasses, length: number): void;
  /** d(row loss) / d(input k), given the same masses. */
  slope(k: number, masses: RowMasses): number;
}

/** -log softmax(x): slope p * S - q, with S the sum of the masses or, where a source assumes it, 1. */
function softmaxLink(length: number, gradientMass: Axes["gradientMass"]): Link {
  const row = rowDistribution(length);
  let mass = 1;
  return {
    load: (data, start, stride, n) => logSoftmax(data, start, stride, n, row),
    addTerm: (k, high, low, into) => into.addProduct(high, low, row.surprisal[k]!, row.surprisalLow[k]!),
    isFiniteAt: (k) => Number.isFinite(row.surprisal[k]!),
    prepareSlopes(masses, n) {
      if (gradientMass === "one") return;
      const sum = new Accumulator();
      for (let k = 0; k < n; k += 1) {
        sum.add(masses.high[k]!);
        sum.add(masses.low[k]!);
      }
      mass = sum.value;
    },
    slope: (k, masses) => row.probability[k]! * mass - masses.high[k]! - masses.low[k]!,
  };
}

/** Log-probabilities as given: slope -q. */
function givenLink(length: number): Link {
  const surprisal = new Float64Array(length);
  return {
    load(data, start, stride, n) {
      for (let k = 0; k < n; k += 1) surprisal[k] = -data[start + k * stride]!;
    },
    addTerm: (k, high, low, into) => into.addProduct(high, low, surprisal[k]!, 0),
    isFiniteAt: (k) => Number.isFinite(surprisal[k]!),
    prepareSlopes() {},
    slope: (k, masses) => -masses.high[k]! - masses.low[k]!,
  };
}

/** The link of the axes, with scratch for rows of `length`. */
export function linkFor(axes: Axes, dtype: DType, length: number): Link {
  switch (axes.link) {
    case "softmax":
      return softmaxLink(length, axes.gradientMass);
    case "given":
      return givenLink(length);
    case "sigmoid":
      return sigmoid(length);
    case "clipped-rows":
      return clippedRows(length, dtype);
    case "clipped":
      return clippedProbability(length, dtype);
  }
}

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
  /** What the terms of that slope add up to without their signs, given the sum of the masses' magnitudes; same row. */
  slopeMagnitude(k: number, mass: number, total: number): number;
}

/** A difference smaller than this share of its terms is what rounding left of an exact zero. */
const NOTHING_LEFT = 2 ** -90;

/** -log softmax(x): slope p * S - q, with S the sum of the masses or, where a source assumes it, 1. */
function softmaxLink(length: number, gradientMass: Axes["gradientMass"]): Link {
  const row = rowDistribution(length);
  let mass = new Accumulator();
  mass.add(1);
  return {
    load: (data, start, stride, n) => logSoftmax(data, start, stride, n, row),
    addTerm: (k, high, low, into) => into.addProduct(high, low, row.surprisal[k]!, row.surprisalLow[k]!),
    isFiniteAt: (k) => Number.isFinite(row.surprisal[k]!),
    prepareSlopes(masses, n) {
      if (gradientMass === "one") return;
      mass = new Accumulator();
      for (let k = 0; k < n; k += 1) {
        mass.add(masses.high[k]!);
        mass.add(masses.low[k]!);
      }
    },
    slope(k, masses) {
      const p = row.probability[k]!;
      const q = masses.high[k]!;
      const difference = new Accumulator();
      difference.addProduct(p, row.probabilityLow[k]!, mass.high, mass.low);
      difference.add(-q);
      difference.add(-masses.low[k]!);
      const slope = difference.value;
      return Math.abs(slope) < NOTHING_LEFT * (Math.abs(p * mass.high) + Math.abs(q)) ? 0 : slope;
    },
    slopeMagnitude: (k, q, total) => row.probability[k]! * (gradientMass === "one" ? 1 : total) + Math.abs(q),
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
    slopeMagnitude: (_, q) => Math.abs(q),
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

/**
 * Cross entropy of probabilities as Keras computes it: clipped to [epsilon, 1 - epsilon] so that the logarithm
 * stays finite, after division by the row sum where there are several classes.
 *
 * Source: keras 3.15.1, src/backend/tensorflow/nn.py, categorical_crossentropy and binary_crossentropy.
 * The bounds are constants of the input's dtype: in float32 the upper one is 1 - 1.19e-7, not 1 - 1e-7.
 * The clip passes no gradient outside its bounds.
 */

import { Accumulator, sumError } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { type DType, roundTo } from "../math/tensor.ts";
import type { Link } from "./axes.ts";
import type { RowCost } from "./row-cost.ts";

/** keras.config.epsilon(). */
const EPSILON = 1e-7;

export interface Clip {
  readonly lowest: number;
  readonly highest: number;
  /** Added to the argument of the logarithm. */
  readonly added: number;
}

/** Keras only clips; tf.keras' binary cross entropy also adds epsilon inside the logarithm. */
export function clipOf(clip: Link["clip"], dtype: DType): Clip {
  if (clip !== "epsilon" && clip !== "epsilon-and-added") {
    return { lowest: Number.NEGATIVE_INFINITY, highest: Number.POSITIVE_INFINITY, added: 0 };
  }
  const added = clip === "epsilon-and-added" ? roundTo(dtype, EPSILON) : 0;
  return { lowest: roundTo(dtype, EPSILON), highest: roundTo(dtype, 1 - EPSILON), added };
}

/** NaN stays NaN, as in TensorFlow's clip_by_value. */
export function clipped({ lowest, highest }: Clip, value: number): number {
  if (value < lowest) return lowest;
  return value > highest ? highest : value;
}

/** Whether the clip passes the gradient on: on its bounds too, but not for NaN. */
export function isInside({ lowest, highest }: Clip, value: number): boolean {
  return value >= lowest && value <= highest;
}

/** Rows divided by their sum, then clipped: loss -sum q log c, slope (sum of inside q - q_k / c_k) / row sum. */
export function clippedRows(length: number, clip: Clip): RowCost {
  const share = new Float64Array(length);
  const surprisal = new Float64Array(length);
  const inside = new Uint8Array(length);
  let rowSum = 1;
  let insideMass = 0;
  return {
    load(data, start, stride, n) {
      const sum = new Accumulator();
      for (let k = 0; k < n; k += 1) sum.add(data[start + k * stride]!);
      rowSum = sum.value;
      for (let k = 0; k < n; k += 1) {
        const value = data[start + k * stride]!;
        share[k] = value / rowSum;
        inside[k] = isInside(clip, share[k]!) ? 1 : 0;
        surprisal[k] =
          inside[k] === 1 && share[k]! > 0.5
            ? // Near 1 the logarithm magnifies the rounding of the division; what is missing from 1 is exact.
              Math.log1p(rowSumWithout(data, start, stride, n, k) / value)
            : -Math.log(clipped(clip, share[k]!));
      }
    },
    addTerm: (k, high, low, into) => into.addProduct(high, low, surprisal[k]!, 0),
    unitCost: (k) => surprisal[k]!,
    isFiniteAt: (k) => Number.isFinite(surprisal[k]!),
    prepareSlopes(masses, n) {
      const sum = new Accumulator();
      for (let k = 0; k < n; k += 1) if (inside[k] === 1) sum.add(masses.high[k]!);
      // The quotient rule multiplies each probability by a slope and divides by the sum twice: with an infinite or
      // zero sum that is 0 * Infinity or 0 / 0 everywhere.
      insideMass = Number.isFinite(rowSum) && rowSum !== 0 ? sum.value : Number.NaN;
    },
    slope: (k, masses) => (insideMass - (inside[k] === 1 ? masses.high[k]! / share[k]! : 0)) / rowSum,
    slopeMagnitude: (k, q) =>
      (Math.abs(insideMass) + (inside[k] === 1 ? Math.abs(q) / share[k]! : 0)) / Math.abs(rowSum),
  };
}

function rowSumWithout(data: FloatArray, start: number, stride: number, n: number, k: number): number {
  const sum = new Accumulator();
  for (let j = 0; j < n; j += 1) if (j !== k) sum.add(data[start + j * stride]!);
  return sum.value;
}

/** log(1 - c + added): one of the two sums is always exact. */
export function logOther(c: number, added: number): number {
  return c > 0.5 ? Math.log(1 - c + added) : Math.log1p(added - c);
}

/** The costs of a label that is present (z = 1) and of one that is absent (z = 0); the loss is linear between them. */
function twoSided(
  present: (k: number) => number,
  absent: (k: number) => number,
): Required<Pick<RowCost, "addTerm" | "unitCost" | "bareCost">> {
  return {
    addTerm(k, high, low, into) {
      const other = 1 - high;
      into.addProduct(high, low, present(k), 0);
      into.addProduct(other, sumError(1, -high, other) - low, absent(k), 0);
    },
    unitCost: (k) => present(k) - absent(k),
    bareCost: absent,
  };
}

/** One probability per label: loss -(z log c + (1 - z) log(1 - c)), slope (1 - z) / (1 - c) - z / c inside. */
export function clippedProbability(length: number, clip: Clip): RowCost {
  const { added } = clip;
  const probability = new Float64Array(length);
  const inside = new Uint8Array(length);
  return {
    load(data, start, stride, n) {
      for (let k = 0; k < n; k += 1) {
        const value = data[start + k * stride]!;
        inside[k] = isInside(clip, value) ? 1 : 0;
        probability[k] = clipped(clip, value);
      }
    },
    ...twoSided(
      (k) => -Math.log(probability[k]! + added),
      (k) => -logOther(probability[k]!, added),
    ),
    isFiniteAt: (k) => Number.isFinite(probability[k]!),
    prepareSlopes() {},
    slope(k, masses) {
      if (inside[k] === 0) return 0;
      const c = probability[k]!;
      const z = masses.high[k]!;
      return (1 - z) / (1 - c + added) - z / (c + added);
    },
    slopeMagnitude(k, z) {
      if (inside[k] === 0) return 0;
      const c = probability[k]!;
      return Math.abs(1 - z) / (1 - c + added) + Math.abs(z) / (c + added);
    },
  };
}

/** Burn's least logarithm of a probability. */
const LEAST_LOGARITHM = -100;

/**
 * One probability per label as given, with logarithms cut off at -100: loss -(z log p + (1 - z) log(1 - p)).
 *
 * The cut passes a gradient of 0 on, but the logarithm multiplies that 0 by 1/0 where p is 0 or 1, which gives NaN.
 */
export function cutLogarithms(length: number): RowCost {
  const probability = new Float64Array(length);
  const cost = (logarithm: number): number => -Math.max(logarithm, LEAST_LOGARITHM);
  /** What one side of the target adds to the slope, given its share of the mass divided by its probability. */
  const side = (p: number, logarithm: number, slope: number): number => {
    if (p === 0) return Number.NaN;
    return logarithm < LEAST_LOGARITHM ? 0 : slope;
  };
  return {
    load(data, start, stride, n) {
      for (let k = 0; k < n; k += 1) probability[k] = data[start + k * stride]!;
    },
    ...twoSided(
      (k) => cost(Math.log(probability[k]!)),
      (k) => cost(logOther(probability[k]!, 0)),
    ),
    isFiniteAt: (k) => Number.isFinite(probability[k]!),
    prepareSlopes() {},
    slope(k, masses) {
      const p = probability[k]!;
      const z = masses.high[k]!;
      return side(1 - p, logOther(p, 0), (1 - z) / (1 - p)) - side(p, Math.log(p), z / p);
    },
    slopeMagnitude(k, z) {
      const p = probability[k]!;
      return side(1 - p, logOther(p, 0), Math.abs(1 - z) / (1 - p)) + side(p, Math.log(p), Math.abs(z) / p);
    },
  };
}

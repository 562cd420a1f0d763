/**
 * Focal cross entropy: the cost of a class times alpha and a power of 1 minus its probability, so that rows that are
 * already right count for little.
 *
 * Source: keras 3.15.1, src/losses/losses.py, categorical_focal_crossentropy (2215-2304) and
 * binary_focal_crossentropy (2475-2523); Lin et al., Focal Loss for Dense Object Detection, ICCV 2017.
 */

import {
  Accumulator,
  add,
  type DoubleDouble,
  DoubleDoubles,
  doubleDouble,
  scale,
  sumError,
} from "../math/double-double.ts";
import { type DType, roundTo } from "../math/tensor.ts";
import type { Link as LinkAxis } from "./axes.ts";
import { type Clip, clipped, isInside, logOther } from "./clipped-probabilities.ts";
import { logSoftmax, rowDistribution } from "./log-softmax.ts";
import type { RowCost } from "./row-cost.ts";
import { sigmoid } from "./sigmoid.ts";

/** What a focal link multiplies a class's cost by: alpha * (1 - p)^gamma. */
export interface Focus {
  readonly alpha: number;
  readonly gamma: number;
}

/** base^exponent for a base of two parts; the relative effect of the lower part is multiplied by the exponent. */
function power({ high, low }: DoubleDouble, exponent: number): DoubleDouble {
  const main = high ** exponent;
  const rest = (main * exponent * low) / high;
  return { high: main, low: Number.isFinite(rest) ? rest : 0 };
}

function product(a: DoubleDouble, b: DoubleDouble): DoubleDouble {
  const sum = new Accumulator();
  sum.addProduct(a.high, a.low, b.high, b.low);
  return { high: sum.high, low: sum.low };
}

/**
 * Rows of class probabilities o, clipped to c: loss sum of alpha (1 - c)^gamma q (-log c). With G_k the derivative of
 * the k-th term in c, and 0 outside the clip, the slope is o_j (G_j - sum G_k o_k) in a logit and
 * (G_j - sum G_k o_k) / row sum in a probability.
 */
export function focalRows(length: number, clip: Clip, { alpha, gamma }: Focus, fromLogits: boolean): RowCost {
  const softmax = rowDistribution(length);
  const share = new DoubleDoubles(length);
  const lacking = new DoubleDoubles(length);
  const surprisal = new DoubleDoubles(length);
  const inside = new Uint8Array(length);
  const derivative = new Float64Array(length);
  let rowSum = 1;
  let mean = 0;
  let meanMagnitude = 0;
  const clipAt = (k: number): void => {
    inside[k] = isInside(clip, share.high[k]!) ? 1 : 0;
    if (inside[k] === 1) return;
    const c = clipped(clip, share.high[k]!);
    surprisal.set(k, -Math.log(c), 0);
    lacking.set(k, 1 - c, 0);
  };
  return {
    load(data, start, stride, n) {
      if (fromLogits) {
        logSoftmax(data, start, stride, n, softmax);
        for (let k = 0; k < n; k += 1) {
          share.set(k, softmax.probability[k]!, softmax.probabilityLow[k]!);
          lacking.setDifference(k, share.high[k]!, share.low[k]!);
          surprisal.set(k, softmax.surprisal[k]!, softmax.surprisalLow[k]!);
          clipAt(k);
        }
        return;
      }
      const sum = new Accumulator();
      for (let k = 0; k < n; k += 1) sum.add(data[start + k * stride]!);
      const { high: total, low: totalLow } = sum;
      rowSum = sum.value;
      for (let k = 0; k < n; k += 1) {
        const value = data[start + k * stride]!;
        share.setQuotient(k, value, total, totalLow);
        const high = share.high[k]!;
        lacking.setDifference(k, high, share.low[k]!);
        // Near 1 the logarithm magnifies the rounding of the division; the difference from 1 keeps all its digits.
        const others = high > 0.5 ? add({ high: total, low: totalLow }, doubleDouble(-value)).high : 0;
        const cost = high > 0.5 ? Math.log1p(others / value) : -Math.log(high);
        surprisal.set(k, cost, 0);
        clipAt(k);
      }
    },
    addTerm(k, high, low, into) {
      const factor = scale(power(lacking.at(k), gamma), alpha);
      const cost = product(factor, surprisal.at(k));
      into.addProduct(high, low, cost.high, cost.low);
    },
    unitCost: (k) => alpha * lacking.high[k]! ** gamma * surprisal.high[k]!,
    isFiniteAt: (k) => Number.isFinite(surprisal.high[k]!),
    prepareSlopes(masses, n) {
      const sum = new Accumulator();
      meanMagnitude = 0;
      for (let k = 0; k < n; k += 1) {
        derivative[k] = inside[k] === 1 ? masses.high[k]! * unitDerivative(k) : 0;
        sum.addProduct(derivative[k]!, 0, share.high[k]!, share.low[k]!);
        meanMagnitude += Math.abs(derivative[k]! * share.high[k]!);
      }
      mean = sum.value;
    },
    slope(k) {
      const difference = derivative[k]! - mean;
      return fromLogits ? difference * share.high[k]! : difference / rowSum;
    },
    slopeMagnitude(k, q) {
      const own = inside[k] === 1 ? Math.abs(q * unitDerivative(k)) : 0;
      return fromLogits ? (own + meanMagnitude) * share.high[k]! : (own + meanMagnitude) / Math.abs(rowSum);
    },
  };

  /** Derivative of alpha (1 - c)^gamma (-log c) in c: two terms of one sign. */
  function unitDerivative(k: number): number {
    const rest = lacking.at(k);
    const focusing = gamma === 0 ? 0 : gamma * power(rest, gamma - 1).high * -surprisal.high[k]!;
    return alpha * (focusing - power(rest, gamma).high / share.high[k]!);
  }
}

/**
 * One probability p per label: loss w F^gamma b. Here b is the label's cross entropy, F = z (1 - p) + (1 - z) p is what
 * the probability of the right side falls short of 1, and w = z alpha + (1 - z)(1 - alpha) where the sides are balanced,
 * else 1. F uses the unclipped p.
 *
 * From logits, Keras' TensorFlow backend finds the logits behind its own sigmoid and computes b from them, so nothing is
 * clipped there.
 */
export function focalProbabilities(
  length: number,
  { probabilities, focal }: LinkAxis,
  clip: Clip,
  { alpha, gamma }: Focus,
  dtype: DType,
): RowCost {
  const fromLogits = probabilities === "sigmoid";
  const logits = sigmoid(length);
  const probability = new DoubleDoubles(length);
  const lacking = new DoubleDoubles(length);
  const inside = new Uint8Array(length);
  const balance = (z: number): number => (focal === "balanced" ? z * alpha + (1 - z) * (1 - alpha) : 1);
  // 1 - z is exact for z of at least 1/2; what z has been rounded by matters where z is next to 1.
  const shortfall = (k: number, z: number, low: number): DoubleDouble =>
    add(scale(lacking.at(k), z), scale(probability.at(k), 1 - z - low));

  function crossEntropy(k: number, high: number, low: number): DoubleDouble {
    const sum = new Accumulator();
    if (fromLogits) logits.addTerm(k, high, low, sum);
    else {
      const c = clipped(clip, probability.high[k]!);
      sum.addProduct(high, low, -Math.log(c), 0);
      sum.addProduct(1 - high, -low, -logOther(c, 0), 0);
    }
    return { high: sum.high, low: sum.low };
  }

  /**
   * Whether F is 0 in the dtype of the input and F^(gamma - 1) is infinite, so that the source multiplies 0 by Infinity.
   * For gamma of at least 1 it does not matter whether a small F is 0.
   */
  function vanishes(k: number, z: number): boolean {
    if (gamma >= 1) return false;
    const round = (value: number): number => roundTo(dtype, value);
    const p = round(probability.high[k]!);
    return round(1 - round(round(z * p) + round((1 - z) * round(1 - p)))) === 0;
  }

  /** The slope's two terms: of F, and of b. */
  function slopes(k: number, z: number, low: number): readonly [number, number] {
    const p = probability.high[k]!;
    const rest = lacking.high[k]!;
    const base = shortfall(k, z, low);
    const inner = fromLogits ? p * rest : 1;
    // With gamma 0 this is 0, except for NaN, which passes through as it does in the source.
    const ofFocus = vanishes(k, z)
      ? Number.NaN
      : gamma * power(base, gamma - 1).high * (1 - 2 * z - 2 * low) * inner * crossEntropy(k, z, low).high;
    const flat = !fromLogits && inside[k] === 0;
    // p - z needs no correction: both are known to more digits than their difference needs.
    const ofCost = fromLogits ? p - z + (probability.low[k]! - low) : flat ? 0 : (1 - z) / rest - z / p;
    return [balance(z) * ofFocus, balance(z) * power(base, gamma).high * ofCost];
  }

  return {
    load(data, start, stride, n) {
      logits.load(data, start, stride, n);
      for (let k = 0; k < n; k += 1) {
        const value = data[start + k * stride]!;
        if (fromLogits) {
          const e = Math.exp(-Math.abs(value));
          const total = 1 + e;
          const totalLow = sumError(1, e, total);
          const [larger, smaller] = value >= 0 ? [probability, lacking] : [lacking, probability];
          larger.setQuotient(k, 1, total, totalLow);
          smaller.setQuotient(k, e, total, totalLow);
        } else {
          probability.set(k, value, 0);
          lacking.setDifference(k, value, 0);
          inside[k] = isInside(clip, value) ? 1 : 0;
        }
      }
    },
    addTerm(k, high, low, into) {
      const cost = product(power(shortfall(k, high, low), gamma), crossEntropy(k, high, low));
      into.addProduct(cost.high, cost.low, balance(high), 0);
    },
    isFiniteAt: (k) => logits.isFiniteAt(k),
    prepareSlopes() {},
    slope(k, masses) {
      const [ofFocus, ofCost] = slopes(k, masses.high[k]!, masses.low[k]!);
      return ofFocus + ofCost;
    },
    slopeMagnitude(k, z) {
      const [ofFocus] = slopes(k, z, 0);
      const p = probability.high[k]!;
      const flat = !fromLogits && inside[k] === 0;
      const ofCost = fromLogits
        ? p + Math.abs(z)
        : flat
          ? 0
          : Math.abs(1 - z) / lacking.high[k]! + Math.abs(z) / p;
      return Math.abs(ofFocus) + Math.abs(balance(z) * power(shortfall(k, z, 0), gamma).high) * ofCost;
    },
  };
}

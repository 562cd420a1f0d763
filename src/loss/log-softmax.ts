/**
 * Log-softmax of one row, as surprisals.
 *
 * With m = max x and rest = sum over the others of exp(x_j - m), the surprisal of class k is
 *
 *     -log p_k = (m - x_k) + log1p(rest)
 *
 * is a sum of two non-negative terms, so nothing cancels: a confident row keeps all its digits, which
 * log(sum exp x) - x_k loses.
 */

import { Accumulator, quotientError, sumError } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";

/** Scratch for one row, reused from row to row. */
export interface RowDistribution {
  /** -log p_k, non-negative. */
  readonly surprisal: Float64Array;
  /** The rounding error of `surprisal`. */
  readonly surprisalLow: Float64Array;
  /** p_k. */
  readonly probability: Float64Array;
  /** The rounding error of `probability` from the division by the total. */
  readonly probabilityLow: Float64Array;
}

export function rowDistribution(length: number): RowDistribution {
  return {
    surprisal: new Float64Array(length),
    surprisalLow: new Float64Array(length),
    probability: new Float64Array(length),
    probabilityLow: new Float64Array(length),
  };
}

/**
 * Fills `row` from `length` logits at `data[start + k * stride]`, to which `lows[k]` is added where it is given.
 *
 * The whole row is NaN if any logit is NaN or +Infinity, or if all are -Infinity, as in every reference: the maximum is
 * subtracted first, and Infinity - Infinity is NaN. A -Infinity among finite logits has p = 0 and surprisal Infinity.
 */
export function logSoftmax(
  data: FloatArray,
  start: number,
  stride: number,
  length: number,
  row: RowDistribution,
  lows?: Float64Array,
): void {
  let max = Number.NEGATIVE_INFINITY;
  let argmax = 0;
  for (let k = 0; k < length; k += 1) {
    const x = data[start + k * stride]!;
    if (Number.isNaN(x)) {
      max = x;
      break;
    }
    // Of two that are equal in the first part, the second part says which is larger.
    if (x > max || (x === max && lows !== undefined && lows[k]! > lows[argmax]!)) {
      max = x;
      argmax = k;
    }
  }
  const { surprisal, surprisalLow, probability, probabilityLow } = row;
  if (!Number.isFinite(max)) {
    surprisal.fill(Number.NaN, 0, length);
    surprisalLow.fill(0, 0, length);
    probability.fill(Number.NaN, 0, length);
    probabilityLow.fill(0, 0, length);
    return;
  }
  const rest = new Accumulator();
  for (let k = 0; k < length; k += 1) {
    const x = data[start + k * stride]!;
    let below = max - x;
    let belowLow = sumError(max, -x, below);
    if (lows !== undefined && Number.isFinite(below)) {
      const low = belowLow + (lows[argmax]! - lows[k]!);
      const sum = below + low;
      belowLow = sumError(below, low, sum);
      below = sum;
    }
    surprisal[k] = below;
    surprisalLow[k] = belowLow;
    // exp(-(below + belowLow)): the difference's rounding error matters, since it grows with `below`.
    const e = Math.exp(-below) * (1 - belowLow);
    probability[k] = e;
    if (k !== argmax) rest.add(e);
  }
  const { high: others, low: othersLow } = rest;
  rest.add(1);
  const { high: total, low: totalLow } = rest;
  const logTotal = Math.log1p(others) + othersLow / total;
  for (let k = 0; k < length; k += 1) {
    const below = surprisal[k]!;
    const sum = below + logTotal;
    surprisalLow[k] = surprisalLow[k]! + sumError(below, logTotal, sum);
    surprisal[k] = sum;
    const e = probability[k]!;
    const p = e / total;
    probability[k] = p;
    probabilityLow[k] = quotientError(e, p, total, totalLow);
  }
}

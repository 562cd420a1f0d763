/**
 * Sigmoid cross entropy of independent labels. For a logit x and a target mass z,
 *
 *     max(x, 0) - x z + log1p(exp(-|x|))
 *
 * is computed as (1 - z) x + log1p(exp(-x)) for x >= 0 and z (-x) + log1p(exp(x)) below, which is equal but does not
 * cancel. The slope is sigmoid(x) - z.
 */
import { type Accumulator, sumError } from "../math/double-double.ts";
import type { RowCost } from "./row-cost.ts";

export function sigmoid(length: number): RowCost {
  const logit = new Float64Array(length);
  return {
    load(data, start, stride, n) {
      for (let k = 0; k < n; k += 1) logit[k] = data[start + k * stride]!;
    },
    addTerm(k, high, low, into) {
      const x = logit[k]!;
      if (x === Number.POSITIVE_INFINITY) {
        // As in the sources, max(x, 0) - x z is Infinity - Infinity, or Infinity - NaN for z = 0.
        into.add(Number.NaN);
        return;
      }
      if (x >= 0) {
        const other = 1 - high;
        into.addProduct(other, sumError(1, -high, other) - low, x, 0);
      } else {
        into.addProduct(high, low, -x, 0);
      }
      addSoftplus(-Math.abs(x), into);
    },
    unitCost: (k) => -logit[k]!,
    bareCost: (k) => Math.max(logit[k]!, 0) + Math.log1p(Math.exp(-Math.abs(logit[k]!))),
    isFiniteAt: (k) => Number.isFinite(logit[k]!),
    prepareSlopes() {},
    slope(k, masses) {
      const x = logit[k]!;
      const e = Math.exp(-Math.abs(x));
      const probability = x >= 0 ? 1 / (1 + e) : e / (1 + e);
      return probability - masses.high[k]! - masses.low[k]!;
    },
    slopeMagnitude: (k, z) => 1 / (1 + Math.exp(-logit[k]!)) + Math.abs(z),
  };
}

/** Adds log1p(exp(x)). */
function addSoftplus(x: number, into: Accumulator): void {
  into.add(Math.log1p(Math.exp(x)));
}

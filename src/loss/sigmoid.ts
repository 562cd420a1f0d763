/**
 * Sigmoid cross entropy of independent labels. For a logit x and a target mass z,
 *
 *     max(x, 0) - x z + log1p(exp(-|x|))
 *
 * is computed as (1 - z) x + log1p(exp(-x)) for x >= 0 and z (-x) + log1p(exp(x)) below, which is equal but does not
 * cancel. The slope is sigmoid(x) - z.
 *
 * With a factor w on the positive side, w z log1p(exp(-x)) + (1 - z) log1p(exp(x)), both parts of the first line keep
 * their signs: (1 - z) x or w z (-x), and the logarithm counts 1 + (w - 1) z times.
 */
import {
  Accumulator,
  add,
  type DoubleDouble,
  doubleDouble,
  negate,
  scale,
  sumError,
} from "../math/double-double.ts";
import type { RowCost } from "./row-cost.ts";

export function sigmoid(length: number, posWeight = 1): RowCost {
  const logit = new Float64Array(length);
  const weighed = posWeight !== 1;
  /** How often the logarithm counts. */
  const sides = (z: DoubleDouble): DoubleDouble => add(add(scale(z, posWeight), negate(z)), doubleDouble(1));
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
        const mass = weighed ? scale({ high, low }, posWeight) : { high, low };
        into.addProduct(mass.high, mass.low, -x, 0);
      }
      const logarithm = softplus(-Math.abs(x));
      if (weighed) {
        const count = sides({ high, low });
        into.addProduct(count.high, count.low, logarithm, 0);
      } else into.add(logarithm);
    },
    unitCost(k) {
      const x = logit[k]!;
      return weighed ? posWeight * positivePart(-x) - positivePart(x) : -x;
    },
    bareCost: (k) => positivePart(logit[k]!),
    isFiniteAt: (k) => Number.isFinite(logit[k]!),
    prepareSlopes() {},
    slope(k, masses) {
      const x = logit[k]!;
      const e = Math.exp(-Math.abs(x));
      const probability = x >= 0 ? 1 / (1 + e) : e / (1 + e);
      if (!weighed) return probability - masses.high[k]! - masses.low[k]!;
      const difference = new Accumulator();
      const z = { high: masses.high[k]!, low: masses.low[k]! };
      const [mass, count] = [scale(z, posWeight), sides(z)];
      difference.addProduct(count.high, count.low, probability, 0);
      difference.add(-mass.high);
      difference.add(-mass.low);
      return difference.value;
    },
    slopeMagnitude: (k, z) =>
      Math.abs(1 + (posWeight - 1) * z) / (1 + Math.exp(-logit[k]!)) + Math.abs(posWeight * z),
  };
}

/** log1p(exp(x)). */
function softplus(x: number): number {
  return Math.log1p(Math.exp(x));
}

/** The same for a large x: max(x, 0) + log1p(exp(-|x|)). */
function positivePart(x: number): number {
  return Math.max(x, 0) + softplus(-Math.abs(x));
}

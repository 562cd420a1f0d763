/** Two ways in which a softmax loses the classes that are far below the largest logit of their row. */

import { Accumulator, sumError } from "../math/double-double.ts";
import { logSoftmax, rowDistribution } from "./log-softmax.ts";
import type { RowCost } from "./row-cost.ts";

/** How far below the row's largest logit Paddle lets another lie (phi/kernels/funcs/math_function and softmax). */
const MOST_BELOW = 64;

/**
 * The cost of a row whose logits are raised to at least the largest minus 64, which keeps its rounding error. The slope
 * ignores the raising.
 */
export function raisedLogits(length: number, cost: RowCost): RowCost {
  const row = new Float64Array(length);
  const lows = new Float64Array(length);
  return {
    ...cost,
    load(data, start, stride, n) {
      let largest = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < n; k += 1) largest = Math.max(largest, data[start + k * stride]!);
      const least = largest - MOST_BELOW;
      const low = sumError(largest, -MOST_BELOW, least);
      for (let k = 0; k < n; k += 1) {
        const value = data[start + k * stride]!;
        const isRaised = value < least || (value === least && low > 0);
        row[k] = isRaised ? least : value;
        lows[k] = isRaised ? low : 0;
      }
      cost.load(row, 0, 1, n, lows);
    },
  };
}

/** Below this float32 has no normal numbers, and a probability loses its digits before it is lost altogether. */
const LEAST_NORMAL = 2 ** -126;

/**
 * The cost of the mass that smoothing adds, as -log of a softmax in float32. The cost of the target's own mass is
 * computed from the logits, and so is the slope.
 */
export function underflowingSoftmax(length: number, cost: RowCost): RowCost {
  const row = rowDistribution(length);
  /** -log of the float32 probability where that is not a normal number; NaN elsewhere. */
  const lost = new Float64Array(length);
  const addTerm: RowCost["addTerm"] = (k, high, low, into) => {
    if (Number.isNaN(lost[k])) cost.addTerm(k, high, low, into);
    else into.addProduct(high, low, lost[k]!, 0);
  };
  return {
    ...cost,
    load(data, start, stride, n) {
      cost.load(data, start, stride, n);
      logSoftmax(data, start, stride, n, row);
      let least = Number.POSITIVE_INFINITY;
      for (let k = 0; k < n; k += 1) least = Math.min(least, row.surprisal[k]!);
      const sum = Math.fround(Math.exp(least));
      for (let k = 0; k < n; k += 1) {
        lost[k] = Number.NaN;
        if (!(row.probability[k]! < LEAST_NORMAL)) continue;
        lost[k] = -Math.log(Math.fround(Math.fround(Math.exp(least - row.surprisal[k]!)) / sum));
      }
    },
    addTerm,
    addOwnTerm: cost.addTerm,
    unitCost(k) {
      const term = new Accumulator();
      addTerm(k, 1, 0, term);
      return term.value;
    },
    isFiniteAt: (k) => (Number.isNaN(lost[k]) ? cost.isFiniteAt(k) : Number.isFinite(lost[k])),
  };
}

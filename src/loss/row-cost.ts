/** What a link gives the evaluator: the cost of mass 1 on a class, and the slope of a row's loss. */

import type { Accumulator } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";

/** Target masses of one row, weights included, as high + low parts. */
export interface RowMasses {
  readonly high: Float64Array;
  readonly low: Float64Array;
}

export interface RowCost {
  /**
   * Reads one row: `length` values at data[start + k * stride]. `lows` has the rounding errors of values that are
   * results themselves.
   */
  load(data: FloatArray, start: number, stride: number, length: number, lows?: Float64Array): void;
  /** Adds the loss of `mass` (high + low) on class k. */
  addTerm(k: number, high: number, low: number, into: Accumulator): void;
  /** The same for the mass that smoothing leaves on the target, where a source computes that term differently. */
  addOwnTerm?(k: number, high: number, low: number, into: Accumulator): void;
  /** What mass 1 adds to the loss of class k, as one double, where the cost is proportional to the mass. */
  unitCost?(k: number): number;
  /** What class k costs without any mass, in addition to a `unitCost`; 0 if absent. */
  bareCost?(k: number): number;
  /** Adds what a row costs whatever its masses are. */
  addRowTerm?(into: Accumulator): void;
  /** Whether a mass on class k costs a finite amount. */
  isFiniteAt(k: number): boolean;
  /** Adds the logarithm of the normaliser times `mass`: where the row's largest logit is 0, -log p of that class. */
  addNormaliser?(high: number, low: number, into: Accumulator): void;
  /** Prepares slopes for a row whose masses are known. */
  prepareSlopes(masses: RowMasses, length: number): void;
  /** d(row loss) / d(input k), given the same masses. */
  slope(k: number, masses: RowMasses): number;
  /** The sum of the absolute values of that slope's terms, given the sum of the absolute masses of the same row. */
  slopeMagnitude(k: number, mass: number, total: number): number;
}

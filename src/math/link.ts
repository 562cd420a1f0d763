/** What a link offers the evaluator: the cost of a unit of mass on a class, and the slope of a row's loss. */
import type { Accumulator } from "./double-double.ts";

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
  /** Cost of a unit of mass on class k, in a double, where no mass costs nothing. */
  unitCost?(k: number): number;
  /** Whether a mass on class k costs a finite amount. */
  isFiniteAt(k: number): boolean;
  /** Adds the logarithm of the normaliser times `mass`: where the row's largest logit is 0, -log p of that class. */
  addNormaliser?(high: number, low: number, into: Accumulator): void;
  /** Prepares slopes for a row whose masses are known. */
  prepareSlopes(masses: RowMasses, length: number): void;
  /** d(row loss) / d(input k), given the same masses. */
  slope(k: number, masses: RowMasses): number;
  /** What the terms of that slope add up to without their signs, given the sum of the masses' magnitudes; same row. */
  slopeMagnitude(k: number, mass: number, total: number): number;
}

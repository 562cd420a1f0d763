/**
 * The interface between a loss call and the kernels that compute its rows.
 *
 * A call becomes a plan, whose coefficients are known before any loss is computed; a kernel computes the rows; the plan
 * reduces them. Kernels differ in speed and in which calls they serve, never in what a call means.
 */

import type { DoubleDoubles } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import type { Halves } from "../math/halves.ts";
import type { Rows } from "../math/rows.ts";
import type { LossCall } from "./loss-call.ts";
import type { MassPlan } from "./mass-plan.ts";

/** The rows of one call, and where their results go. */
export interface RowJob {
  readonly lossCall: LossCall;
  /** The rows of the input along the axis that terms are summed over. */
  readonly rows: Rows;
  readonly masses: MassPlan;
  /** The factor on the slopes of each row loss; it includes the incoming gradient and the divisor. */
  readonly coefficients: Float64Array;
  /** Receives the row losses in two parts. It holds zeros at first, so that a skipped row needs no writing. */
  readonly losses: DoubleDoubles;
  /**
   * Receives the gradient, in the layout of the input; absent where the loss alone is wanted. It may be the array of the
   * input itself, so a row is read before its gradient is written.
   */
  readonly gradient: FloatArray | Halves | undefined;
  /** Whether the gradient holds zeros at first, so that a skipped row needs no writing. */
  readonly isFresh: boolean;
}

export interface RowKernel {
  readonly id: string;
  /** Whether this kernel computes such rows: decided by axes, dtypes and shapes, never by a variant's name. */
  serves(job: RowJob): boolean;
  /**
   * Computes the rows of a job that it serves.
   *
   * @returns the rows that it left untouched because of their values; the exact kernel computes these
   */
  run(job: RowJob): readonly number[];
}

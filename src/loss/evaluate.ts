/** The evaluator: a call becomes a plan, kernels compute its rows, and the plan reduces them. */

import { DoubleDoubles } from "../math/double-double.ts";
import { type FloatArray, valuesOf } from "../math/dtypes.ts";
import { Halves } from "../math/halves.ts";
import { rowsAlong } from "../math/rows.ts";
import { halfTensor, sizeOf } from "../math/tensor.ts";
import { exactRows } from "./exact-kernel.ts";
import type { LossAndGradient, LossCall } from "./loss-call.ts";
import { massPlanOf } from "./mass-plan.ts";
import { roundedTensor } from "./reduction.ts";
import { ALL_COSTS, type LinkCosts } from "./row-costs.ts";
import type { RowJob, RowKernel } from "./row-kernel.ts";
import { reductionPlan, rowLossShape } from "./row-losses.ts";

/** Which results of a call are wanted, and how. */
export interface Want {
  readonly gradient: boolean;
  /** Returns the loss as the float64 in which it was computed, whatever the dtype of the input. */
  readonly unrounded?: true;
  /**
   * Receives the gradient in place of a new array: it must have the length of the input and an array, or bits, of its
   * dtype.
   */
  readonly into?: FloatArray | Halves;
}

/** A loss, and the gradient where it was wanted. */
export type Evaluated = Pick<LossAndGradient, "loss"> & Partial<LossAndGradient>;

/**
 * Computes the loss, and the gradient if wanted.
 *
 * @param kernels that may compute the rows, the preferred one first. Default: the exact kernel alone.
 */
export function evaluate(lossCall: LossCall): LossAndGradient;
export function evaluate(lossCall: LossCall, want: Want, kernels?: readonly RowKernel[]): Evaluated;
export function evaluate(
  lossCall: LossCall,
  want: Want = { gradient: true },
  kernels: readonly RowKernel[] = [],
): Evaluated {
  return evaluateWith(lossCall, want, kernels, ALL_COSTS);
}

/** The same with some links only, so that a program need not bring those that its variants cannot reach. */
export function evaluateWith(
  lossCall: LossCall,
  want: Want,
  kernels: readonly RowKernel[],
  costs: readonly LinkCosts[],
): Evaluated {
  const { input, softmaxAxis } = lossCall;
  const plan = reductionPlan(lossCall);
  const job: RowJob = {
    lossCall,
    rows: rowsAlong(input.shape, softmaxAxis),
    masses: massPlanOf(lossCall),
    coefficients: plan.coefficients,
    losses: new DoubleDoubles(sizeOf(rowLossShape(lossCall))),
    gradient: want.gradient ? (want.into ?? newGradient(input)) : undefined,
    isFresh: want.into === undefined,
  };
  computeRows(job, kernels, costs);
  const losses = plan.reduce(job.losses.high, job.losses.low);
  const loss = roundedTensor(want.unrounded ? "float64" : input.dtype, plan.shape, losses);
  const { gradient } = job;
  if (gradient === undefined) return { loss };
  if (gradient instanceof Halves) return { loss, gradient: halfTensor(input.shape, gradient) };
  return { loss, gradient: { dtype: input.dtype, shape: input.shape, data: gradient } };
}

/** Where the input came as bits, so does the gradient. */
function newGradient({ dtype, shape, halves }: LossCall["input"]): FloatArray | Halves {
  if (halves === undefined) return valuesOf(dtype, sizeOf(shape));
  return new Halves(halves.dtype, new Uint16Array(halves.bits.length));
}

/** The one rule for falling back: the exact kernel computes jobs that no kernel serves, and rows that a kernel leaves. */
function computeRows(job: RowJob, kernels: readonly RowKernel[], costs: readonly LinkCosts[]): void {
  const kernel = kernels.find((each) => each.serves(job));
  exactRows(job, kernel?.run(job), costs);
}

/**
 * A few rows that stand for many: a definition that does not give these is not the one, and one that does is asked for
 * all of them. So a search costs what a batch is long, and not its square.
 */

import { SUM } from "../../loss/axis-values.ts";
import type { LossCall } from "../../loss/loss-call.ts";
import { isPerRow } from "../../loss/row-losses.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import { rowsAlong } from "../../math/rows.ts";
import { sameShape, type Tensor } from "../../math/tensor.ts";
import type { ReadSample } from "../sample.ts";
import { classAxesOf } from "./class-axes.ts";

/** Most elements of the chosen rows, and fewest rows. */
const ELEMENTS = 1024;
const FEWEST = 4;

/**
 * Rows of a sample, spread over all of them, the first and the last among them; all of them where they are few, or
 * where the classes may be on one of two axes.
 */
export function chosenRows(sample: Pick<ReadSample, "input" | "target">): readonly number[] {
  const [axis = 0, other] = classAxesOf(sample);
  const { count, length } = rowsAlong(sample.input.shape, axis);
  const most = Math.max(FEWEST, Math.ceil(ELEMENTS / Math.max(1, length)));
  if (count <= most || other !== undefined) return Array.from({ length: count }, (_, row) => row);
  return Array.from({ length: most }, (_, i) => Math.floor((i * (count - 1)) / (most - 1)));
}

/** The values of some rows along an axis, one row after another. */
export function rowsOf(
  { data, shape }: Pick<Tensor, "data" | "shape">,
  axis: number,
  chosen: readonly number[],
): Float64Array {
  const rows = rowsAlong(shape, axis);
  const values = new Float64Array(chosen.length * rows.length);
  chosen.forEach((row, i) => {
    const start = rows.start(row);
    for (let k = 0; k < rows.length; k += 1) values[i * rows.length + k] = data[start + k * rows.stride]!;
  });
  return values;
}

/** Puts all rows along an axis back into the order of their tensor. */
export function inOrder(values: Float64Array, shape: readonly number[], axis: number): Float64Array {
  const rows = rowsAlong(shape, axis);
  return values.map((_, flat) => {
    const k = Math.floor(flat / rows.stride) % rows.length;
    const row = Math.floor(flat / (rows.stride * rows.length)) * rows.stride + (flat % rows.stride);
    return values[row * rows.length + k]!;
  });
}

/**
 * The loss call of some rows alone, [rows, K], in float64: what a reduction and weights of rows make of them is left to
 * the caller.
 *
 * @param made what was made of each tensor before, each once
 */
export function ofRows(
  lossCall: LossCall,
  chosen: readonly number[],
  once: (tensor: Tensor, axis: number, make: () => Tensor) => Tensor,
): LossCall {
  const { axes, input, target, softmaxAxis } = lossCall;
  const length = input.shape[softmaxAxis] ?? 1;
  const shape = [chosen.length, length];
  const likeInput = (tensor: Tensor): Tensor =>
    once(tensor, softmaxAxis, () => ({ dtype: "float64", shape, data: rowsOf(tensor, softmaxAxis, chosen) }));
  const indices = (): Tensor => ({
    dtype: "int64",
    shape: [chosen.length],
    data: Float64Array.from(chosen, (row) => target.data[row]!),
  });
  const weight = isPerRow(axes) ? undefined : lossCall.weight;
  return {
    ...lossCall,
    axes: { ...axes, reduction: SUM, weight: weight === undefined ? "none" : axes.weight },
    classAxis: 1,
    softmaxAxis: 1,
    input: likeInput(input),
    target: sameShape(target.shape, input.shape) ? likeInput(target) : once(target, softmaxAxis, indices),
    weight,
    upstream: undefined,
  };
}

/** Whether the rows of a loss call are those of its classes, so that some of them can be taken alone. */
export function hasOwnRows({ classAxis, softmaxAxis }: LossCall): boolean {
  return classAxis === softmaxAxis;
}

/** Multiplies each element by its row's coefficient, or by its own where each element is a loss. */
export function scaledRows(
  values: Float64Array,
  coefficients: FloatArray,
  { input: { shape }, softmaxAxis, axes }: LossCall,
  chosen: readonly number[],
): Float64Array {
  const rows = rowsAlong(shape, softmaxAxis);
  const each = axes.rowLoss === "each";
  const scaled = new Float64Array(values.length);
  chosen.forEach((row, i) => {
    for (let k = 0; k < rows.length; k += 1) {
      const flat = i * rows.length + k;
      scaled[flat] = values[flat]! * coefficients[each ? rows.start(row) + k * rows.stride : row]!;
    }
  });
  return scaled;
}

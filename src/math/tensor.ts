/**
 * The one form of tensors inside smoothproof: row-major values with a dtype that represents them exactly.
 *
 * Values stay in the array they came in. A float32 value widens to float64 without loss and a class index is a safe
 * integer, so a Float64Array can hold every dtype; a Float32Array is read as it is.
 */
import { MOST_AXES } from "./budget.ts";
import type { DType, FloatArray } from "./dtypes.ts";
import type { Halves } from "./halves.ts";

export type { DType } from "./dtypes.ts";

/** What is known of a tensor before its values are known: enough to check a call. */
export interface TensorForm {
  readonly dtype: DType;
  /** Sizes, outermost first; a scalar has shape []. */
  readonly shape: readonly number[];
}

export interface Tensor extends TensorForm {
  /** Row-major values; its length is the product of the shape. */
  readonly data: FloatArray;
  /** The same as the bits that they came as; then reading `data` makes a copy. */
  readonly halves?: Halves;
}

/** Number of elements of a shape; 1 for a scalar. */
export function sizeOf(shape: readonly number[]): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** `[2, 3]`, as shapes are written in messages. */
export function formatShape(shape: readonly number[]): string {
  const rest = shape.length > MOST_AXES ? `, … (${shape.length} axes)` : "";
  return `[${shape.slice(0, MOST_AXES).join(", ")}${rest}]`;
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** The shape without one axis: what is left of `[N, K, T]` when the classes are summed out. */
export function withoutAxis(shape: readonly number[], axis: number): number[] {
  return shape.filter((_, index) => index !== axis);
}

/** Rounds to the dtype's grid; identity for float64. Narrower types are rounded where they are encoded. */
export function roundTo(dtype: DType, value: number): number {
  return dtype === "float32" ? Math.fround(value) : value;
}

/**
 * A tensor of 16-bit floats. `data` widens them when it is first read; `halves` is not enumerable, so that a copy with
 * other data does not keep it.
 */
export function halfTensor(shape: readonly number[], halves: Halves): Tensor {
  const tensor = {
    dtype: halves.dtype,
    shape,
    get data(): Float64Array {
      return halves.values;
    },
  };
  Object.defineProperty(tensor, "halves", { value: halves });
  return tensor;
}

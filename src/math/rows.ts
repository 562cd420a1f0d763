/** Rows of a tensor along any axis, as offsets and strides. */
import { sizeOf, withoutAxis } from "./tensor.ts";

/** Rows along one axis: where each starts and how far apart its elements are. */
export interface Rows {
  readonly count: number;
  readonly length: number;
  readonly stride: number;
  readonly start: (row: number) => number;
}

/** The rows of `shape` along `axis`. */
export function rowsAlong(shape: readonly number[], axis: number): Rows {
  const length = shape[axis] ?? 1; // a scalar is a row of one
  const stride = sizeOf(shape.slice(axis + 1));
  return {
    count: sizeOf(withoutAxis(shape, axis)),
    length,
    stride,
    start: (row) => Math.floor(row / stride) * stride * length + (row % stride),
  };
}

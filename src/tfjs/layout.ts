/** Turns rows along any axis into a matrix, and back. */
import { sameShape } from "../math/tensor.ts";
import * as tf from "./tf.ts";

/** How a tensor of some shape is laid out as rows along one axis. */
export interface RowLayout {
  readonly shape: readonly number[];
  /** Axis that becomes the columns. */
  readonly axis: number;
}

function lastOrder({ shape, axis }: RowLayout): number[] {
  return [...shape.keys()].filter((other) => other !== axis).concat(axis);
}

/** [rows, length] with one row per position off the axis. */
export function toRows(tensor: tf.Tensor, layout: RowLayout): tf.Tensor2D {
  const { shape, axis } = layout;
  const length = shape[axis] ?? 1; // a scalar is a row of one
  const last = axis === shape.length - 1 || shape.length === 0;
  const moved = last ? tensor : tf.transpose(tensor, lastOrder(layout));
  return shaped(moved, [tensor.size / length, length]) as tf.Tensor2D;
}

/** The tensor whose rows these are. */
export function fromRows(rows: tf.Tensor2D, layout: RowLayout): tf.Tensor {
  const { shape, axis } = layout;
  if (axis === shape.length - 1 || shape.length === 0) return shaped(rows, shape);
  const order = lastOrder(layout);
  const moved = tf.reshape(
    rows,
    order.map((from) => shape[from]!),
  );
  const back = order.map((_, at) => order.indexOf(at));
  return tf.transpose(moved, back);
}

/** The tensor in a shape, or itself if it has that shape: on small tensors, starting a kernel costs more than its work. */
export function shaped(tensor: tf.Tensor, shape: readonly number[]): tf.Tensor {
  return sameShape(tensor.shape, shape) ? tensor : tf.reshape(tensor, [...shape]);
}

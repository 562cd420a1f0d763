/** Sums of rows that are accurate to a few ULP, whatever the backend's own kernel does with a long row. */
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

/** A running float32 sum of this many terms of one sign is accurate to an ULP or two. */
const BLOCK = 64;

/** The sum of each row, as a column. */
export function sumRows(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.sum(blocked(rows), 1, true);
}

/** The sum of all elements, a scalar; 0 where there are none. */
export function sumAll(values: tf.Tensor): tf.Scalar {
  if (values.size === 0) return tf.scalar(0);
  if (values.size <= BLOCK || !backendTraits().sumsInOrder) return tf.sum(values);
  return tf.reshape(sumRows(tf.reshape(values, [1, values.size])), []);
}

/** Each row as the sums of its blocks, until no row is long. */
function blocked(rows: tf.Tensor2D): tf.Tensor2D {
  const [count, length] = rows.shape;
  if (length <= BLOCK || !backendTraits().sumsInOrder) return rows;
  const block = blockFor(length);
  const padding = (block - (length % block)) % block;
  const whole =
    padding === 0
      ? rows
      : tf.pad(rows, [
          [0, 0],
          [0, padding],
        ]);
  const blocks = (length + padding) / block;
  const sums = tf.sum(tf.reshape(whole, [count * blocks, block]), 1);
  return blocked(tf.reshape(sums, [count, blocks]));
}

/** A divisor of the length, so that nothing has to be copied; the whole block where no divisor is large enough. */
function blockFor(length: number): number {
  for (let block = BLOCK; block >= BLOCK / 8; block -= 1) if (length % block === 0) return block;
  return BLOCK;
}

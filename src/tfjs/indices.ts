/**
 * Class indices in the form that the kernels need: in range, with separate masks for ignored and for invalid ones.
 *
 * A kernel cannot refuse. Where values lie in the memory of the process, they are read, and an index that names no class
 * is refused as everywhere else. Where they lie on a device, reading would wait for it, so loss and gradient of such a
 * row become NaN, which never passes for another class. `criterion.check` waits and refuses.
 */

import { checkIndices } from "../definition/bind.ts";
import type { LossCall } from "../loss/loss-call.ts";
import type { HeldTensor } from "./forms.ts";
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

export interface IndexRows {
  /** [rows], each in [0, K). */
  readonly index: tf.Tensor1D;
  /** [rows], the position of each row's index among all elements of [rows, K]. */
  readonly place: tf.Tensor1D;
  /** [rows, 1], true where the target is ignoreIndex; undefined where it is known that none is. */
  readonly ignored: tf.Tensor2D | undefined;
  /** How many rows are not ignored; undefined where only the device knows. */
  readonly kept: number | undefined;
  /** [rows, 1], false where the index names no class; undefined where it is known that each does. */
  readonly possible: tf.Tensor2D | undefined;
}

/** The indices of a loss call. @throws InvalidArgument for one out of range, where values can be read without waiting */
export function indexRows(setting: LossCall<HeldTensor>): IndexRows {
  const { target, input, classAxis, ignoreIndex } = setting;
  const width = input.shape[classAxis] ?? 1;
  if (backendTraits().host) {
    const values = tf.engine().readSync(target.tensor.dataId) as Int32Array | Uint8Array;
    checkIndices(setting, values);
    return lookedAt(values, width, ignoreIndex);
  }
  const index = tf.cast(tf.reshape(target.tensor, [target.tensor.size]), "int32");
  const inRange = tf.logicalAnd(tf.greaterEqual(index, 0), tf.less(index, width));
  // No 32-bit label equals an index beyond 32 bits, and a device would cut it off.
  const isInt32 = ignoreIndex !== undefined && (ignoreIndex | 0) === ignoreIndex;
  const ignored = isInt32 ? tf.equal(index, tf.scalar(ignoreIndex, "int32")) : undefined;
  const possible =
    ignored !== undefined && setting.ignoredOutside === true ? tf.logicalOr(inRange, ignored) : inRange;
  const inside = tf.where(inRange, index, tf.zerosLike(index)) as tf.Tensor1D;
  const starts = tf.mul(tf.range(0, index.size, 1, "int32"), tf.scalar(width, "int32"));
  return {
    index: inside,
    place: tf.add(inside, starts),
    ignored: ignored && column(ignored),
    kept: undefined,
    possible: column(possible),
  };
}

/** The same from values that are in range or ignored. */
function lookedAt(values: ArrayLike<number>, width: number, ignoreIndex: number | undefined): IndexRows {
  const rows = values.length;
  const index = new Int32Array(rows);
  const place = new Int32Array(rows);
  const ignored = new Uint8Array(rows);
  let kept = rows;
  for (let row = 0; row < rows; row += 1) {
    const value = values[row]!;
    if (value === ignoreIndex) {
      ignored[row] = 1;
      kept -= 1;
    }
    if (value >= 0 && value < width) index[row] = value;
    place[row] = row * width + index[row]!;
  }
  return {
    index: tf.tensor1d(index, "int32"),
    place: tf.tensor1d(place, "int32"),
    kept,
    ignored: kept < rows ? tf.tensor2d(ignored, [rows, 1], "bool") : undefined,
    possible: undefined,
  };
}

/** Refuses an index out of range, wherever the values are. */
export async function refuseIndices(setting: LossCall<HeldTensor>): Promise<void> {
  if (setting.targetKind === "indices") checkIndices(setting, await setting.target.tensor.data());
}

function column(values: tf.Tensor): tf.Tensor2D {
  return tf.reshape(values, [values.size, 1]);
}

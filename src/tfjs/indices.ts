/**
 * Class indices as the kernels need them: in range, with what the ignored and the impossible ones mean kept apart.
 *
 * A kernel cannot refuse. Where values lie in the memory of the process they are looked at, and an index that names
 * no class is refused as everywhere else. Where they lie on a device, looking would wait for it, so the row of such
 * an index becomes NaN, loss and gradient; it never passes for another class. `criterion.check` awaits and refuses.
 */
import type { Evaluation } from "../math/evaluation.ts";
import { checkIndices } from "../variants/resolve.ts";
import type { HeldTensor } from "./forms.ts";
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

export interface IndexRows {
  /** [rows], each in [0, K). */
  readonly index: tf.Tensor1D;
  /** [rows, 1], true where the target is ignoreIndex; undefined where it is known that none is. */
  readonly ignored: tf.Tensor2D | undefined;
  /** [rows, 1], false where the index names no class; undefined where it is known that each does. */
  readonly possible: tf.Tensor2D | undefined;
}

/** The indices of an evaluation. @throws InvalidArgument for one out of range, where values can be looked at */
export function indexRows(setting: Evaluation<HeldTensor>): IndexRows {
  const { target, input, classAxis, ignoreIndex } = setting;
  const width = input.shape[classAxis] ?? 1;
  const index = tf.cast(tf.reshape(target.tensor, [target.tensor.size]), "int32");
  if (!backendTraits().host) {
    const inRange = tf.logicalAnd(tf.greaterEqual(index, 0), tf.less(index, width));
    const ignored = ignoreIndex === undefined ? undefined : tf.equal(index, ignoreIndex);
    const possible =
      ignored !== undefined && ignoredMayBeOutside(setting) ? tf.logicalOr(inRange, ignored) : inRange;
    return {
      index: tf.where(inRange, index, tf.zerosLike(index)) as tf.Tensor1D,
      ignored: ignored && column(ignored),
      possible: column(possible),
    };
  }
  const values = tf.engine().readSync(target.tensor.dataId) as Int32Array | Uint8Array;
  checkIndices(setting, values);
  const hasIgnored = ignoreIndex !== undefined && values.includes(ignoreIndex);
  const leavesRange = hasIgnored && (ignoreIndex < 0 || ignoreIndex >= width);
  const inside = leavesRange ? tf.where(tf.equal(index, ignoreIndex), tf.zerosLike(index), index) : index;
  return {
    index: inside as tf.Tensor1D,
    ignored: hasIgnored ? column(tf.equal(index, ignoreIndex)) : undefined,
    possible: undefined,
  };
}

/** Refuses an index out of range, wherever the values are. */
export async function refuseIndices(setting: Evaluation<HeldTensor>): Promise<void> {
  if (setting.targetKind === "indices") checkIndices(setting, await setting.target.tensor.data());
}

function ignoredMayBeOutside({ axes }: Evaluation<HeldTensor>): boolean {
  return axes.ignoredRows === "masked" || axes.excludedClass === "in-range-index";
}

function column(values: tf.Tensor): tf.Tensor2D {
  return tf.reshape(values, [values.size, 1]);
}

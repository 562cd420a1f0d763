/** Target masses of class indices as tensors: on, off, and none on an excluded class. */
import type { LossCall } from "../loss/loss-call.ts";
import { massesOf } from "../loss/target.ts";
import type { HeldTensor } from "./forms.ts";
import type { IndexRows } from "./indices.ts";
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

type Setting = LossCall<HeldTensor>;

/** Where the classes of the rows are. */
export type Places = Pick<IndexRows, "index" | "place">;

/** [rows, K] of on and off masses, none on the excluded class unless it is the target. */
export function indexMasses(setting: Setting, places: Places): tf.Tensor2D {
  const { on, bias } = massesOf(setting);
  const width = setting.input.shape[setting.classAxis] ?? 1;
  const excluded = excludedClass(setting);
  const q = oneHot(places, width, on.high, bias.high);
  if (excluded === undefined) return q;
  const isExcluded = tf.tensor1d(Array.from({ length: width }, (_, k) => (k === excluded ? 1 : 0)));
  const without = tf.mul(q, tf.sub(1, isExcluded)) as tf.Tensor2D;
  const { axes, ignoreIndex } = setting;
  // A row whose target is the excluded class is ignored, unless ignoreIndex counts from the end.
  if (axes.ignoredRows === "zero-mass" && ignoreIndex === excluded) return without;
  const own = tf.cast(tf.equal(tf.reshape(places.index, [-1, 1]), excluded), "float32");
  return tf.add(without, tf.mul(tf.mul(own, on.high), isExcluded));
}

/** Sum over the classes of a function of their masses, per row; computed here, since there are only two masses. */
export function sumOverClasses(setting: Setting, { index }: Places, of: (mass: number) => number): tf.Tensor {
  const { on, bias } = massesOf(setting);
  const width = setting.input.shape[setting.classAxis] ?? 1;
  const excluded = excludedClass(setting);
  const sum = (others: number): number => of(on.high) + (others > 0 ? others * of(bias.high) : 0);
  if (excluded === undefined) return tf.scalar(sum(width - 1));
  // A row whose target is the excluded class has one more class with the mass `off`.
  const isExcluded = tf.equal(tf.reshape(index, [-1, 1]), excluded);
  return tf.where(
    isExcluded,
    tf.fill(isExcluded.shape, sum(width - 1)),
    tf.fill(isExcluded.shape, sum(width - 2)),
  );
}

/** The excluded class, if it names a class. */
function excludedClass({ excludedClass: excluded, input, classAxis }: Setting): number | undefined {
  const width = input.shape[classAxis] ?? 1;
  return excluded !== undefined && excluded >= 0 && excluded < width ? excluded : undefined;
}

/** [rows, width] with `on` where the index points. */
function oneHot({ index, place }: Places, width: number, on: number, off: number): tf.Tensor2D {
  const rows = index.size;
  if (width < 2) return tf.fill([rows, width], on); // The kernel needs at least two classes.
  // A shader cannot write NaN.
  const finite = Number.isFinite(on) && Number.isFinite(off);
  if (finite && backendTraits().oneHotTakesFloats) {
    return tf.oneHot(index, width, on, off, "float32") as tf.Tensor2D;
  }
  const flat = tf.tensorScatterUpdate(
    tf.fill([rows * width], off),
    tf.reshape(place, [rows, 1]),
    tf.fill([rows], on),
  );
  return tf.reshape(flat, [rows, width]);
}

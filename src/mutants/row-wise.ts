/** Functions of a tensor, row by row along its last axis, computed once for each tensor. */
import type { FloatArray } from "../math/dtypes.ts";
import type { Tensor } from "../math/tensor.ts";

/**
 * @param change writes the new row; if no row changes, the tensor itself is returned
 * @param length length of the new row. Default: that of the row
 */
export function rowWise(
  change: (row: FloatArray, into: Float64Array) => void,
  length?: number,
): (tensor: Tensor) => Tensor {
  const made = new WeakMap<Tensor, Tensor>();
  return (tensor) => {
    const known = made.get(tensor);
    if (known !== undefined) return known;
    const from = tensor.shape.at(-1) ?? 1;
    const to = length ?? from;
    const rows = from === 0 ? 0 : tensor.data.length / from;
    const data = new Float64Array(rows * to);
    for (let row = 0; row < rows; row += 1)
      change(tensor.data.subarray(row * from, (row + 1) * from), data.subarray(row * to, (row + 1) * to));
    const isSame = to === from && data.every((value, i) => Object.is(value, tensor.data[i]));
    const changed = isSame ? tensor : { ...tensor, shape: [...tensor.shape.slice(0, -1), to], data };
    made.set(tensor, changed);
    return changed;
  };
}

/** Index of the first of a row's largest values; -1 where one is NaN. */
export function positionOfLargest(row: FloatArray): number {
  let found = 0;
  for (let k = 0; k < row.length; k += 1) {
    if (Number.isNaN(row[k])) return -1;
    if (row[k]! > row[found]!) found = k;
  }
  return found;
}

/** Permuting axes, and merging several into one. */
import { sizeOf, type Tensor } from "./tensor.ts";

/** The tensor with its axes in `order`: axis i of the result is axis order[i] of the tensor. */
export function permuted({ dtype, shape, data }: Tensor, order: readonly number[]): Tensor {
  const to = order.map((axis) => shape[axis]!);
  if (order.every((axis, i) => axis === i)) return { dtype, shape: to, data };
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const moved = new Float64Array(data.length);
  const index = to.map(() => 0);
  let from = 0;
  for (let flat = 0; flat < moved.length; flat += 1) {
    moved[flat] = data[from]!;
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      const stride = strides[order[axis]!]!;
      index[axis]! += 1;
      from += stride;
      if (index[axis]! < to[axis]!) break;
      from -= stride * to[axis]!;
      index[axis] = 0;
    }
  }
  return { dtype, shape: to, data: moved };
}

/** The inverse of an order of axes. */
export function inverse(order: readonly number[]): number[] {
  const back = order.map(() => 0);
  order.forEach((axis, i) => {
    back[axis] = i;
  });
  return back;
}

/** The same values under another shape of the same size. */
export function reshaped({ dtype, data }: Tensor, shape: readonly number[]): Tensor {
  return { dtype, shape, data };
}

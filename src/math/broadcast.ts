/** Broadcasting of row losses against per-row weights, by NumPy's rule or with Keras' alignment of ranks. */
import { sameShape, sizeOf } from "./tensor.ts";

/** The shape that two shapes broadcast to, or undefined where they do not fit. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] | undefined {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let axis = 0; axis < rank; axis += 1) {
    const m = a[axis - rank + a.length] ?? 1;
    const n = b[axis - rank + b.length] ?? 1;
    if (m !== n && m !== 1 && n !== 1) return undefined;
    shape.push(m === 1 ? n : m);
  }
  return shape;
}

/** For each element of `to`, the flat index of the element of `from` that it repeats. */
export function broadcastIndex(from: readonly number[], to: readonly number[]): Int32Array {
  const index = new Int32Array(sizeOf(to));
  if (sameShape(from, to)) {
    for (let flat = 0; flat < index.length; flat += 1) index[flat] = flat;
    return index;
  }
  const steps = to.map((_, axis) => {
    const fromAxis = axis - to.length + from.length;
    if (fromAxis < 0 || from[fromAxis] === 1) return 0;
    return sizeOf(from.slice(fromAxis + 1));
  });
  for (let flat = 0; flat < index.length; flat += 1) {
    let rest = flat;
    let source = 0;
    for (let axis = to.length - 1; axis >= 0; axis -= 1) {
      source += (rest % to[axis]!) * steps[axis]!;
      rest = Math.floor(rest / to[axis]!);
    }
    index[flat] = source;
  }
  return index;
}

/**
 * Keras lines up ranks that differ by one before it multiplies: a last axis of length 1 is dropped, or added to
 * the other side if that has rank 1 (keras 3.15.1, losses/loss.py, squeeze_or_expand_to_same_rank).
 */
export function alignRanks(
  values: readonly number[],
  weights: readonly number[],
): { values: readonly number[]; weights: readonly number[] } {
  if (values.length === weights.length + 1 && values.at(-1) === 1) {
    return weights.length === 1
      ? { values, weights: [...weights, 1] }
      : { values: values.slice(0, -1), weights };
  }
  if (weights.length === values.length + 1 && weights.at(-1) === 1) {
    return values.length === 1
      ? { values: [...values, 1], weights }
      : { values, weights: weights.slice(0, -1) };
  }
  return { values, weights };
}

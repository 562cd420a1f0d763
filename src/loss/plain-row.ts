/** The rows of the plain kernel: read into scratch memory, and written from it. */
import type { FloatArray } from "../math/dtypes.ts";
import { Halves } from "../math/halves.ts";

/** Copies a row to scratch memory and returns its largest value; NaN is passed over. */
export function load(
  data: FloatArray | Halves,
  start: number,
  stride: number,
  length: number,
  into: Float64Array,
): number {
  if (data instanceof Halves) return data.load(start, stride, length, into);
  return data instanceof Float32Array
    ? loadFloat32(data, start, stride, length, into)
    : loadFloat64(data as Float64Array, start, stride, length, into);
}

// The same code twice, so that each loop reads one kind of array: a loop that meets both is several times as slow.
function loadFloat32(
  data: Float32Array,
  start: number,
  stride: number,
  length: number,
  into: Float64Array,
): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let k = 0, flat = start; k < length; k += 1, flat += stride) {
    const x = data[flat]!;
    into[k] = x;
    if (x > max) max = x;
  }
  return max;
}

function loadFloat64(
  data: Float64Array,
  start: number,
  stride: number,
  length: number,
  into: Float64Array,
): number {
  let max = Number.NEGATIVE_INFINITY;
  for (let k = 0, flat = start; k < length; k += 1, flat += stride) {
    const x = data[flat]!;
    into[k] = x;
    if (x > max) max = x;
  }
  return max;
}

/** Masses scale * y + bias, times the class weights; returns their sum. */
export function smooth(
  target: FloatArray | Halves,
  start: number,
  stride: number,
  factor: number,
  bias: number,
  weight: FloatArray | undefined,
  into: Float64Array,
): number {
  load(target, start, stride, into.length, into);
  let total = 0;
  for (let k = 0; k < into.length; k += 1) {
    const q = (factor * into[k]! + bias) * (weight === undefined ? 1 : weight[k]!);
    into[k] = q;
    total += q;
  }
  return total;
}

export function store(
  row: Float64Array,
  gradient: FloatArray | Halves,
  start: number,
  stride: number,
  length: number,
): void {
  if (gradient instanceof Halves) gradient.store(row, start, stride, length);
  else if (stride === 1) gradient.set(row, start);
  else for (let k = 0; k < length; k += 1) gradient[start + k * stride] = row[k]!;
}

export function clear(gradient: FloatArray | Halves, start: number, stride: number, length: number): void {
  // A zero has the same bits in every dtype.
  const place = gradient instanceof Halves ? gradient.bits : gradient;
  if (stride === 1) place.fill(0, start, start + length);
  else for (let k = 0; k < length; k += 1) place[start + k * stride] = 0;
}

/** The numbers of a float dtype (its grid), and rounding to them. */
import { DTYPES, type Grid } from "./dtypes.ts";
import type { Tensor } from "./tensor.ts";

// A DataView because typed arrays would follow the machine's byte order.
const cell = new DataView(new ArrayBuffer(8));

/** floor(log2 |value|) of a finite value; -1023 for zero and for float64 subnormals. */
export function exponentOf(value: number): number {
  cell.setFloat64(0, value);
  return ((cell.getUint32(0) >>> 20) & 0x7ff) - 1023;
}

/**
 * Rounds to the nearest number of a grid coarser than float64's, ties to even.
 *
 * It rounds directly from float64: going through float32 would round twice, and a value just off a tie would go the
 * wrong way.
 */
export function roundToGrid(value: number, { precision, minExponent, maxFinite }: Grid): number {
  if (!Number.isFinite(value) || value === 0) return value;
  const quantum = 2 ** (Math.max(exponentOf(value), minExponent) - precision + 1);
  const steps = value / quantum; // exact: a power of two, and below 2^precision
  const floor = Math.floor(steps);
  const rest = steps - floor;
  const up = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
  const rounded = (floor + (up ? 1 : 0)) * quantum;
  if (Math.abs(rounded) > maxFinite) return rounded > 0 ? Infinity : -Infinity;
  return rounded === 0 && value < 0 ? -0 : rounded;
}

/** The tensor with each value rounded to its dtype, float32 in a Float32Array; the same tensor where nothing changes. */
export function onGrid(tensor: Tensor): Tensor {
  const { dtype } = tensor;
  if (dtype === "float64" || dtype === "int64" || tensor.halves !== undefined) return tensor;
  const { data } = tensor;
  if (dtype === "float32")
    return data instanceof Float32Array ? tensor : { ...tensor, data: Float32Array.from(data) };
  const { grid } = DTYPES[dtype];
  const round = (value: number): number => roundToGrid(value, grid);
  return data.every((value) => Object.is(round(value), value))
    ? tensor
    : { ...tensor, data: Float64Array.from(data, round) };
}

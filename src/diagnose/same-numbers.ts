/** Whether two results are the same numbers, up to the order of sums. */
import { errorInUnits, unitOf } from "../compare/metrics.ts";
import type { Call } from "../fixtures/vector.ts";
import { sameShape, type Tensor } from "../math/tensor.ts";

/** The outputs of a call; one that is absent is not compared. */
export interface Outputs {
  readonly loss?: Tensor;
  readonly gradient?: Tensor;
}

/** By how many units each output may differ. */
export interface Apart {
  readonly loss: number;
  readonly gradient: number;
}

/** The magnitude that an error is measured against, per element of each output. */
export interface Scales {
  readonly loss: Float64Array;
  readonly gradient: Float64Array;
}

/** Compares the outputs that `some` has with those of `full`, in units of the call. */
export function isSameResult(
  { dtype }: Call,
  scales: Scales,
  some: Outputs,
  full: Required<Outputs>,
  apart: Apart,
): boolean {
  for (const name of ["loss", "gradient"] as const) {
    const got = some[name];
    if (got === undefined) continue;
    const other = full[name];
    if (!sameShape(got.shape, other.shape)) return false;
    const scale = scales[name];
    const units = apart[name];
    for (let i = 0; i < got.data.length; i += 1) {
      const a = got.data[i]!;
      const b = other.data[i]!;
      if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
      if (!Number.isFinite(a) || !Number.isFinite(b)) return false;
      if (errorInUnits(a, b, 0, unitOf(name, dtype, b, scale[i] ?? 0)) > units) return false;
    }
  }
  return true;
}

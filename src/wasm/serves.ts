/** Which jobs the kernels of WebAssembly serve: decided by axes, dtypes and shapes. */

import { GIVEN_LOGS, isLink, SIGMOID, SOFTMAX } from "../loss/axis-values.ts";
import type { MassPlan } from "../loss/mass-plan.ts";
import type { RowJob } from "../loss/row-kernel.ts";
import { value } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { Halves } from "../math/halves.ts";

/** Longer rows are left to JavaScript, since their scratch memory might not fit into four gigabytes with other data. */
const MOST_BYTES = 2 ** 30;

/** The most classes of rows whose classes lie apart: the kernels have scratch memory for so many. */
export const MOST_APART = 8192;

/** The dtype that rows are computed in; 16-bit floats are widened by the kernels. */
export type Width = "float32" | "float64";

export function widthOf(dtype: RowJob["lossCall"]["input"]["dtype"]): Width {
  return dtype === "float64" ? "float64" : "float32";
}

function arrayOf(width: Width): Float32ArrayConstructor | Float64ArrayConstructor {
  return width === "float32" ? Float32Array : Float64Array;
}

/** Whether the values are stored as floats of this width. */
function isOf(width: Width, data: FloatArray | undefined): boolean {
  return (
    data === undefined || data instanceof arrayOf(width) || (width === "float32" && data.every(isFloat32))
  );
}

function isFloat32(each: number): boolean {
  return Object.is(Math.fround(each), each);
}

function servesMasses(masses: MassPlan, width: Width): boolean {
  if (masses.kind === "by-row" || !isOf(width, masses.weight)) return false;
  if (masses.kind === "classes")
    return Number.isFinite(value(masses.on)) && Number.isFinite(value(masses.off));
  // A distribution is read directly from memory; class weights would need a second array.
  if (masses.weight !== undefined) return false;
  return masses.halves === undefined ? masses.target instanceof arrayOf(width) : width === "float32";
}

/** Whether values and gradient are floats that the kernels read and write, or the bits of 16-bit floats. */
function servesArrays({ lossCall: { input }, gradient }: RowJob): boolean {
  const { dtype, halves } = input;
  if (halves !== undefined) return gradient === undefined || gradient instanceof Halves;
  if (dtype !== "float32" && dtype !== "float64") return false;
  const held = arrayOf(dtype);
  return input.data instanceof held && (gradient === undefined || gradient instanceof held);
}

/**
 * Whether the kernels can compare labels with an index: they have both as 32-bit integers, and WebAssembly would cut off
 * what is beyond. Every label of a call names a class or is this index (`checkIndices`), so that no label is cut off.
 */
function servesIndex(index = -1): boolean {
  return (index | 0) === index;
}

/**
 * Whether rows whose classes lie apart are served: a softmax of float32 or 16-bit floats, of which no class is excluded.
 */
function servesApart({ lossCall: { axes, input }, masses, rows }: RowJob, hasVectors: boolean): boolean {
  if (!hasVectors || input.dtype === "float64" || !isLink(axes.link, SOFTMAX)) return false;
  const excludes = masses.kind === "classes" && masses.excluded >= 0;
  return !excludes && rows.length > 1 && rows.length <= MOST_APART;
}

/** @param hasVectors whether the build has vectors */
export function serves(job: RowJob, hasVectors: boolean): boolean {
  const { lossCall, masses, rows } = job;
  const { axes, input, ignoreIndex } = lossCall;
  if (!servesArrays(job) || !servesMasses(masses, widthOf(input.dtype))) return false;
  if (!servesIndex(ignoreIndex)) return false;
  if (rows.length === 0 || rows.length * 8 > MOST_BYTES) return false;
  if (rows.stride !== 1 && !servesApart(job, hasVectors)) return false;
  // Independent labels: float64 would need compensated sums.
  if (isLink(axes.link, SIGMOID))
    return axes.rowLoss === "each" && masses.kind === "distribution" && input.dtype !== "float64";
  if (!isLink(axes.link, SOFTMAX) && !isLink(axes.link, GIVEN_LOGS)) return false;
  if (axes.rowLoss === "each" || axes.weight === "per-class-on-row" || axes.divergence === "kl-formula")
    return false;
  if (axes.divergence === "kl" && (masses.kind !== "classes" || masses.weight !== undefined)) return false;
  const ignores = masses.kind === "classes" && ignoreIndex !== undefined;
  if (!ignores) return true;
  if (axes.ignoredRows === "no-label") return false;
  return axes.ignoredRows !== "zero-mass" || axes.normaliser === "by-mass";
}

/**
 * Whether gradients may overwrite their rows. An overwritten row cannot be left to another kernel, so only the row itself,
 * and neither coefficients nor weights, may be able to make its results overflow.
 */
export function canOverwrite({ coefficients, masses }: RowJob): boolean {
  const isOrdinary = (each: number): boolean =>
    each === 0 || (Math.abs(each) > 1e-12 && Math.abs(each) < 1e12);
  return (
    coefficients.every(isOrdinary) &&
    (masses.kind === "by-row" || masses.kind === "distribution"
      ? false
      : masses.weight === undefined || masses.weight.every(isOrdinary))
  );
}

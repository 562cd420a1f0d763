/** The row kernel of WebAssembly: what it serves, and how a job is laid out in its memory. */

import { GIVEN_LOGS, isLink, SOFTMAX } from "../loss/axis-values.ts";
import type { MassPlan } from "../loss/mass-plan.ts";
import { massSums } from "../loss/mass-sums.ts";
import { plainKernel } from "../loss/plain-kernel.ts";
import type { RowJob, RowKernel } from "../loss/row-kernel.ts";
import { value } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import type { KernelMemory } from "./memory.ts";
import type { RunRows } from "./threads.ts";

/** The same flags as in assembly/rows.ts. */
const FLAGS = {
  softmax: 1,
  gradient: 2,
  distribution: 4,
  slopeMassOne: 8,
  lossMassOne: 16,
  mayBeInfinite: 32,
  skipsIgnored: 64,
  zerosIgnored: 128,
  overwrites: 256,
} as const;

/** Bytes of input per step where the input has to be copied: few enough to stay in the processor's cache. */
const BLOCK_BYTES = 1 << 19;

/** Other memory for a row: an index, a coefficient, a loss and a mark. */
const BYTES_PER_ROW = 4 + 8 + 8 + 1;

/** Longer rows are left to JavaScript, since their scratch memory might not fit into four gigabytes with other data. */
const MOST_BYTES = 2 ** 30;

type Width = "float32" | "float64";

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
  return masses.weight === undefined && masses.target instanceof arrayOf(width);
}

function serves(job: RowJob): boolean {
  const { lossCall, masses, rows, gradient } = job;
  const { axes, input, ignoreIndex } = lossCall;
  const { dtype } = input;
  if (dtype !== "float32" && dtype !== "float64") return false;
  if (!(input.data instanceof arrayOf(dtype)) || !servesMasses(masses, dtype)) return false;
  if (gradient !== undefined && !(gradient instanceof arrayOf(dtype))) return false;
  if (rows.stride !== 1 || rows.length === 0 || rows.length * 8 > MOST_BYTES) return false;
  if (!isLink(axes.link, SOFTMAX) && !isLink(axes.link, GIVEN_LOGS)) return false;
  if (axes.rowLoss === "each" || axes.weight === "per-class-on-row" || axes.divergence === "kl-formula")
    return false;
  if (axes.divergence === "kl" && (masses.kind !== "classes" || masses.weight !== undefined)) return false;
  const ignores = masses.kind === "classes" && ignoreIndex !== undefined;
  if (!ignores) return true;
  if (axes.ignoredRows === "no-label") return false;
  return axes.ignoredRows !== "zero-mass" || axes.normaliser === "by-mass";
}

function flagsOf({ lossCall: { axes }, masses, gradient }: RowJob): number {
  const given: { readonly [flag in keyof typeof FLAGS]: boolean } = {
    softmax: isLink(axes.link, SOFTMAX),
    gradient: gradient !== undefined,
    distribution: masses.kind === "distribution",
    slopeMassOne: axes.normaliser !== "by-mass",
    lossMassOne: axes.normaliser === "once",
    mayBeInfinite: masses.kind === "classes" && !masses.smoothed && axes.zeroMass.indices === "gathered",
    skipsIgnored: axes.ignoredRows === "masked",
    zerosIgnored: axes.ignoredRows === "multiplied" || axes.ignoredRows === "zero-mass",
    overwrites: false,
  };
  return (Object.keys(FLAGS) as (keyof typeof FLAGS)[]).reduce(
    (sum, flag) => sum + (given[flag] ? FLAGS[flag] : 0),
    0,
  );
}

/** The numbers that all rows of a job share, in the order of assembly/rows.ts. */
function constantsOf({ lossCall: { axes }, masses, rows }: RowJob): readonly number[] {
  const share = axes.rowLoss === "mean" ? 1 / rows.length : 1;
  if (masses.kind === "by-row") return [];
  if (masses.kind === "distribution") return [value(masses.scale), value(masses.bias), 0, 0, 0, 0, share];
  const { beside, same } = massSums(masses, rows.length);
  const entropy = axes.divergence === "kl" ? [beside.negativeEntropy, same.negativeEntropy] : [0, 0];
  return [value(masses.on), value(masses.off), beside.total, same.total, ...entropy, share];
}

/** The kernel for an instance and its memory. */
export function wasmKernel(runRows: RunRows, memory: KernelMemory, threads: number): RowKernel {
  return { id: "wasm", serves, run: (job) => run(job, runRows, memory, threads) };
}

/**
 * Whether gradients may overwrite their rows. An overwritten row cannot be left to another kernel, so only the row itself,
 * and neither coefficients nor weights, may be able to make its results overflow.
 */
function canOverwrite({ coefficients, masses }: RowJob): boolean {
  const isOrdinary = (each: number): boolean =>
    each === 0 || (Math.abs(each) > 1e-12 && Math.abs(each) < 1e12);
  return (
    coefficients.every(isOrdinary) &&
    (masses.kind === "by-row" || masses.kind === "distribution"
      ? false
      : masses.weight === undefined || masses.weight.every(isOrdinary))
  );
}

/** Computes rows in JavaScript where WebAssembly has no memory for them. */
function withoutMemory(job: RowJob): readonly number[] {
  if (plainKernel.serves(job)) return plainKernel.run(job);
  return Array.from({ length: job.rows.count }, (_, row) => row);
}

function run(job: RowJob, runRows: RunRows, memory: KernelMemory, threads: number): readonly number[] {
  const { lossCall, masses, rows, coefficients, losses, gradient } = job;
  const width = lossCall.input.dtype as Width;
  const { data } = lossCall.input;
  const overwrites =
    gradient !== undefined && gradient.byteOffset === data.byteOffset && memory.holds(gradient);
  if (masses.kind === "by-row" || (overwrites && !canOverwrite(job)))
    return Array.from({ length: rows.count }, (_, row) => row);
  const size = width === "float32" ? 4 : 8;
  const rowBytes = rows.length * size;
  const isHeld = memory.holds(data);
  const isGradientHeld = memory.holds(gradient);
  const copiesMasses = masses.kind === "distribution" && !memory.holds(masses.target);
  const scratchRow =
    (isHeld && (isGradientHeld || gradient === undefined) ? 0 : rowBytes) +
    (copiesMasses ? rowBytes : 0) +
    BYTES_PER_ROW;
  const most = Math.min(rows.count, Math.max(1, Math.floor((threads * BLOCK_BYTES) / scratchRow)));
  const weights = masses.weight === undefined ? 0 : rowBytes;
  // Coefficients and losses come first, which need an alignment of 8 bytes; the rest is aligned to 16 only for speed.
  const views = [data, gradient, masses.kind === "distribution" ? masses.target : undefined];
  const mayGrow = !views.some((each) => memory.holds(each));
  const at = memory.scratch(64 + most * scratchRow + weights + 64, mayGrow);
  if (at === undefined) return withoutMemory(job);
  try {
    const constants = at;
    const coefficientsAt = at + 64;
    const lossesAt = coefficientsAt + 8 * most;
    const targetsAt = lossesAt + 8 * most;
    const leftAt = targetsAt + 4 * most;
    const block = Math.ceil((leftAt + most) / 16) * 16;
    const massesAt = block + (isHeld && (isGradientHeld || gradient === undefined) ? 0 : most * rowBytes);
    memory.floats("float64", constants, 7).set(constantsOf(job));
    if (masses.weight !== undefined) memory.floats(width, massesAt, rows.length).set(masses.weight);
    const flags = flagsOf(job) + (overwrites ? FLAGS.overwrites : 0);
    const excluded = masses.kind === "classes" && masses.excluded < rows.length ? masses.excluded : -1;
    const { ignoreIndex = -1 } = lossCall;
    const kernel = width === "float32" ? "rows32" : "rows64";
    const left: number[] = [];
    for (let from = 0; from < rows.count; from += most) {
      const count = Math.min(most, rows.count - from);
      const first = from * rows.length;
      const span = count * rows.length;
      memory.floats("float64", coefficientsAt, count).set(coefficients.subarray(from, from + count));
      if (masses.kind === "classes") {
        new Int32Array(memory.memory.buffer, targetsAt, count).set(
          masses.target.subarray(from, from + count),
        );
      } else if (copiesMasses) {
        memory.floats(width, massesAt, span).set(masses.target.subarray(first, first + span));
      }
      if (!isHeld) memory.floats(width, block, span).set(data.subarray(first, first + span));
      const x = isHeld ? data.byteOffset + first * size : block;
      const out = isGradientHeld ? gradient!.byteOffset + first * size : block;
      const massesHere =
        masses.kind === "classes"
          ? masses.weight === undefined
            ? 0
            : massesAt
          : copiesMasses
            ? massesAt
            : masses.target.byteOffset + first * size;
      const step = masses.kind === "classes" ? 0 : rowBytes;
      const shared = [
        targetsAt,
        coefficientsAt,
        lossesAt,
        leftAt,
        rows.length,
        flags,
        excluded,
        ignoreIndex,
        constants,
      ];
      runRows(kernel, [x, out, massesHere, step, ...shared], count, !overwrites);
      losses.high.set(memory.floats("float64", lossesAt, count), from);
      if (gradient !== undefined && !isGradientHeld) gradient.set(memory.floats(width, block, span), first);
      const marks = new Uint8Array(memory.memory.buffer, leftAt, count);
      for (let row = marks.indexOf(1); row !== -1; row = marks.indexOf(1, row + 1)) left.push(from + row);
    }
    return left;
  } finally {
    memory.release(at);
  }
}

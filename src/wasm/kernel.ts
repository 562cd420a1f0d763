/** The row kernel of WebAssembly: what it serves, and how a job is laid out in its memory. */

import { GIVEN_LOGS, isLink, SIGMOID, SOFTMAX } from "../loss/axis-values.ts";
import type { MassPlan } from "../loss/mass-plan.ts";
import { massSums } from "../loss/mass-sums.ts";
import { plainKernel } from "../loss/plain-kernel.ts";
import type { RowJob, RowKernel } from "../loss/row-kernel.ts";
import { value } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { Halves } from "../math/halves.ts";
import type { KernelMemory } from "./memory.ts";
import type { KernelName, RunRows } from "./threads.ts";

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
  float16: 512,
  bfloat16: 1024,
} as const;

/** Bytes of input per step where the input has to be copied: few enough to stay in the processor's cache. */
const BLOCK_BYTES = 1 << 19;

/** Other memory: a coefficient and a loss for each loss, an index and a mark for each row. */
const BYTES_PER_LOSS = 8 + 8;
const BYTES_PER_ROW = 4 + 1;

/** Rows of at most so many classes are computed so many at a time; the same numbers as in assembly/across.ts. */
const MOST_ACROSS = 96;
const ROWS_ACROSS = 4;

/** Longer rows are left to JavaScript, since their scratch memory might not fit into four gigabytes with other data. */
const MOST_BYTES = 2 ** 30;

/** The dtype that rows are computed in; 16-bit floats are widened by the kernels. */
type Width = "float32" | "float64";

/** Widens 16-bit floats: addresses, their number, and whether they are float16. */
export type Widen = (from: number, to: number, count: number, isFloat16: number) => void;

function widthOf(dtype: RowJob["lossCall"]["input"]["dtype"]): Width {
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

function serves(job: RowJob): boolean {
  const { lossCall, masses, rows } = job;
  const { axes, input, ignoreIndex } = lossCall;
  if (!servesArrays(job) || !servesMasses(masses, widthOf(input.dtype))) return false;
  if (!servesIndex(ignoreIndex)) return false;
  if (rows.stride !== 1 || rows.length === 0 || rows.length * 8 > MOST_BYTES) return false;
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

function flagsOf({ lossCall: { axes, input }, masses, gradient }: RowJob): number {
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
    float16: input.halves?.dtype === "float16",
    bfloat16: input.halves?.dtype === "bfloat16",
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
export function wasmKernel(runRows: RunRows, widen: Widen, memory: KernelMemory, threads: number): RowKernel {
  return { id: "wasm", serves, run: (job) => run(job, runRows, widen, memory, threads) };
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

function run(
  job: RowJob,
  runRows: RunRows,
  widen: Widen,
  memory: KernelMemory,
  threads: number,
): readonly number[] {
  const { lossCall, masses, rows, coefficients, losses } = job;
  const width = widthOf(lossCall.input.dtype);
  const { halves } = lossCall.input;
  const input = halves?.bits ?? lossCall.input.data;
  const gradient = job.gradient instanceof Halves ? job.gradient.bits : job.gradient;
  const given = masses.kind === "distribution" ? (masses.halves?.bits ?? masses.target) : undefined;
  // The gradient of 16-bit floats is rounded to its place when its row is done, so that nothing else overwrites them.
  const overwrites =
    halves === undefined &&
    memory.holds(input) &&
    memory.holds(gradient) &&
    gradient?.byteOffset === input.byteOffset;
  if (masses.kind === "by-row" || (overwrites && !canOverwrite(job)))
    return Array.from({ length: rows.count }, (_, row) => row);
  const isEach = lossCall.axes.rowLoss === "each";
  /** Losses of a row. */
  const each = isEach ? rows.length : 1;
  const rowBytes = rows.length * (width === "float32" ? 4 : 8);
  const halfBytes = rows.length * 2;
  const isHeld = memory.holds(input);
  const isGradientHeld = gradient === undefined || memory.holds(gradient);
  const isGivenHeld = given === undefined || memory.holds(given);
  const widensGiven = masses.kind === "distribution" && masses.halves !== undefined;
  /** Bytes per row of scratch memory: rows to compute in, bits of 16-bit floats, masses, and the bits of these. */
  const bytes = {
    block: halves === undefined && isHeld && isGradientHeld ? 0 : rowBytes,
    halves: halves === undefined || (isHeld && isGradientHeld) ? 0 : halfBytes,
    masses: widensGiven || !isGivenHeld ? rowBytes : 0,
    givenHalves: widensGiven && !isGivenHeld ? halfBytes : 0,
  };
  const scratchRow =
    bytes.block + bytes.halves + bytes.masses + bytes.givenHalves + each * BYTES_PER_LOSS + BYTES_PER_ROW;
  // Short rows are computed in groups, so a step has whole groups, whatever the number of threads.
  const together = rows.length <= MOST_ACROSS ? ROWS_ACROSS : 1;
  const fits = Math.max(1, Math.floor((threads * BLOCK_BYTES) / scratchRow / together)) * together;
  const most = Math.min(rows.count, fits);
  const weights = masses.weight === undefined ? 0 : rowBytes;
  const mayGrow = ![input, gradient, given].some((array) => memory.holds(array));
  const at = memory.scratch(64 + most * scratchRow + weights + 5 * 16, mayGrow);
  if (at === undefined) return withoutMemory(job);
  try {
    const constants = at;
    const coefficientsAt = at + 64;
    const lossesAt = coefficientsAt + 8 * most * each;
    const targetsAt = lossesAt + 8 * most * each;
    const leftAt = targetsAt + 4 * most;
    // Coefficients and losses need an alignment of 8 bytes; the rest is aligned to 16 only for speed.
    const block = aligned(leftAt + most);
    const halvesAt = aligned(block + most * bytes.block);
    const massesAt = aligned(halvesAt + most * bytes.halves);
    const givenAt = aligned(massesAt + Math.max(weights, most * bytes.masses));
    memory.floats("float64", constants, 7).set(constantsOf(job));
    if (masses.weight !== undefined) memory.floats(width, massesAt, rows.length).set(masses.weight);
    const flags = flagsOf(job) + (overwrites ? FLAGS.overwrites : 0);
    const excluded = masses.kind === "classes" && masses.excluded < rows.length ? masses.excluded : -1;
    const { ignoreIndex = -1 } = lossCall;
    const kernel: KernelName = isEach ? "labels32" : width === "float32" ? "rows32" : "rows64";
    /** The memory at an address, as an array of the same kind as another. */
    const like = (
      other: FloatArray | Uint16Array,
      address: number,
      length: number,
    ): FloatArray | Uint16Array =>
      other instanceof Uint16Array ? memory.bits(address, length) : memory.floats(width, address, length);
    const copyAt = halves === undefined ? block : halvesAt;
    const left: number[] = [];
    for (let from = 0; from < rows.count; from += most) {
      const count = Math.min(most, rows.count - from);
      const first = from * rows.length;
      const span = count * rows.length;
      /** Where the part of an array lies that this step computes. */
      const addressIn = (array: FloatArray | Uint16Array): number =>
        array.byteOffset + first * (array instanceof Uint16Array ? 2 : rowBytes / rows.length);
      const copied = (array: FloatArray | Uint16Array, to: number): number => {
        like(array, to, span).set(array.subarray(first, first + span));
        return to;
      };
      const here = coefficients.subarray(from * each, (from + count) * each);
      memory.floats("float64", coefficientsAt, here.length).set(here);
      let massesHere = masses.weight === undefined ? 0 : massesAt;
      if (masses.kind === "classes") {
        const indices = masses.target.subarray(from, from + count);
        new Int32Array(memory.memory.buffer, targetsAt, count).set(indices);
      } else if (widensGiven) {
        const bits = isGivenHeld ? addressIn(given!) : copied(given!, givenAt);
        widen(bits, massesAt, span, masses.halves?.dtype === "float16" ? 1 : 0);
        massesHere = massesAt;
      } else {
        massesHere = isGivenHeld ? addressIn(given!) : copied(given!, massesAt);
      }
      const x = isHeld ? addressIn(input) : copied(input, copyAt);
      const place = gradient !== undefined && isGradientHeld ? addressIn(gradient) : copyAt;
      const [out, halvesOut] = halves === undefined ? [place, 0] : [block, place];
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
      runRows(kernel, [x, out, halvesOut, massesHere, step, ...shared], {
        count,
        together,
        isRepeatable: !overwrites,
      });
      losses.high.set(memory.floats("float64", lossesAt, count * each), from * each);
      const marks = new Uint8Array(memory.memory.buffer, leftAt, count);
      // Rows that are left stay as they are: the gradient may be the input itself.
      for (let row = 0; row < count; ) {
        const next = marks.indexOf(1, row);
        const end = next === -1 ? count : next;
        if (gradient !== undefined && !isGradientHeld && end > row) {
          const done = like(gradient, copyAt, span).subarray(row * rows.length, end * rows.length);
          gradient.set(done, first + row * rows.length);
        }
        if (next !== -1) left.push(from + next);
        row = end + 1;
      }
    }
    return left;
  } finally {
    memory.release(at);
  }
}

function aligned(address: number): number {
  return Math.ceil(address / 16) * 16;
}

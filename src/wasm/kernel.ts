/** The row kernel of WebAssembly: how a job is laid out in its memory, and computed step by step. */

import { plainKernel } from "../loss/plain-kernel.ts";
import type { RowJob, RowKernel } from "../loss/row-kernel.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { Halves } from "../math/halves.ts";
import { constantsOf, FLAGS, flagsOf } from "./constants.ts";
import type { KernelMemory } from "./memory.ts";
import { canOverwrite, serves, widthOf } from "./serves.ts";
import { isWhole, type Step, stepsOf, stretchesOf } from "./steps.ts";
import type { KernelName, RunRows } from "./threads.ts";

/** Bytes of input per step where the input has to be copied: few enough to stay in the processor's cache. */
const BLOCK_BYTES = 1 << 19;

/** Other memory: a coefficient and a loss for each loss, an index and a mark for each row. */
const BYTES_PER_LOSS = 8 + 8;
const BYTES_PER_ROW = 4 + 1;

/** Bytes for the constants of a call. */
const CONSTANTS = 64;

/** Rows of at most so many classes are computed so many at a time; the same numbers as in assembly/across.ts. */
const MOST_ACROSS = 96;
const ROWS_ACROSS = 4;

/** Positions of an image that are computed together, as in assembly/planes.ts. */
const POSITIONS = 16;

/** Widens 16-bit floats: addresses, their number, and whether they are float16. */
export type Widen = (from: number, to: number, count: number, isFloat16: number) => void;

/** An instance of the kernels. */
export interface Instance {
  readonly runRows: RunRows;
  readonly widen: Widen;
  readonly memory: KernelMemory;
  readonly threads: number;
  /** Whether it has vectors, without which rows whose classes lie apart are not served. */
  readonly hasVectors: boolean;
}

/** The kernel of an instance. */
export function wasmKernel(instance: Instance): RowKernel {
  return {
    id: "wasm",
    serves: (job) => serves(job, instance.hasVectors),
    run: (job) => run(job, instance),
  };
}

/** Computes rows in JavaScript where WebAssembly has no memory for them. */
function withoutMemory(job: RowJob): readonly number[] {
  return plainKernel.serves(job) ? plainKernel.run(job) : all(job);
}

function all({ rows }: RowJob): readonly number[] {
  return Array.from({ length: rows.count }, (_, row) => row);
}

/** Rows that are computed as one, and so by one thread. */
function togetherOf({ rows: { length, stride } }: RowJob): number {
  if (stride !== 1) return POSITIONS;
  return length <= MOST_ACROSS ? ROWS_ACROSS : 1;
}

function run(job: RowJob, { runRows, widen, memory, threads }: Instance): readonly number[] {
  const { lossCall, masses, rows, coefficients, losses } = job;
  const width = widthOf(lossCall.input.dtype);
  const { halves } = lossCall.input;
  const input = halves?.bits ?? lossCall.input.data;
  const gradient = job.gradient instanceof Halves ? job.gradient.bits : job.gradient;
  const given = masses.kind === "distribution" ? (masses.halves?.bits ?? masses.target) : undefined;
  const isApart = rows.stride !== 1;
  // Elsewhere a gradient takes its place when its row is done, so that nothing else overwrites logits: that of 16-bit
  // floats, and that of rows whose classes lie apart.
  const overwrites =
    halves === undefined &&
    !isApart &&
    memory.holds(input) &&
    memory.holds(gradient) &&
    gradient?.byteOffset === input.byteOffset;
  if (masses.kind === "by-row" || (overwrites && !canOverwrite(job))) return all(job);
  const isEach = lossCall.axes.rowLoss === "each";
  /** Losses of a row. */
  const each = isEach ? rows.length : 1;
  const rowBytes = rows.length * (width === "float32" ? 4 : 8);
  const halfBytes = rows.length * 2;
  const widensGiven = masses.kind === "distribution" && masses.halves !== undefined;
  const held = {
    input: memory.holds(input),
    gradient: gradient === undefined || memory.holds(gradient),
    given: given === undefined || memory.holds(given),
  };
  // Classes that lie apart lie equally far apart in all that a step reads and writes: all is copied, or nothing.
  if (isApart && !(held.input && held.gradient && held.given && !widensGiven))
    Object.assign(held, { input: false, gradient: gradient === undefined, given: given === undefined });
  const isCopied = !held.input || !held.gradient;
  /** Bytes per row of scratch memory: rows to compute in, bits of 16-bit floats, masses, and the bits of these. */
  const bytes = {
    block: halves === undefined ? (isCopied ? rowBytes : 0) : isApart ? 0 : rowBytes,
    halves: halves !== undefined && isCopied ? halfBytes : 0,
    masses: widensGiven || !held.given ? rowBytes : 0,
    givenHalves: widensGiven && !held.given ? halfBytes : 0,
  };
  const scratchRow =
    bytes.block + bytes.halves + bytes.masses + bytes.givenHalves + each * BYTES_PER_LOSS + BYTES_PER_ROW;
  // Short rows are computed in groups, so a step has whole groups, whatever the number of threads.
  const together = togetherOf(job);
  const fits = Math.max(1, Math.floor((threads * BLOCK_BYTES) / scratchRow / together)) * together;
  const most = Math.min(rows.count, fits);
  const weights = masses.weight === undefined ? 0 : rowBytes;
  const mayGrow = ![input, gradient, given].some((array) => memory.holds(array));
  const at = memory.scratch(CONSTANTS + most * scratchRow + weights + 5 * 16, mayGrow);
  if (at === undefined) return withoutMemory(job);
  try {
    const constants = at;
    const coefficientsAt = at + CONSTANTS;
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
    const kernel = kernelOf(isEach, isApart, width);
    const copyAt = halves === undefined ? block : halvesAt;
    /** The memory at an address, as an array of the same kind as another. */
    const like = (
      other: FloatArray | Uint16Array,
      address: number,
      length: number,
    ): FloatArray | Uint16Array =>
      other instanceof Uint16Array ? memory.bits(address, length) : memory.floats(width, address, length);
    const copiedIn = (array: FloatArray | Uint16Array, to: number, step: Step): number => {
      const place = like(array, to, step.count * rows.length);
      let offset = 0;
      for (const { start, length } of stretchesOf(rows, step)) {
        place.set(array.subarray(start, start + length), offset);
        offset += length;
      }
      return to;
    };
    const copiedOut = (array: FloatArray | Uint16Array, step: Step): void => {
      const place = like(array, copyAt, step.count * rows.length);
      let offset = 0;
      for (const { start, length } of stretchesOf(rows, step)) {
        array.set(place.subarray(offset, offset + length), start);
        offset += length;
      }
    };
    const left: number[] = [];
    for (const step of stepsOf(rows, most)) {
      const { from, count } = step;
      const span = count * rows.length;
      /** Where the part of an array lies that this step computes. */
      const addressIn = (array: FloatArray | Uint16Array): number =>
        array.byteOffset + rows.start(from) * (array instanceof Uint16Array ? 2 : rowBytes / rows.length);
      const here = coefficients.subarray(from * each, (from + count) * each);
      memory.floats("float64", coefficientsAt, here.length).set(here);
      let massesHere = masses.weight === undefined ? 0 : massesAt;
      if (masses.kind === "classes") {
        const indices = masses.target.subarray(from, from + count);
        new Int32Array(memory.memory.buffer, targetsAt, count).set(indices);
      } else if (widensGiven) {
        const bits = held.given ? addressIn(given!) : copiedIn(given!, givenAt, step);
        widen(bits, massesAt, span, masses.halves?.dtype === "float16" ? 1 : 0);
        massesHere = massesAt;
      } else {
        massesHere = held.given ? addressIn(given!) : copiedIn(given!, massesAt, step);
      }
      if (isApart) {
        const positions = isCopied && !isWhole(rows, step) ? count : rows.stride;
        memory.floats("float64", constants, 8)[7] = positions;
      }
      const x = held.input ? addressIn(input) : copiedIn(input, copyAt, step);
      const place = gradient !== undefined && held.gradient ? addressIn(gradient) : copyAt;
      const [out, halvesOut] = halves === undefined ? [place, 0] : [block, place];
      const massesStep = masses.kind === "classes" ? 0 : rowBytes;
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
      runRows(kernel, [x, out, halvesOut, massesHere, massesStep, ...shared], {
        count,
        together,
        isRepeatable: !overwrites,
      });
      losses.high.set(memory.floats("float64", lossesAt, count * each), from * each);
      const marks = new Uint8Array(memory.memory.buffer, leftAt, count);
      // What is left stays as it is, since the gradient may be the input itself: of classes that lie apart, the copy does.
      if (isApart && gradient !== undefined && !held.gradient) copiedOut(gradient, step);
      for (let row = 0; row < count; ) {
        const next = marks.indexOf(1, row);
        const end = next === -1 ? count : next;
        if (!isApart && gradient !== undefined && !held.gradient && end > row) {
          const done = like(gradient, copyAt, span).subarray(row * rows.length, end * rows.length);
          gradient.set(done, (from + row) * rows.length);
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

function kernelOf(isEach: boolean, isApart: boolean, width: "float32" | "float64"): KernelName {
  if (isEach) return "labels32";
  if (isApart) return "planes32";
  return width === "float32" ? "rows32" : "rows64";
}

function aligned(address: number): number {
  return Math.ceil(address / 16) * 16;
}

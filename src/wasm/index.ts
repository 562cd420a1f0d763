/**
 * The losses in fused WebAssembly kernels, for Node and browsers.
 *
 * @module
 */

import type { LossBackend } from "../loss/backend.ts";
import { evaluate } from "../loss/evaluate.ts";
import { plainKernel } from "../loss/plain-kernel.ts";
import { DTYPES, type FloatType } from "../math/dtypes.ts";
import { InvalidArgument, show } from "../math/errors.ts";
import { checkOptions } from "../math/given-options.ts";
import type { HalfType } from "../math/halves.ts";
import { sizeOf } from "../math/tensor.ts";
import { engine } from "./engine.ts";
import { wasmKernel } from "./kernel.ts";
import { KernelMemory, RESERVE } from "./memory.ts";
import { type Build, bestBuild, bytesOf, type Kernels, SCRATCH_BYTES } from "./module.ts";
import { canShare, crewOf, type RunRows } from "./threads.ts";

export type { Build } from "./module.ts";

export interface WasmOptions {
  /** Threads that share the rows of a call, from 1 to 64, in Node. The results do not depend on it. Default 1. */
  readonly threads?: number;
  /** The build to use: "relaxed-simd", "simd" or "scalar". Default: the best that runs here. */
  readonly build?: Build;
}

/** A tensor whose values live in the kernels' memory, so that they are not copied for a call. */
export interface WasmTensor {
  readonly dtype: "float32" | "float64";
  readonly shape: readonly number[];
  /** The values. Read this again after making other tensors: a memory that grows detaches older views. */
  readonly data: Float32Array | Float64Array;
  /** Gives the memory back. The tensor must not be used afterwards. */
  release(): void;
}

/** The same of 16-bit floats, as their bit patterns: the kernels widen them row by row. */
export interface WasmBits {
  readonly dtype: HalfType;
  readonly shape: readonly number[];
  /** One pattern per value. Read this again after making other tensors. */
  readonly bits: Uint16Array;
  /** Gives the memory back. The tensor must not be used afterwards. */
  release(): void;
}

export interface WasmBackend extends LossBackend {
  readonly id: "wasm";
  readonly build: Build;
  /** Threads that share the rows of a call; 1 where memory cannot be shared, whatever was asked for. */
  readonly threads: number;
  /** Ends the threads. Calls are computed without them from then on. */
  close(): Promise<void>;
  /** A tensor of zeros in the kernels' memory. @throws RangeError where there is no room for it */
  tensor(dtype: "float32" | "float64", shape: readonly number[]): WasmTensor;
  /** The same of bit patterns. @throws RangeError where there is no room for it */
  tensor(dtype: HalfType, shape: readonly number[]): WasmBits;
}

/**
 * Makes a backend for criteria. The kernels compute float32 and float64 logits and log-probabilities whose classes are
 * contiguous, and 16-bit floats that are given as such: a Float16Array, or bit patterns as `{ bits, dtype, shape }`. All
 * other calls are computed without them.
 *
 * @param options `threads` (1 to 64, default 1) and `build` (default: the best that runs here)
 * @returns a backend, which computes the same losses in nats, within 2 ULP, and gradients within 4 units
 * @throws InvalidArgument for an unknown option or a number of threads outside [1, 64]
 * @throws Error where the engine has no WebAssembly or forbids it
 * @example
 * const criterion = torch({ labelSmoothing: 0.1 }, { backend: await wasm() });
 */
export async function wasm(options: WasmOptions = {}): Promise<WasmBackend> {
  checkOptions(options, ["threads", "build"], "wasm");
  const build = options.build ?? bestBuild();
  const webAssembly = engine();
  if (build === undefined || webAssembly === undefined)
    throw new Error("wasm: expected an engine with WebAssembly, got none");
  const threads = canShare() ? threadsOf(options) : Math.min(threadsOf(options), 1);
  const isShared = threads > 1;
  const memory = new webAssembly.Memory({
    initial: RESERVE / 65_536,
    maximum: 65_536,
    ...(isShared ? { shared: true } : {}),
  });
  const module = await webAssembly.compile(bytesOf(build, isShared)).catch((cause: unknown) => {
    throw new Error(`wasm: the engine does not compile WebAssembly here: ${String(cause)}`, { cause });
  });
  const { exports } = await webAssembly.instantiate(module, { env: { memory } });
  const kernels = exports as Kernels;
  const held = new KernelMemory(memory, kernels.heapBase.value);
  const alone: RunRows = (kernel, args, count) =>
    (kernels[kernel] as (...all: number[]) => void)(...args.slice(0, 9), 0, count, ...args.slice(9));
  const crew = isShared
    ? await crewOf(threads, module, memory, kernels, () => held.allocate(SCRATCH_BYTES))
    : { runRows: alone, close: async () => {} };
  const rowKernels = [wasmKernel(crew.runRows, kernels.widen, held, threads), plainKernel];
  return {
    id: "wasm",
    build,
    threads,
    close: crew.close,
    evaluate: (lossCall, want) => evaluate(lossCall, want, rowKernels),
    tensor: ((dtype: FloatType, shape: readonly number[]) =>
      tensorIn(held, dtype, shape)) as WasmBackend["tensor"],
  };
}

function threadsOf({ threads = 1 }: WasmOptions): number {
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= 64) return threads;
  const problem = `expected a whole number from 1 to 64, got ${show(threads)}`;
  throw new InvalidArgument("unsupported-option", "construct", "threads", problem);
}

function tensorIn(memory: KernelMemory, dtype: FloatType, shape: readonly number[]): WasmTensor | WasmBits {
  const length = sizeOf(shape);
  const at = memory.allocate(length * DTYPES[dtype].bytes);
  const release = (): void => memory.release(at);
  if (dtype === "float16" || dtype === "bfloat16") {
    memory.bits(at, length).fill(0);
    return {
      dtype,
      shape: [...shape],
      get bits() {
        return memory.bits(at, length);
      },
      release,
    };
  }
  memory.floats(dtype, at, length).fill(0);
  return {
    dtype,
    shape: [...shape],
    get data() {
      return memory.floats(dtype, at, length);
    },
    release,
  };
}

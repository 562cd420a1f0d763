/** A backend for criteria, made of the kernels of one build. */

import type { LossBackend } from "../loss/backend.ts";
import { evaluate } from "../loss/evaluate.ts";
import { plainKernel } from "../loss/plain-kernel.ts";
import { sizesOf } from "../math/as-tensor.ts";
import { DTYPES, type FloatType } from "../math/dtypes.ts";
import { refuse, show } from "../math/errors.ts";
import type { HalfType } from "../math/halves.ts";
import { sizeOf } from "../math/tensor.ts";
import type { Engine } from "./engine.ts";
import { wasmKernel } from "./kernel.ts";
import { KernelMemory, RESERVE } from "./memory.ts";
import { type Build, type Kernels, markShared, SCRATCH_BYTES } from "./module.ts";
import { crewOf, type RunRows } from "./threads.ts";

/** A tensor whose values live in the kernels' memory, so that they are not copied for a call. */
export interface WasmTensor {
  readonly dtype: "float32" | "float64";
  readonly shape: readonly number[];
  /** The values. Read this again after making other tensors: a memory that grows detaches older views. */
  readonly data: Float32Array | Float64Array;
  /** Gives the memory back. Reading the values afterwards is refused; releasing it again does nothing. */
  release(): void;
}

/** The same of 16-bit floats, as their bit patterns: the kernels widen them row by row. */
export interface WasmBits {
  readonly dtype: HalfType;
  readonly shape: readonly number[];
  /** One pattern per value. Read this again after making other tensors. */
  readonly bits: Uint16Array;
  /** Gives the memory back. Reading the values afterwards is refused; releasing it again does nothing. */
  release(): void;
}

export interface WasmBackend extends LossBackend {
  readonly id: "wasm";
  readonly build: Build;
  /** Threads that share the rows of a call; 1 where memory cannot be shared, whatever was asked for. */
  readonly threads: number;
  /** Ends the threads. Calls are computed without them from then on. */
  close(): Promise<void>;
  /** A tensor of zeros in the kernels' memory. @throws RangeError where there is no room for it, InvalidArgument for a shape that is none */
  tensor(dtype: "float32" | "float64", shape: readonly number[]): WasmTensor;
  /** The same of bit patterns. @throws RangeError where there is no room for it, InvalidArgument for a shape that is none */
  tensor(dtype: HalfType, shape: readonly number[]): WasmBits;
}

/**
 * Instantiates kernels.
 *
 * @param bytes those of a build, which are changed where there are several threads
 * @throws Error where the engine forbids it
 */
export async function backendOn(
  webAssembly: Engine,
  bytes: Uint8Array,
  build: Build,
  threads: number,
): Promise<WasmBackend> {
  const isShared = threads > 1;
  const memory = new webAssembly.Memory({
    initial: RESERVE / 65_536,
    maximum: 65_536,
    ...(isShared ? { shared: true } : {}),
  });
  if (isShared) markShared(bytes);
  const module = await webAssembly.compile(bytes).catch((cause: unknown) => {
    throw new Error(`wasm: the engine does not compile WebAssembly here: ${String(cause)}`, { cause });
  });
  const { exports } = await webAssembly.instantiate(module, { env: { memory } });
  const kernels = exports as Kernels;
  const held = new KernelMemory(memory, kernels.heapBase.value);
  kernels.scratch.value = held.allocate(SCRATCH_BYTES);
  const alone: RunRows = (kernel, args, { count }) =>
    (kernels[kernel] as (...all: number[]) => void)(...args.slice(0, 9), 0, count, ...args.slice(9));
  const crew = isShared
    ? await crewOf(threads, module, memory, kernels, () => held.allocate(SCRATCH_BYTES))
    : { runRows: alone, close: async () => {} };
  const instance = {
    runRows: crew.runRows,
    widen: kernels.widen,
    memory: held,
    threads,
    hasVectors: build !== "scalar",
  };
  const rowKernels = [wasmKernel(instance), plainKernel];
  return {
    id: "wasm",
    build,
    threads,
    close: crew.close,
    evaluate: (lossCall, want) => evaluate(lossCall, want, rowKernels),
    holds: (data) => held.holds(data),
    tensor: ((dtype: FloatType, shape: readonly number[]) =>
      tensorIn(held, dtype, shape)) as WasmBackend["tensor"],
  };
}

const FLOAT_TYPES = Object.keys(DTYPES).filter((name) => name !== "int64");

function tensorIn(memory: KernelMemory, dtype: FloatType, shape: readonly number[]): WasmTensor | WasmBits {
  if (!FLOAT_TYPES.includes(dtype))
    refuse(
      "dtype",
      `expected one of ${FLOAT_TYPES.join(", ")}, got ${show(dtype)}`,
      "input-dtype",
      "construct",
    );
  const sizes = sizesOf(shape, "shape");
  const length = sizeOf(sizes);
  const at = memory.allocate(length * DTYPES[dtype].bytes);
  const isHalf = dtype === "float16" || dtype === "bfloat16";
  let isReleased = false;
  const held = <Held>(read: () => Held): Held => {
    if (!isReleased) return read();
    refuse("tensor", "expected one that is in use, got one that was released");
  };
  const release = (): void => {
    if (isReleased) return;
    isReleased = true;
    memory.release(at);
  };
  if (isHalf) {
    memory.bits(at, length).fill(0);
    return {
      dtype,
      shape: sizes,
      get bits() {
        return held(() => memory.bits(at, length));
      },
      release,
    };
  }
  memory.floats(dtype, at, length).fill(0);
  return {
    dtype,
    shape: sizes,
    get data() {
      return held(() => memory.floats(dtype, at, length));
    },
    release,
  };
}

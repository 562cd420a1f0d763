/**
 * The losses in fused WebAssembly kernels, for Node and browsers.
 *
 * @module
 */

import { refuse, show } from "../math/errors.ts";
import { checkOptions } from "../math/given-options.ts";
import { backendOn, type WasmBackend } from "./backend.ts";
import { engine } from "./engine.ts";
import { BUILDS, type Build, bestBuild, bytesOf } from "./module.ts";
import { canShare } from "./threads.ts";

export type { WasmBackend, WasmBits, WasmTensor } from "./backend.ts";
export type { Build } from "./module.ts";

export interface WasmOptions {
  /** Threads that share the rows of a call, from 1 to 64, in Node. The results do not depend on it. Default 1. */
  readonly threads?: number;
  /** The build to use: "relaxed-simd", "simd" or "scalar". Default: the best that runs here. */
  readonly build?: Build;
}

/**
 * Makes a backend for criteria. The kernels compute float32 and float64 logits and log-probabilities whose classes are
 * contiguous, float32 logits on any other axis as in [N, K, H, W], and in both places 16-bit floats that are given as such:
 * a Float16Array, or bit patterns as `{ bits, dtype, shape }`. All other calls are computed without them.
 *
 * @param options `threads` (1 to 64, default 1) and `build` (default: the best that runs here)
 * @returns a backend, which computes the same losses in nats, within 4 ULP (8 in float64), and gradients within 4 units
 * @throws InvalidArgument for an unknown option or build, or a number of threads outside [1, 64]
 * @throws Error where the engine has no WebAssembly or forbids it
 * @example
 * const criterion = torch({ labelSmoothing: 0.1 }, { backend: await wasm() });
 */
export async function wasm(options: WasmOptions = {}): Promise<WasmBackend> {
  checkOptions(options, ["threads", "build"], "wasm");
  const threads = canShare() ? threadsOf(options) : Math.min(threadsOf(options), 1);
  const build = buildOf(options);
  const webAssembly = engine();
  if (build === undefined || webAssembly === undefined)
    throw new Error("wasm: expected an engine with WebAssembly, got none");
  return backendOn(webAssembly, await bytesOf(build), build, threads);
}

function buildOf({ build }: WasmOptions): Build | undefined {
  if (build === undefined) return bestBuild();
  if (BUILDS.includes(build)) return build;
  const problem = `expected one of ${BUILDS.join(", ")}, got ${show(build)}`;
  refuse("build", problem, "unsupported-option", "construct");
}

function threadsOf({ threads = 1 }: WasmOptions): number {
  if (Number.isSafeInteger(threads) && threads >= 1 && threads <= 64) return threads;
  const problem = `expected a whole number from 1 to 64, got ${show(threads)}`;
  refuse("threads", problem, "unsupported-option", "construct");
}

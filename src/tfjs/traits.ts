/** Differences between the backends of TensorFlow.js 4.22 that affect how a loss is computed. */
import { backendInUse } from "./peer.ts";

export interface BackendTraits {
  /** Whether values lie in the memory of the process, so that they can be read without waiting. */
  readonly host: boolean;
  /**
   * How log(1 + x) is computed for small x. In JavaScript the kernel is exact. In WebAssembly it is log(1 + x) with a log
   * that is exact near 1. On GPUs it is log(1 + x) too, but WGSL allows an absolute error of 2^-21 there.
   */
  readonly log1p: "kernel" | "log" | "series";
  /** Whether 0 / 0 and Infinity / Infinity are NaN; in WebGL's division, equal numbers give 1. */
  readonly dividesByZero: boolean;
  /** Whether a long row is summed in one running float32 sum, which loses an ULP every few terms. */
  readonly sumsInOrder: boolean;
  /** Whether the one-hot kernel can write other values than integers. */
  readonly oneHotTakesFloats: boolean;
}

const TRAITS: { readonly [backend: string]: BackendTraits } = {
  // Kernels in JavaScript: sums are float64 until they are stored.
  cpu: { host: true, log1p: "kernel", dividesByZero: true, sumsInOrder: false, oneHotTakesFloats: true },
  wasm: { host: true, log1p: "log", dividesByZero: true, sumsInOrder: true, oneHotTakesFloats: false },
  webgl: { host: false, log1p: "series", dividesByZero: false, sumsInOrder: true, oneHotTakesFloats: true },
  webgpu: { host: false, log1p: "series", dividesByZero: true, sumsInOrder: false, oneHotTakesFloats: true },
};

/** A backend that was not measured is assumed to have every flaw. */
const UNKNOWN: BackendTraits = {
  host: false,
  log1p: "series",
  dividesByZero: false,
  sumsInOrder: true,
  oneHotTakesFloats: false,
};

/** @throws InvalidArgument where no backend is registered */
export function backendTraits(): BackendTraits {
  return TRAITS[backendInUse()] ?? UNKNOWN;
}

/** What the backends of TensorFlow.js 4.22 do differently, where it changes how a loss is computed. */
import { backendInUse } from "./peer.ts";

export interface BackendTraits {
  /** Whether values lie in the memory of the process, so that looking at them waits for nothing. */
  readonly host: boolean;
  /** Whether the log1p kernel keeps small arguments instead of being log(1 + x). */
  readonly log1pKeepsSmall: boolean;
  /** Whether a sum over a long row is made in one running float32 sum, which loses an ULP every few terms. */
  readonly sumsInOrder: boolean;
  /** Whether the one-hot kernel can write other values than integers. */
  readonly oneHotTakesFloats: boolean;
}

const TRAITS: { readonly [backend: string]: BackendTraits } = {
  // Kernels in JavaScript: sums are float64 until they are stored.
  cpu: { host: true, log1pKeepsSmall: true, sumsInOrder: false, oneHotTakesFloats: true },
  wasm: { host: true, log1pKeepsSmall: false, sumsInOrder: true, oneHotTakesFloats: false },
  webgl: { host: false, log1pKeepsSmall: false, sumsInOrder: false, oneHotTakesFloats: true },
  webgpu: { host: false, log1pKeepsSmall: false, sumsInOrder: false, oneHotTakesFloats: true },
};

/** Of a backend that nobody measured, the worst is assumed. */
const UNKNOWN: BackendTraits = {
  host: false,
  log1pKeepsSmall: false,
  sumsInOrder: true,
  oneHotTakesFloats: false,
};

/** @throws InvalidArgument where no backend is registered */
export function backendTraits(): BackendTraits {
  return TRAITS[backendInUse()] ?? UNKNOWN;
}

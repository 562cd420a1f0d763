/** Our own backends, each loaded only when asked for. */
import type { Implementation } from "../conformance/implementation.ts";
import { EXACT } from "../loss/backend.ts";
import type { BackendId } from "./ids.ts";

type Loader = (version: string) => Promise<Implementation>;

export const BACKENDS: { readonly [id in BackendId]: Loader } = {
  js: async (version) => (await import("./js.ts")).jsImplementation(version),
  "js-exact": async (version) => (await import("./js.ts")).jsImplementation(version, EXACT),
  wasm: async (version) => (await import("./wasm.ts")).wasmImplementation(version),
  onnx: async (version) => (await import("./onnx.ts")).onnxImplementation(version),
  "tfjs-cpu": async (version) => (await import("./tfjs.ts")).tfjsImplementation("tfjs-cpu", version),
  "tfjs-wasm": async (version) => (await import("./tfjs.ts")).tfjsImplementation("tfjs-wasm", version),
  python: async () => (await import("./python.ts")).pythonImplementation(),
};

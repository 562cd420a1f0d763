/** Our own backends, each loaded only when asked for. */
import type { Implementation } from "../conformance/implementation.ts";

type Loader = (version: string) => Promise<Implementation>;

/** The live references are no backend of ours; all others are judged where nothing else is named. */
export const OURS: readonly string[] = ["js", "onnx", "tfjs-cpu", "tfjs-wasm"];

export const BACKENDS: { readonly [id: string]: Loader } = {
  js: async (version) => (await import("./js.ts")).jsImplementation(version),
  onnx: async (version) => (await import("./onnx.ts")).onnxImplementation(version),
  "tfjs-cpu": async (version) => (await import("./tfjs.ts")).tfjsImplementation("tfjs-cpu", version),
  "tfjs-wasm": async (version) => (await import("./tfjs.ts")).tfjsImplementation("tfjs-wasm", version),
  python: async () => (await import("./python.ts")).pythonImplementation(),
};

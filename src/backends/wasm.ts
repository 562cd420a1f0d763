/** The WebAssembly kernels as an implementation under test. */
import type { Implementation } from "../conformance/implementation.ts";
import { type WasmOptions, wasm } from "../wasm/index.ts";
import { jsImplementation } from "./js.ts";

export async function wasmImplementation(version: string, options?: WasmOptions): Promise<Implementation> {
  const backend = await wasm(options);
  return {
    ...jsImplementation(version, backend),
    name: `smoothproof wasm (${backend.build})`,
    judged: "wasm",
  };
}

/** The WebAssembly kernels as an implementation under test. */
import type { Implementation } from "../conformance/implementation.ts";
import { Halves } from "../math/halves.ts";
import { halfTensor, type Tensor } from "../math/tensor.ts";
import { type WasmBackend, type WasmOptions, wasm } from "../wasm/index.ts";
import { jsImplementation } from "./js.ts";

export async function wasmImplementation(version: string, options?: WasmOptions): Promise<Implementation> {
  return implementationOn(await wasm(options), version);
}

export function implementationOn(backend: WasmBackend, version: string): Implementation {
  const implementation = jsImplementation(version, backend);
  return {
    ...implementation,
    name: `smoothproof wasm (${backend.build})`,
    judged: "wasm",
    codes: true,
    answer: (call) => implementation.answer({ ...call, inputs: mapped(call.inputs, asBits) }),
  };
}

function mapped<T>(record: { readonly [name: string]: T }, change: (value: T) => T): { [name: string]: T } {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** 16-bit floats as bit patterns, which the kernels read themselves. */
function asBits(tensor: Tensor): Tensor {
  const { dtype, shape, data } = tensor;
  if (dtype !== "float16" && dtype !== "bfloat16") return tensor;
  const halves = new Halves(dtype, new Uint16Array(data.length));
  halves.store(Float64Array.from(data), 0, 1, data.length);
  return halfTensor(shape, halves);
}

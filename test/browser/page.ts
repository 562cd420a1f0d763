/// <reference lib="dom" />
/** What runs in the page: the golden vectors' calls, on each TensorFlow.js backend and on the core library itself. */
import { setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-webgl";
import "@tensorflow/tfjs-backend-webgpu";
import type { OptionValues } from "../../src/definition/options.ts";
import type { InvalidArgument } from "../../src/math/errors.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import type { WireTensor } from "../../src/protocol/messages.ts";
import { decodeTensor, encodeTensor, readOption } from "../../src/protocol/wire-tensor.ts";
import { runOnTensors } from "../../src/tfjs/run.ts";
import { variantById } from "../../src/variants/index.ts";

/** A call as it comes over the wire. */
export interface PageCall {
  readonly id: string;
  readonly variant: string;
  readonly options: Readonly<Record<string, number | string | boolean>>;
  readonly inputs: Readonly<Record<string, WireTensor>>;
}

/** An answer as it goes back. */
export type PageAnswer =
  | { readonly id: string; readonly loss: WireTensor; readonly gradient: WireTensor }
  | { readonly id: string; readonly code: string; readonly phase: string; readonly message: string }
  | { readonly id: string; readonly broke: string };

type Compute = (
  variant: string,
  options: OptionValues,
  inputs: Readonly<Record<string, Tensor | undefined>>,
) => Promise<{ readonly loss: Tensor; readonly gradient: Tensor }>;

setWasmPaths("/wasm/");

const onTensors: Compute = (
  variant,
  options,
  { logits, logProbs, probs, target, weight, sampleWeight, upstream },
) =>
  runOnTensors(variantById(variant)!, options, {
    input: (logits ?? logProbs ?? probs)!,
    target: target!,
    weight: weight ?? sampleWeight,
    upstream,
  });

/**
 * The package's own ES modules, as the browser loads them: nothing bundled.
 *
 * @param build of the WebAssembly kernels; the default backend where none is given
 */
async function inTheLibrary(build?: string): Promise<Compute> {
  const { runCall } = await import(["", "dist", "protocol", "run.js"].join("/"));
  const library = await import(["", "dist", "index.js"].join("/"));
  if (typeof library.torch !== "function") throw new Error("/dist/index.js: expected an export torch");
  const { wasm } = await import(["", "dist", "wasm", "index.js"].join("/"));
  const backend = build === undefined ? undefined : await wasm({ build });
  return async (variant, options, inputs) => {
    const given = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor !== undefined));
    return runCall({ variant, options, inputs: given, want: ["loss", "gradient"] }, backend);
  };
}

/** Loss and gradient by the library, by a build of its kernels ("kernels simd"), or by a TensorFlow.js backend. */
async function computeBy(name: string): Promise<Compute> {
  if (name === "library") return inTheLibrary();
  if (name.startsWith("kernels ")) return inTheLibrary(name.slice("kernels ".length));
  if (!(await tf.setBackend(name))) throw new Error(`${name} does not start`);
  return onTensors;
}

async function answer({ id, variant, options, inputs }: PageCall, compute: Compute): Promise<PageAnswer> {
  try {
    const decoded = Object.fromEntries(
      Object.entries(inputs).map(([name, wire]) => [name, decodeTensor(wire, name)]),
    );
    const values = Object.fromEntries(
      Object.entries(options).map(([name, value]) => [name, readOption(value)]),
    );
    const { loss, gradient } = await compute(variant, values, decoded);
    return { id, loss: encodeTensor(loss), gradient: encodeTensor(gradient) };
  } catch (error) {
    const refusal = error as InvalidArgument;
    if (refusal.name === "InvalidArgument") {
      return { id, code: refusal.code, phase: refusal.phase, message: refusal.message };
    }
    return { id, broke: error instanceof Error ? error.message : String(error) };
  }
}

/** Answers every call on one backend, or with the library. @throws Error where the backend does not start */
export async function run(backend: string, calls: readonly PageCall[]): Promise<PageAnswer[]> {
  const compute = await computeBy(backend);
  const answers: PageAnswer[] = [];
  for (const call of calls) answers.push(await answer(call, compute));
  return answers;
}

/** Writes a line under the heading. */
export function show(line: string): void {
  document.querySelector("pre")!.append(`${line}\n`);
}

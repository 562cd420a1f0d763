/** The tensor ops of src/tfjs on one of TensorFlow.js' backends, as an implementation under test. */

import type { ToleranceProfile } from "../compare/tolerances.ts";
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { Call } from "../fixtures/vector.ts";
import { InvalidArgument } from "../math/errors.ts";
import { optionValues } from "../protocol/loss-call-of.ts";
import { CORE_VARIANTS, variantById } from "../variants/index.ts";
import { MissingError } from "./missing.ts";

/** How each backend is loaded. The packages are optional peers, and only these lines load them. */
const LOAD = {
  "tfjs-cpu": {
    package: "@tensorflow/tfjs-backend-cpu",
    backend: "cpu",
    load: () => import("@tensorflow/tfjs-backend-cpu"),
  },
  "tfjs-wasm": {
    package: "@tensorflow/tfjs-backend-wasm",
    backend: "wasm",
    load: () => import("@tensorflow/tfjs-backend-wasm"),
  },
} as const;

/**
 * TensorFlow.js has one backend at a time for the whole process. So each of our calls first selects its own backend, and
 * no other call runs before it is answered.
 */
let lastCall: Promise<unknown> = Promise.resolve();

function inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
  const result = lastCall.then(work);
  lastCall = result.catch(() => undefined);
  return result;
}

/** @throws MissingError where TensorFlow.js or the backend is not installed */
export async function tfjsImplementation(
  id: keyof typeof LOAD & ToleranceProfile,
  version: string,
): Promise<Implementation> {
  const { backend, load, package: name } = LOAD[id];
  const { run, tf } = await loaded(id, name, async () => {
    const modules = { run: await import("../tfjs/run.ts"), tf: await import("../tfjs/tf.ts") };
    await load();
    return modules;
  });
  // Otherwise TensorFlow.js prints a greeting and advice in Node.
  tf.enableProdMode();
  const use = async (): Promise<void> => {
    if (tf.getBackend() === backend || (await tf.setBackend(backend))) return;
    throw new Error(`${id}: the backend ${backend} of TensorFlow.js ${tf.version_core} does not start here`);
  };
  await inTurn(use);
  return {
    name: `smoothproof ${id}`,
    version,
    language: "TypeScript",
    variants: CORE_VARIANTS.map((record) => record.id),
    gradient: true,
    judged: id,
    codes: true,
    answer: (call) =>
      inTurn(async () => {
        await use();
        return answer(call, run.runOnTensors);
      }),
  };
}

async function loaded<T>(id: string, name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const code = (cause as { code?: unknown }).code;
    if (code !== "ERR_MODULE_NOT_FOUND" && code !== "MODULE_NOT_FOUND") throw cause;
    throw new MissingError(
      `${id}: expected the packages @tensorflow/tfjs-core and ${name}. Run: npm install @tensorflow/tfjs-core@4.22.0 ${name}@4.22.0`,
      { cause },
    );
  }
}

type Run = typeof import("../tfjs/run.ts").runOnTensors;

/** Answers a call on the backend in use. */
async function answer({ variant, options, inputs }: Call, run: Run): Promise<Answer> {
  const record = variantById(variant);
  const input = inputs.logits ?? inputs.logProbs ?? inputs.probs;
  const { target, weight = inputs.sampleWeight, upstream } = inputs;
  if (record === undefined || input === undefined || target === undefined) {
    return { kind: "skipped", reason: `no variant ${variant} with these inputs` };
  }
  // Integers are refused by the op itself.
  if (input.dtype !== "float32" && input.dtype !== "int64") {
    return { kind: "skipped", reason: `TensorFlow.js has no ${input.dtype}` };
  }
  try {
    return {
      kind: "result",
      ...(await run(record, optionValues(options), { input, target, weight, upstream })),
    };
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    return { kind: "error", phase: error.phase, code: error.code, message: error.message };
  }
}

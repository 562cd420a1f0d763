/**
 * Random calls in the shapes by which the kernels choose their path: short rows in groups of four and what is left over,
 * long rows, rows that are ignored, maxima that are met twice, rows with one class far ahead, numbers that are not finite.
 */
import { jsImplementation } from "../../src/backends/js.ts";
import { implementationOn } from "../../src/backends/wasm.ts";
import type { Call } from "../../src/fixtures/vector.ts";
import { compareAnswers } from "../../src/fuzz/differential.ts";
import { EXACT } from "../../src/loss/backend.ts";
import type { WasmBackend } from "../../src/wasm/index.ts";

/** The same numbers for the same seed (mulberry32). */
function drawsFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const ODD = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 3e38, 1e-42];

function callFrom(draw: () => number): Call {
  const below = (count: number): number => Math.floor(draw() * count);
  const from = <T>(...choices: readonly T[]): T => choices[below(choices.length)]!;
  const classes = draw() < 0.7 ? 2 + below(40) : draw() < 0.7 ? 42 + below(100) : 142 + below(900);
  const rows = 1 + below(classes > 200 ? 4 : 11);
  const spread = from(0.1, 1, 3, 10, 30);
  const isWhole = draw() < 0.3;
  const logits = Float32Array.from({ length: rows * classes }, () => {
    const value = (draw() + draw() + draw() - 1.5) * 2 * spread;
    return isWhole ? Math.round(value) : value;
  });
  const target = Float64Array.from({ length: rows }, () => below(classes));
  if (draw() < 0.4)
    for (let row = 0; row < rows; row += 1) logits[row * classes + target[row]!]! += 45 * draw();
  if (draw() < 0.05) logits[below(logits.length)] = from(...ODD);
  const weight = Float32Array.from({ length: classes }, () => 0.25 + draw());
  const labelSmoothing = from(0, 0.1, 0.3, 0.9);
  return {
    id: "random",
    variant: "torch",
    dtype: "float32",
    options: {
      labelSmoothing,
      reduction: from("mean", "sum", "none"),
      ...(draw() < 0.4 && { ignoreIndex: target[0]! }),
    },
    inputs: {
      logits: { dtype: "float32", shape: [rows, classes], data: logits },
      target: { dtype: "int64", shape: [rows], data: target },
      ...(draw() < 0.2 && { weight: { dtype: "float32", shape: [classes], data: weight } }),
    },
  };
}

/** What differs from the exact kernel beyond the tolerance, a line each; no more calls are made once there are `enough`. */
export async function differencesOf(
  backend: WasmBackend,
  { calls, seed, enough = Number.POSITIVE_INFINITY }: { calls: number; seed: number; enough?: number },
): Promise<readonly string[]> {
  const kernels = implementationOn(backend, "0");
  const exact = jsImplementation("0", EXACT);
  const draw = drawsFrom(seed);
  const found: string[] = [];
  for (let i = 0; i < calls && found.length < enough; i += 1) {
    const call = callFrom(draw);
    const sides = { subject: await kernels.answer(call), oracle: await exact.answer(call) };
    const compared = compareAnswers(call, { ...sides, judged: ["wasm", "js"] });
    const shape = call.inputs.logits!.shape.join("x");
    if (compared.kind !== "same")
      found.push(
        `${shape} ${JSON.stringify(call.options)}: ${"message" in compared ? compared.message : compared.reason}`,
      );
  }
  return found;
}

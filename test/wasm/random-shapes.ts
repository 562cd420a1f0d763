/**
 * Random calls in the shapes by which the kernels choose their path: short rows in groups of four and what is left over,
 * long rows, images whose classes lie apart, weights of classes, distributions, 16-bit floats, rows that are ignored, maxima
 * that are met twice or lie far out, rows with one class far ahead, numbers that are not finite.
 */
import { jsImplementation } from "../../src/backends/js.ts";
import { implementationOn } from "../../src/backends/wasm.ts";
import type { Call } from "../../src/fixtures/vector.ts";
import { roundToFloat } from "../../src/formats/bits.ts";
import { compareAnswers } from "../../src/fuzz/differential.ts";
import { EXACT } from "../../src/loss/backend.ts";
import type { Tensor } from "../../src/math/tensor.ts";
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

/** What random calls are made of. */
function choices(draw: () => number) {
  const below = (count: number): number => Math.floor(draw() * count);
  return {
    draw,
    below,
    from: <T>(...all: readonly T[]): T => all[below(all.length)]!,
    often: (share: number): boolean => draw() < share,
  };
}

type Choices = ReturnType<typeof choices>;

interface Shape {
  readonly rows: number;
  readonly classes: number;
  /** The shape of the logits: classes are the second axis, so that they lie apart where there is a third. */
  readonly shape: readonly number[];
}

/** Short rows in groups of four and what is left over, long rows, and images of a few or many positions. */
function shapeFrom({ below, often, from }: Choices): Shape {
  const classes = often(0.7) ? 2 + below(40) : often(0.7) ? 42 + below(100) : 142 + below(900);
  if (often(0.6)) {
    const rows = 1 + below(classes > 200 ? 4 : 11);
    return { rows, classes, shape: [rows, classes] };
  }
  const images = 1 + below(3);
  const positions = from(2, 3, 4, 5, 7, 8, 15, 16, 17, 20, 31, 33, classes > 200 ? 6 : 70);
  return { rows: images * positions, classes, shape: [images, classes, positions] };
}

/** Logits of some spread, with ties, rows that are confident, maxima beyond the reach of exp, and what is not finite. */
function logitsFrom(
  { draw, below, from, often }: Choices,
  { rows, classes, shape }: Shape,
  target: Float64Array,
): Float64Array {
  const spread = from(0.1, 1, 3, 10, 30);
  const offset = often(0.05) ? from(-300, 300, 5000) : 0;
  const isWhole = often(0.3);
  const logits = Float64Array.from({ length: rows * classes }, () => {
    const value = (draw() + draw() + draw() - 1.5) * 2 * spread + offset;
    return isWhole ? Math.round(value) : value;
  });
  const positions = rows / shape[0]!;
  const at = (row: number, k: number): number =>
    (Math.floor(row / positions) * classes + k) * positions + (row % positions);
  if (often(0.4)) for (let row = 0; row < rows; row += 1) logits[at(row, target[row]!)]! += 45 * draw();
  if (often(0.05)) logits[below(logits.length)] = from(...ODD);
  return logits;
}

/** Every row's sum is 1; some classes have nothing. */
function distributionFrom({ draw, often }: Choices, { rows, classes, shape }: Shape): Float64Array {
  const masses = Float64Array.from({ length: rows * classes }, () => (often(0.3) ? 0 : draw() ** 3));
  const positions = rows / shape[0]!;
  for (let row = 0; row < rows; row += 1) {
    const start = Math.floor(row / positions) * classes * positions + (row % positions);
    let sum = 0;
    for (let k = 0; k < classes; k += 1) sum += masses[start + k * positions]!;
    for (let k = 0; k < classes; k += 1) masses[start + k * positions]! /= sum || 1;
  }
  return masses;
}

function tensorOf(dtype: Call["dtype"], shape: readonly number[], data: Float64Array): Tensor {
  const rounded = Float64Array.from(data, (value) => roundToFloat(value, dtype));
  return { dtype, shape, data: dtype === "float32" ? Float32Array.from(rounded) : rounded };
}

function callFrom(draw: () => number): Call {
  const chosen = choices(draw);
  const { below, from, often } = chosen;
  const dtype = from("float32", "float32", "float32", "float16", "bfloat16") as Call["dtype"];
  const made = shapeFrom(chosen);
  const { rows, classes, shape } = made;
  const target = Float64Array.from({ length: rows }, () => below(classes));
  const logits = logitsFrom(chosen, made, target);
  const isDistribution = often(0.2);
  const weight = Float64Array.from({ length: classes }, () => (often(0.1) ? 0 : 0.25 + draw()));
  const labelSmoothing = from(0, 0.1, 0.3, 0.9);
  const rowShape = [shape[0]!, ...shape.slice(2)];
  const simple = !isDistribution && shape.length === 2 && often(0.1);
  return {
    id: "random",
    variant: simple ? "simple" : "torch",
    dtype,
    options: simple
      ? { labelSmoothing: from(0.1, 0.9), numClasses: classes }
      : {
          labelSmoothing,
          reduction: from("mean", "sum", "none"),
          ...(!isDistribution && often(0.4) && { ignoreIndex: target[0]! }),
        },
    inputs: {
      logits: tensorOf(dtype, shape, logits),
      target: isDistribution
        ? tensorOf(dtype, shape, distributionFrom(chosen, made))
        : { dtype: "int64", shape: rowShape, data: target },
      ...(!simple && often(0.3) && { weight: tensorOf(dtype, [classes], weight) }),
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
    const shape = `${call.dtype} ${call.inputs.logits!.shape.join("x")}${call.inputs.weight ? " weighed" : ""}${call.inputs.target!.dtype === "int64" ? "" : " distribution"}`;
    if (compared.kind !== "same")
      found.push(
        `${shape} ${JSON.stringify(call.options)}: ${"message" in compared ? compared.message : compared.reason}`,
      );
  }
  return found;
}

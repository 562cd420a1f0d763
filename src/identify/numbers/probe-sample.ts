/**
 * Another sample of the same kind, with other sizes: what agrees on a sample and disagrees on this one are two
 * definitions that the sample does not tell apart.
 */

import type { OptionValue, OptionValues } from "../../definition/options.ts";
import { rowsAlong } from "../../math/rows.ts";
import { sameShape, sizeOf, type Tensor, withoutAxis } from "../../math/tensor.ts";
import { hardened } from "../derive-input.ts";
import type { ReadSample } from "../sample.ts";
import { classAxesOf } from "./class-axes.ts";

/** Fewest classes of a probe; one more where the sample has as many. */
const CLASSES = 6;
const ROWS = 3;

/** Sizes of further axes of rows. */
const FURTHER = 2;

export interface ProbeSample {
  readonly sample: ReadSample;
  /** Options that name classes or count them, for the probe's classes. */
  readonly optionsFor: (options: OptionValues) => OptionValues;
}

/**
 * @param ignored classes that candidates ignore: rows of the sample that have them as target have a counterpart
 * @param isOneRow whether there is one row only, as in the sample, to leave open what one row cannot tell
 * @param keepsClasses whether there are as many classes as in the sample
 */
export function probeSample(
  sample: ReadSample,
  ignored: readonly number[],
  isOneRow: boolean,
  keepsClasses: boolean,
): ProbeSample {
  const [classAxis = sample.input.shape.length - 1] = classAxesOf(sample);
  const { shape } = sample.input;
  const from = shape[classAxis] ?? 1;
  // Classes that are ignored have counterparts of their own; all others are two that nobody ignores.
  const others = [...new Set(ignored)].filter((index) => index > 1 && index !== from - 1);
  const fillers = 2 + others.length;
  const least = Math.max(CLASSES, fillers + 3);
  const width = keepsClasses ? from : from === least ? least + 1 : least;
  const kept = Array.from({ length: width }, (_, k) => k).filter((k) => !ignored.includes(k));
  const filler = (i: number): number => (keepsClasses ? (kept[i % kept.length] ?? 0) : fillers + (i % 2));
  const classOf = (index: number): number => {
    if (index < 0 || keepsClasses) return index;
    if (!ignored.includes(index)) return filler(index);
    if (index <= 1) return index;
    return index === from - 1 ? width - 1 : 2 + others.indexOf(index);
  };
  const isIndices = !sameShape(shape, sample.target.shape);
  const given = isIndices ? sample.target : hardened(sample.target, classAxis);
  const named = ignored.filter((index) => given?.data.includes(index));
  const batch = isOneRow ? 1 : ROWS + named.length;
  const sizes = shape.map((_, axis) =>
    axis === classAxis ? width : axis === 0 ? batch : isOneRow ? 1 : FURTHER,
  );
  const rowShape = withoutAxis(sizes, classAxis);
  const input = inputLike(sample, sizes, classAxis);
  const free = [...(given?.data ?? [])].filter((index) => !ignored.includes(index));
  const targets = [...named, ...free.slice(0, ROWS)];
  const indices = Float64Array.from({ length: sizeOf(rowShape) }, (_, i) =>
    i < targets.length ? classOf(targets[i]!) : filler(i),
  );
  return {
    sample: {
      holds: sample.holds,
      input,
      target: isIndices
        ? { dtype: "int64", shape: rowShape, data: indices }
        : distributionLike(sample.target, sizes, classAxis, given && indices),
      weight: sample.weight && {
        ...sample.weight,
        shape: [width],
        data: drawn(width, 5).map((x) => Math.abs(x) + 0.5),
      },
      sampleWeight: sample.sampleWeight && weightLike(sample.sampleWeight, sizes, classAxis, shape),
      loss: undefined,
      gradient: undefined,
    },
    optionsFor: (options) =>
      Object.fromEntries(
        Object.entries(options).map(([name, value]): [string, OptionValue | undefined] => {
          if (name === "numClasses") return [name, width];
          return [
            name,
            name === "ignoreIndex" && typeof value === "number" && value >= 0 ? classOf(value) : value,
          ];
        }),
      ),
  };
}

/** Eighths in [-2, 2], short to write and exact in every dtype. */
function drawn(length: number, seed: number): Float64Array {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 16) % 33) / 8 - 2;
  });
}

function inputLike({ holds, input }: ReadSample, shape: readonly number[], axis: number): Tensor {
  const logits = { dtype: input.dtype, shape, data: drawn(sizeOf(shape), 1) };
  if (holds === "logits") return logits;
  return normalised(logits, axis, holds === "logProbs" ? Math.log : (value) => value);
}

/** Rows of positive numbers that sum to one. */
function normalised(logits: Tensor, axis: number, finish: (probability: number) => number): Tensor {
  const rows = rowsAlong(logits.shape, axis);
  const data = Float64Array.from(logits.data, Math.exp);
  for (let row = 0; row < rows.count; row += 1) {
    const at = (k: number): number => rows.start(row) + k * rows.stride;
    let sum = 0;
    for (let k = 0; k < rows.length; k += 1) sum += data[at(k)]!;
    for (let k = 0; k < rows.length; k += 1) data[at(k)] = finish(data[at(k)]! / sum);
  }
  return { ...logits, data };
}

/** One-hot at `classes` where there are any; else labels of 0 and 1 where the sample's are; else rows that sum to one or not. */
function distributionLike(
  target: Tensor,
  shape: readonly number[],
  axis: number,
  classes: Float64Array | undefined,
): Tensor {
  const to = rowsAlong(shape, axis);
  const made: Tensor = { dtype: target.dtype, shape, data: new Float64Array(sizeOf(shape)) };
  if (classes !== undefined) {
    for (let row = 0; row < to.count; row += 1) made.data[to.start(row) + classes[row]! * to.stride] = 1;
    return made;
  }
  const rows = rowsAlong(target.shape, axis);
  const sums = Array.from({ length: rows.count }, (_, row) => {
    let sum = 0;
    for (let k = 0; k < rows.length; k += 1) sum += target.data[rows.start(row) + k * rows.stride]!;
    return sum;
  });
  const sumsToOne = sums.every((sum) => Math.abs(sum - 1) < 1e-6);
  const isHard = target.data.every((y) => y === 0 || y === 1);
  if (isHard) {
    for (let row = 0; row < to.count; row += 1)
      for (const k of [row, row + 2]) made.data[to.start(row) + (k % to.length) * to.stride] = 1;
    return made;
  }
  const soft = { ...made, data: drawn(sizeOf(shape), 9).map((x) => Math.abs(x) / 4) };
  return sumsToOne ? normalised(soft, axis, (value) => value) : soft;
}

function weightLike(weight: Tensor, sizes: readonly number[], axis: number, from: readonly number[]): Tensor {
  // Sizes of weights are sizes of the input's axes, or one.
  const rows = withoutAxis(sizes, axis);
  const given = withoutAxis(from, axis);
  const shape = weight.shape.map((size, i) => {
    const at = i + (given.length - weight.shape.length);
    return size === 1 ? 1 : (rows[Math.max(0, at)] ?? sizes[axis] ?? 1);
  });
  return { ...weight, shape, data: drawn(sizeOf(shape), 7).map((x) => Math.abs(x) + 0.5) };
}

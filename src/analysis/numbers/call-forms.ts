/**
 * The forms in which one call's numbers can be put to a variant: logits as log-probabilities or probabilities, class
 * indices as a one-hot distribution and back, several axes of rows as one.
 */

import type { Axes, TargetKind } from "../../loss/axes.ts";
import { logSoftmax, rowDistribution } from "../../loss/log-softmax.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import { inverse, permuted, reshaped } from "../../math/permute.ts";
import { type Rows, rowsAlong } from "../../math/rows.ts";
import { sameShape, sizeOf, type Tensor, withoutAxis } from "../../math/tensor.ts";
import type { ReadSample } from "../sample.ts";

/** A first input and a target, and how they came from the sample's. */
export interface CallForm {
  readonly input: Tensor;
  readonly target: Tensor;
  /** A gradient in this input as one in the sample's, in the order of its elements. */
  readonly pullBack: PullBack;
}

type PullBack = (gradient: FloatArray) => FloatArray;

/** Axis of the classes: the one without which the input's sizes are the target's; the last one for distributions. */
export function classAxesOf({ input, target }: Pick<ReadSample, "input" | "target">): readonly number[] {
  const rank = input.shape.length;
  if (sameShape(input.shape, target.shape)) return [rank - 1];
  const axes = [rank - 1, Math.min(1, rank - 1)];
  return [...new Set(axes)].filter((axis) => sameShape(withoutAxis(input.shape, axis), target.shape));
}

export function rowCount({ input, target }: Pick<ReadSample, "input" | "target">): number {
  const [axis = 0] = classAxesOf({ input, target });
  return input.data.length / (input.shape[axis] ?? 1);
}

export class CallForms {
  readonly #sample: ReadSample;
  readonly #classAxis: number;
  readonly #inputs = new Map<string, Tensor | undefined>();
  #oneHot: Tensor | undefined;
  #indices: Tensor | undefined | null = null;

  constructor(sample: ReadSample, classAxis: number) {
    this.#sample = sample;
    this.#classAxis = classAxis;
  }

  /** The sample as given, and with its rows on one axis, for variants that take no other shape. */
  forms(holds: Axes["input"], targetKind: TargetKind): readonly CallForm[] {
    const input = this.#input(holds);
    const target = targetKind === "indices" ? this.#asIndices() : this.#asDistribution();
    if (input === undefined || target === undefined) return [];
    const given = { input, target, pullBack: this.#pullBack(holds) };
    return input.shape.length <= 2 ? [given] : [given, this.#flat(given)];
  }

  /** The chain rule through what `derived` does to the sample's input. */
  #pullBack(wanted: Axes["input"]): PullBack {
    const { holds, input } = this.#sample;
    if (holds === wanted || (holds === "logProbs" && wanted === "logits")) return (gradient) => gradient;
    if (holds === "probs") return (gradient) => Float64Array.from(gradient, (g, i) => g / input.data[i]!);
    const probabilities = this.#input("probs")!.data;
    const inLogs: PullBack = (gradient) => Float64Array.from(gradient, (g, i) => g * probabilities[i]!);
    if (holds === "logProbs") return inLogs;
    // Through log-softmax g - p sum(g); through softmax p (g - sum(p g)), which is the same of p g.
    const rows = rowsAlong(input.shape, this.#classAxis);
    const throughSoftmax: PullBack = (gradient) => lessShares(gradient, probabilities, rows);
    return wanted === "logProbs" ? throughSoftmax : (gradient) => throughSoftmax(inLogs(gradient));
  }

  #flat({ input, target, pullBack }: CallForm): CallForm {
    const axis = this.#classAxis;
    const order = [...input.shape.keys()].filter((other) => other !== axis).concat(axis);
    const width = input.shape[axis]!;
    const rows = sizeOf(withoutAxis(input.shape, axis));
    const flat = (tensor: Tensor): Tensor =>
      this.#once(tensor, () => reshaped(permuted(tensor, order), [rows, width]));
    return {
      input: flat(input),
      target: sameShape(target.shape, input.shape)
        ? flat(target)
        : this.#once(target, () => reshaped(target, [rows])),
      pullBack: (gradient) => {
        const moved = { ...input, shape: order.map((other) => input.shape[other]!), data: gradient };
        return pullBack(permuted(moved, inverse(order)).data);
      },
    };
  }

  readonly #flattened = new Map<Tensor, Tensor>();

  #once(tensor: Tensor, make: () => Tensor): Tensor {
    const made = this.#flattened.get(tensor) ?? make();
    this.#flattened.set(tensor, made);
    return made;
  }

  readonly #distinct = new Map<Tensor, readonly number[]>();

  /** Class indices of a target, each once. */
  distinct(target: Tensor): readonly number[] {
    const known = this.#distinct.get(target) ?? [...new Set(target.data)];
    this.#distinct.set(target, known);
    return known;
  }

  #input(holds: Axes["input"]): Tensor | undefined {
    if (!this.#inputs.has(holds)) this.#inputs.set(holds, derived(this.#sample, holds, this.#classAxis));
    return this.#inputs.get(holds);
  }

  #asIndices(): Tensor | undefined {
    const { input, target } = this.#sample;
    if (!sameShape(input.shape, target.shape)) return target;
    if (this.#indices === null) this.#indices = hardened(target, this.#classAxis);
    return this.#indices;
  }

  #asDistribution(): Tensor | undefined {
    const { input, target } = this.#sample;
    if (sameShape(input.shape, target.shape)) return target;
    this.#oneHot ??= oneHot(input, target, this.#classAxis);
    return this.#oneHot;
  }
}

/** Logits give the other two by softmax; log-probabilities and logarithms of probabilities are logits as they are. */
function derived({ holds, input }: ReadSample, wanted: Axes["input"], axis: number): Tensor | undefined {
  if (holds === wanted) return input;
  if (holds === "logProbs" && wanted === "logits") return input;
  if (holds === "probs") return { ...input, data: Float64Array.from(input.data, Math.log) };
  const logProbs = holds === "logProbs" ? input : logSoftmaxed(input, axis);
  return wanted === "logProbs" ? logProbs : { ...input, data: Float64Array.from(logProbs.data, Math.exp) };
}

/** g - p sum(g), row by row. */
function lessShares(gradient: FloatArray, probabilities: FloatArray, rows: Rows): Float64Array {
  const less = new Float64Array(gradient.length);
  for (let row = 0; row < rows.count; row += 1) {
    const at = (k: number): number => rows.start(row) + k * rows.stride;
    let sum = 0;
    for (let k = 0; k < rows.length; k += 1) sum += gradient[at(k)]!;
    for (let k = 0; k < rows.length; k += 1) less[at(k)] = gradient[at(k)]! - probabilities[at(k)]! * sum;
  }
  return less;
}

function logSoftmaxed(input: Tensor, axis: number): Tensor {
  const rows = rowsAlong(input.shape, axis);
  const distribution = rowDistribution(rows.length);
  const data = new Float64Array(input.data.length);
  for (let row = 0; row < rows.count; row += 1) {
    const start = rows.start(row);
    logSoftmax(input.data, start, rows.stride, rows.length, distribution);
    for (let k = 0; k < rows.length; k += 1) {
      data[start + k * rows.stride] = -distribution.surprisal[k]!;
    }
  }
  return { ...input, data };
}

/** Undefined where an index names no class: such a row has no distribution. */
function oneHot(input: Tensor, target: Tensor, axis: number): Tensor | undefined {
  const rows = rowsAlong(input.shape, axis);
  const data = new Float64Array(input.data.length);
  for (let row = 0; row < rows.count; row += 1) {
    const index = target.data[row]!;
    if (!(index >= 0 && index < rows.length)) return undefined;
    data[rows.start(row) + index * rows.stride] = 1;
  }
  return { dtype: input.dtype, shape: input.shape, data };
}

/** Class indices of a one-hot target; undefined where a row is anything else. */
export function hardened(target: Tensor, axis: number): Tensor | undefined {
  const rows = rowsAlong(target.shape, axis);
  const data = new Float64Array(rows.count);
  for (let row = 0; row < rows.count; row += 1) {
    let found = -1;
    for (let k = 0; k < rows.length; k += 1) {
      const y = target.data[rows.start(row) + k * rows.stride]!;
      if (y === 0) continue;
      if (y !== 1 || found !== -1) return undefined;
      found = k;
    }
    if (found === -1) return undefined;
    data[row] = found;
  }
  return { dtype: "int64", shape: withoutAxis(target.shape, axis), data };
}

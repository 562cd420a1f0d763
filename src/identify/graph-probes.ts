/** The calls that identify a loss graph: few and small, but chosen so that no two definitions answer all of them alike. */
import { formatShape, sizeOf, type Tensor, withoutAxis } from "../math/tensor.ts";
import type { Port } from "../onnx/open-graph.ts";
import type { Roles } from "../onnx/roles.ts";

/** Sizes for axes that may have any size, except the class axis; the first axis first. */
const SIZES = [6, 3, 2, 2] as const;
const CLASSES = 7;

/** Inputs larger than this would be evaluated hundreds of times. */
const MOST_ELEMENTS = 2 ** 16;

/** torch's default ignoreIndex. It names no class, so a graph that does not ignore it refuses it or gives a senseless answer. */
const OUTSIDE_INDEX = -100;

/** Smoothings for graphs that take theirs as an input. */
const SMOOTHINGS = [0.1, 0.3] as const;

export interface Probe {
  readonly name:
    | "ordinary"
    | "other-targets"
    | "confident"
    | "probabilities"
    | "outside-target"
    | "weighted"
    | "ignoring";
  readonly input: Tensor;
  readonly target: Tensor;
  /** The graph's other inputs, by role. */
  readonly weight?: Tensor;
  readonly sampleWeight?: Tensor;
  readonly labelSmoothing?: number;
  readonly ignoreIndex?: number;
}

/** The graph cannot be called; the message says why. */
export class ProbeError extends Error {
  override readonly name: string = "ProbeError";
}

/** All probes for a graph. @throws ProbeError */
export function probesFor({ inputs }: Roles, classCounts: readonly number[]): readonly Probe[] {
  const { first, target } = inputs;
  const dtype = first.type === "float64" ? "float64" : "float32";
  const isIndices = target.type?.startsWith("int") ?? false;
  const classAxis = classAxisOf(first, target, isIndices);
  const shape = sizesOf(first, classAxis, classCounts);
  checkSize(first, shape);
  const width = shape[classAxis] ?? 1;
  const rows = withoutAxis(shape, classAxis);
  const numbers = (sizes: readonly number[], seed: number): Tensor => ({
    dtype,
    shape: sizes,
    data: draw(sizeOf(sizes), seed),
  });
  const order = classOrder(width);
  const targetFrom = (start: number, seed: number): Tensor =>
    isIndices
      ? {
          dtype: "int64",
          shape: rows,
          data: Float64Array.from({ length: sizeOf(rows) }, (_, i) => order[(start + i) % width]!),
        }
      : positive(numbers(shape, seed));
  if (inputs.sampleWeight !== undefined)
    checkSize(inputs.sampleWeight, weightShape(inputs.sampleWeight, rows));
  const others = (smoothing: number): Partial<Probe> => ({
    ...(inputs.weight === undefined ? {} : { weight: positive(numbers([width], 5)) }),
    ...(inputs.sampleWeight === undefined
      ? {}
      : { sampleWeight: positive(numbers(weightShape(inputs.sampleWeight, rows), 6)) }),
    ...(inputs.labelSmoothing === undefined ? {} : { labelSmoothing: smoothing }),
    ...(inputs.ignoreIndex === undefined ? {} : { ignoreIndex: order[1] ?? 0 }),
  });
  const ordinary: Probe = {
    name: "ordinary",
    input: numbers(shape, 1),
    target: targetFrom(0, 2),
    ...others(SMOOTHINGS[0]),
  };
  const confident = { ...ordinary.input, data: Float64Array.from(ordinary.input.data, (x) => x * 30) };
  return [
    ordinary,
    {
      name: "other-targets",
      input: numbers(shape, 3),
      target: targetFrom(sizeOf(rows), 4),
      ...others(SMOOTHINGS[1]),
    },
    { ...ordinary, name: "confident", input: confident },
    { ...asProbabilities(ordinary, classAxis), name: "probabilities" },
    ...(isIndices && sizeOf(rows) > 1 ? [withOutsideTarget(ordinary)] : []),
  ];
}

function checkSize({ name }: Port, shape: readonly number[]): void {
  if (sizeOf(shape) <= MOST_ELEMENTS) return;
  throw new ProbeError(
    `input ${name}: expected at most ${MOST_ELEMENTS} elements, got shape ${formatShape(shape)}. Export it for fewer rows, or with dynamic shapes`,
  );
}

/** A probe whose rows are positive and sum to one. */
export function asProbabilities(probe: Probe, classAxis: number): Probe {
  const input = positive(probe.input);
  return { ...probe, input: rowsSummingToOne(input, input.shape, classAxis) };
}

function positive(tensor: Tensor): Tensor {
  return { ...tensor, data: Float64Array.from(tensor.data, (x) => (Math.abs(x) + 0.125) / 8) };
}

function withOutsideTarget(probe: Probe): Probe {
  const data = Float64Array.from(probe.target.data);
  data[data.length - 1] = OUTSIDE_INDEX;
  return { ...probe, name: "outside-target", target: { ...probe.target, data } };
}

/** Axis 1 as in torch, or the last one: the axis whose removal turns the first input's shape into the target's. */
function classAxisOf(first: Port, target: Port, isIndices: boolean): number {
  const rank = first.shape.length || 2;
  if (!isIndices) return rank - 1;
  const agrees = (axis: number): boolean =>
    target.shape.every((size, i) => {
      const other = first.shape.filter((_, j) => j !== axis)[i];
      return typeof size === "string" || typeof other === "string"
        ? size === other || size === ""
        : size === other;
    });
  return [Math.min(1, rank - 1), rank - 1].find(agrees) ?? Math.min(1, rank - 1);
}

/** The graph's sizes. A size that is only named is chosen once per name; the class count is the length of a constant. */
function sizesOf({ shape }: Port, classAxis: number, classCounts: readonly number[]): number[] {
  const declared = shape.length === 0 ? ["", ""] : shape;
  const named = new Map<string, number>();
  return declared.map((size, axis) => {
    if (typeof size === "number") return size;
    const known = named.get(size);
    if (known !== undefined && size !== "") return known;
    const chosen = axis === classAxis ? (classCounts[0] ?? CLASSES) : (SIZES[axis] ?? 2);
    named.set(size, chosen);
    return chosen;
  });
}

/** One weight per entry of the first axis, for all its losses, which fits wherever the classes are. */
function weightShape({ shape }: Port, rows: readonly number[]): readonly number[] {
  return shape.map((size, axis) => (typeof size === "number" ? size : axis === 0 ? (rows[0] ?? 1) : 1));
}

/** Classes in the order in which they become targets; those that sources may ignore come first. */
function classOrder(width: number): readonly number[] {
  const likely = [0, 1, width - 1].filter((index) => index < width);
  const all = [...likely, ...Array.from({ length: width }, (_, k) => k)];
  return [...new Set(all)];
}

/** Numbers in [-4, 4) that are multiples of 1/128, and so exact in every dtype; the same on every machine. */
function draw(length: number, seed: number): Float64Array {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 22) / 128 - 4;
  });
}

/** Each row divided by its sum along the class axis, and rounded to the dtype. */
function rowsSummingToOne(tensor: Tensor, shape: readonly number[], axis: number): Tensor {
  const stride = sizeOf(shape.slice(axis + 1));
  const length = shape[axis] ?? 1;
  const rowOf = (flat: number): number => Math.floor(flat / (stride * length)) * stride + (flat % stride);
  const sums = new Map<number, number>();
  for (let flat = 0; flat < tensor.data.length; flat += 1)
    sums.set(rowOf(flat), (sums.get(rowOf(flat)) ?? 0) + tensor.data[flat]!);
  const round = tensor.dtype === "float32" ? Math.fround : (value: number): number => value;
  return {
    ...tensor,
    data: Float64Array.from(tensor.data, (value, flat) => round(value / sums.get(rowOf(flat))!)),
  };
}

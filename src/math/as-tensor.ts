/**
 * Reads whatever JavaScript people hold as a tensor: `{ data, shape }`, nested arrays, ONNX Runtime tensors
 * (`data`, `dims`), TensorFlow.js tensors (`dataSync()`, `shape`) and strided ndarrays (`stride` or `strides`,
 * `offset`). Ragged arrays are refused rather than guessed at.
 */
import { type ErrorCode, InvalidArgument, show } from "./errors.ts";
import { type DType, formatShape, sizeOf, type Tensor } from "./tensor.ts";

export type NestedNumbers = number | bigint | readonly NestedNumbers[];

type Elements = ArrayLike<number> | ArrayLike<bigint>;

/** A tensor by its parts. `shape` or `dims` is required; `stride` counts elements, not bytes. */
export interface TensorParts {
  readonly data: Elements;
  readonly shape?: readonly number[];
  readonly dims?: readonly number[];
  readonly stride?: readonly number[];
  readonly strides?: readonly number[];
  readonly offset?: number;
  readonly dtype?: string;
  readonly type?: string;
}

/** A TensorFlow.js tensor, as far as it is needed here. */
export interface DataSyncTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  dataSync(): Elements;
}

/** Anything that is read as a tensor. */
export type TensorLike = NestedNumbers | TensorParts | DataSyncTensor | ArrayLike<number> | ArrayLike<bigint>;

const DTYPE_NAMES: { readonly [name: string]: DType } = {
  float64: "float64",
  float32: "float32",
  float16: "float16",
  bfloat16: "bfloat16",
  int64: "int64",
  int32: "int64",
  uint8: "int64",
  double: "float64",
  float: "float32",
};

/** Reads `value` as a tensor, or refuses it under the name `argument`. */
export function asTensor(value: TensorLike, argument: string): Tensor {
  if (typeof value === "number" || typeof value === "bigint") {
    return {
      dtype: typeof value === "bigint" ? "int64" : "float64",
      shape: [],
      data: Float64Array.of(Number(value)),
    };
  }
  if (Array.isArray(value)) return fromNested(value, argument);
  if (ArrayBuffer.isView(value)) {
    const elements = value as unknown as Elements;
    return { dtype: dtypeOf(elements, undefined), shape: [elements.length], data: toFloat64(elements) };
  }
  if (typeof value !== "object" || value === null) {
    throw refused(argument, `expected a tensor, got ${show(value)}`);
  }
  return fromParts(value as TensorParts | DataSyncTensor, argument);
}

function fromNested(value: readonly NestedNumbers[], argument: string): Tensor {
  const shape: number[] = [];
  for (let level: NestedNumbers = value; Array.isArray(level); level = level[0] as NestedNumbers) {
    shape.push(level.length);
    if (level.length === 0) break;
  }
  const data = new Float64Array(sizeOf(shape));
  let next = 0;
  let bigints = 0;
  const walk = (level: NestedNumbers, axis: number): void => {
    if (Array.isArray(level)) {
      if (level.length !== shape[axis]) {
        throw refused(
          argument,
          `expected ${shape[axis] ?? "a number"} elements on axis ${axis}, got ${level.length} (ragged)`,
        );
      }
      for (const inner of level as readonly NestedNumbers[]) walk(inner, axis + 1);
      return;
    }
    if (axis !== shape.length)
      throw refused(argument, `expected an array on axis ${axis}, got ${show(level)} (ragged)`);
    if (typeof level !== "number" && typeof level !== "bigint") {
      throw refused(argument, `expected numbers, got ${show(level)}`);
    }
    if (typeof level === "bigint") bigints += 1;
    data[next] = Number(level);
    next += 1;
  };
  walk(value, 0);
  return { dtype: bigints > 0 && bigints === data.length ? "int64" : "float64", shape, data };
}

function fromParts(value: TensorParts | DataSyncTensor, argument: string): Tensor {
  const parts = value as TensorParts & Partial<DataSyncTensor>;
  const shape = parts.shape ?? parts.dims;
  const elements = parts.data ?? parts.dataSync?.();
  if (shape === undefined || elements === undefined || typeof elements !== "object") {
    throw refused(argument, `expected { data, shape }, nested arrays or a tensor, got ${show(value)}`);
  }
  const sizes = [...shape].map(Number);
  if (!sizes.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw refused(argument, `expected a shape of non-negative integers, got ${formatShape(sizes)}`);
  }
  const stride = parts.stride ?? parts.strides;
  const offset = parts.offset ?? 0;
  const dtype = dtypeOf(elements, parts.dtype ?? parts.type);
  if (stride !== undefined || offset !== 0) {
    return {
      dtype,
      shape: sizes,
      data: gather(elements, sizes, stride ?? contiguous(sizes), offset, argument),
    };
  }
  if (elements.length !== sizeOf(sizes)) {
    throw refused(
      argument,
      `expected ${sizeOf(sizes)} values for shape ${formatShape(sizes)}, got ${elements.length}`,
    );
  }
  return { dtype, shape: sizes, data: toFloat64(elements) };
}

function contiguous(shape: readonly number[]): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

function gather(
  elements: Elements,
  shape: readonly number[],
  stride: readonly number[],
  offset: number,
  argument: string,
): Float64Array {
  if (stride.length !== shape.length) {
    throw refused(
      argument,
      `expected one stride per axis of ${formatShape(shape)}, got ${formatShape(stride)}`,
    );
  }
  const data = new Float64Array(sizeOf(shape));
  for (let flat = 0; flat < data.length; flat += 1) {
    let rest = flat;
    let source = offset;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      source += (rest % shape[axis]!) * stride[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    const element = elements[source];
    if (element === undefined) {
      throw refused(argument, `strides ${formatShape(stride)} reach element ${source} of ${elements.length}`);
    }
    data[flat] = Number(element);
  }
  return data;
}

function toFloat64(elements: Elements): Float64Array {
  if (elements instanceof Float64Array) return elements;
  return Float64Array.from(elements as ArrayLike<number>, Number);
}

function dtypeOf(elements: Elements, name: string | undefined): DType {
  const named = name === undefined ? undefined : DTYPE_NAMES[name];
  if (named !== undefined) return named;
  if (elements instanceof Float32Array) return "float32";
  if (elements instanceof Float64Array || Array.isArray(elements)) {
    return typeof elements[0] === "bigint" ? "int64" : "float64";
  }
  return ArrayBuffer.isView(elements) ? "int64" : "float64";
}

function refused(argument: string, problem: string): InvalidArgument {
  const code: ErrorCode = "shape-mismatch";
  return new InvalidArgument(code, "call", argument, problem);
}

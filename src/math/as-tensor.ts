/**
 * Reads the forms of a tensor that are common in JavaScript: `{ data, shape }`, nested arrays, ONNX Runtime tensors
 * (`data`, `dims`), TensorFlow.js tensors (`dataSync()`, `shape`), strided ndarrays (`stride` or `strides`, `offset`)
 * and 16-bit floats as bit patterns (`bits`, `shape`, `dtype`). Ragged arrays are refused rather than guessed at.
 */

import { MOST_AXES, MOST_MADE, overBudget } from "./budget.ts";
import { DTYPE_NAMES, DTYPES, type DType, type FloatArray } from "./dtypes.ts";
import { InvalidArgument, refuse, show } from "./errors.ts";
import { bitsOf, type HalfType, Halves } from "./halves.ts";
import { formatShape, halfTensor, sizeOf, type Tensor } from "./tensor.ts";

export type NestedNumbers = number | bigint | readonly NestedNumbers[];

type Elements = ArrayLike<number> | ArrayLike<bigint>;

/** A tensor given as its parts. `shape` or `dims` is required; `stride` counts elements, not bytes. */
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

/** 16-bit floats as bit patterns, one Uint16 per value. */
interface TensorBits {
  readonly bits: Uint16Array;
  readonly shape: readonly number[];
  readonly dtype: HalfType;
}

/** The part of a TensorFlow.js tensor that is needed here. */
export interface DataSyncTensor {
  readonly shape: readonly number[];
  readonly dtype: string;
  dataSync(): Elements;
}

/** Anything that can be read as a tensor. */
export type TensorLike =
  | NestedNumbers
  | readonly ArrayLike<number>[]
  | TensorParts
  | TensorBits
  | DataSyncTensor
  | ArrayLike<number>
  | ArrayLike<bigint>;

/** Dtypes by their names in TensorFlow.js, ONNX Runtime and ndarrays; `undefined` where the elements tell the dtype. */
const NAMED_DTYPES: ReadonlyMap<unknown, DType | undefined> = new Map<unknown, DType | undefined>([
  ...DTYPE_NAMES.map((name) => [name, name] as const),
  ...DTYPE_NAMES.flatMap((dtype) => DTYPES[dtype].aliases.map((name) => [name, dtype] as const)),
  ["array", undefined],
  ["generic", undefined],
]);

/**
 * Reads `value` as a tensor.
 *
 * @throws InvalidArgument, with `argument` as the name of the argument, for ragged arrays; for sizes, strides and
 *   elements that are not numbers; for an unknown dtype; for a value that throws when it is read; and for shapes beyond the limits: more than 64 axes, or more
 *   than 2^24 elements that are not in a typed array
 */
export function asTensor(value: TensorLike, argument: string): Tensor {
  try {
    return readTensor(value, argument);
  } catch (cause) {
    if (cause instanceof InvalidArgument) throw cause;
    // A getter, a revoked Proxy or a tensor that was disposed of: whatever it throws, it is this argument's fault.
    const said = cause instanceof Error ? cause.message : "an exception";
    misshapen(argument, `expected a tensor that can be read, and reading it failed: ${said}`, { cause });
  }
}

function readTensor(value: TensorLike, argument: string): Tensor {
  if (typeof value === "number" || typeof value === "bigint") {
    return {
      dtype: typeof value === "bigint" ? "int64" : "float64",
      shape: [],
      data: Float64Array.of(Number(value)),
    };
  }
  if (Array.isArray(value)) return fromNested(value, argument);
  if (ArrayBuffer.isView(value) && isArrayLike(value)) {
    const elements = value as unknown as Elements;
    checkAttached(value, argument);
    const bits = bitsOf(elements);
    if (bits !== undefined) return halfTensor([elements.length], new Halves("float16", bits));
    return { dtype: dtypeOf(elements), shape: [elements.length], data: valuesIn(elements, argument) };
  }
  if (typeof value !== "object" || value === null) {
    misshapen(argument, `expected a tensor, got ${show(value)}`);
  }
  // A tensor of bits that was read before.
  if ((value as Partial<Tensor>).halves instanceof Halves) return value as Tensor;
  return fromParts(value as TensorParts | TensorBits | DataSyncTensor, argument);
}

/** An array of arrays; the innermost may be typed, as rows of Float32Array. */
function fromNested(value: readonly NestedNumbers[], argument: string): Tensor {
  const shape: number[] = [];
  for (let level: NestedNumbers = value; isRow(level); level = level[0] as NestedNumbers) {
    shape.push(level.length);
    // An array may contain itself.
    if (level.length === 0 || shape.length > MOST_AXES) break;
  }
  checkBudget(shape, argument);
  checkMade(sizeOf(shape), argument);
  const data = new Float64Array(sizeOf(shape));
  const types = new Set<DType>();
  let next = 0;
  let bigints = 0;
  const walk = (level: NestedNumbers, axis: number): void => {
    if (isRow(level)) {
      if (level.length !== shape[axis]) {
        misshapen(
          argument,
          `expected ${shape[axis] ?? "a number"} elements on axis ${axis}, got ${level.length} (ragged)`,
        );
      }
      if (ArrayBuffer.isView(level)) types.add(dtypeOf(level as unknown as Elements));
      // Numbers up to the first element that is none, which what follows looks at.
      let read = 0;
      if (axis === shape.length - 1) {
        for (; read < level.length && typeof level[read] === "number"; read += 1)
          data[next + read] = level[read] as number;
        if (read === level.length) {
          next += read;
          return;
        }
      }
      for (const inner of level as readonly NestedNumbers[]) walk(inner, axis + 1);
      return;
    }
    if (axis !== shape.length)
      misshapen(argument, `expected an array on axis ${axis}, got ${show(level)} (ragged)`);
    if (typeof level !== "number" && typeof level !== "bigint") {
      misshapen(argument, `expected numbers, got ${show(level)}`);
    }
    if (typeof level === "bigint") bigints += 1;
    data[next] = Number(level);
    next += 1;
  };
  walk(value, 0);
  const [type = "float64", other] = types;
  const dtype = other === undefined ? type : "float64";
  return { dtype: bigints > 0 && bigints === data.length ? "int64" : dtype, shape, data };
}

function isRow(level: unknown): level is readonly NestedNumbers[] {
  return Array.isArray(level) || (ArrayBuffer.isView(level) && isArrayLike(level));
}

function fromParts(value: TensorParts | TensorBits | DataSyncTensor, argument: string): Tensor {
  const parts = value as TensorParts & Partial<DataSyncTensor> & Partial<TensorBits>;
  const shape = parts.shape ?? parts.dims;
  // Read once: a getter may make a copy, or another value each time.
  const patterns = parts.bits;
  const elements = patterns ?? parts.data ?? parts.dataSync?.();
  if (shape === undefined || !isArrayLike(elements)) {
    misshapen(argument, `expected { data, shape }, nested arrays or a tensor, got ${show(value)}`);
  }
  const sizes = sizesOf(shape, argument);
  checkAttached(elements, argument);
  const isHeld = ArrayBuffer.isView(elements);
  if (!isHeld) checkMade(elements.length, argument);
  const strides = parts.stride ?? parts.strides;
  const offset = parts.offset ?? 0;
  const given = patterns === undefined ? undefined : halvesOf(patterns, parts.dtype, argument);
  const dtype =
    given?.dtype ??
    namedDtype(parts.dtype === undefined ? parts.type : parts.dtype, elements, argument) ??
    dtypeOf(elements);
  if (strides !== undefined || offset !== 0) {
    const stride = strides === undefined ? contiguous(sizes) : integers(strides, argument, "strides");
    if (!Number.isSafeInteger(offset)) {
      misshapen(argument, `expected an integer as offset, got ${show(offset)}`);
    }
    if (!isHeld || sizeOf(sizes) > elements.length) checkMade(sizeOf(sizes), argument);
    return { dtype, shape: sizes, data: gather(given?.values ?? elements, sizes, stride, offset, argument) };
  }
  if (elements.length !== sizeOf(sizes)) {
    misshapen(
      argument,
      `expected ${sizeOf(sizes)} values for shape ${formatShape(sizes)}, got ${elements.length}`,
    );
  }
  const bits = dtype === "float16" ? bitsOf(elements) : undefined;
  const halves = given ?? (bits && new Halves("float16", bits));
  return halves === undefined
    ? { dtype, shape: sizes, data: valuesIn(elements, argument) }
    : halfTensor(sizes, halves);
}

function halvesOf(bits: Uint16Array, dtype: string | undefined, argument: string): Halves {
  if (dtype !== "float16" && dtype !== "bfloat16")
    wrongDtype(argument, `expected float16 or bfloat16 as dtype of bits, got ${show(dtype)}`);
  if (bits instanceof Uint16Array) return new Halves(dtype, bits);
  wrongDtype(argument, `expected a Uint16Array as bits, got ${show(bits)}`);
}

/**
 * A shape as it was given.
 *
 * @throws InvalidArgument, with `argument` as the name of the argument, for anything but at most 64 non-negative integers
 */
export function sizesOf(shape: unknown, argument: string): number[] {
  const sizes = integers(shape, argument, "shape");
  if (sizes.some((length) => length < 0)) {
    misshapen(argument, `expected a shape of non-negative integers, got ${formatShape(sizes)}`);
  }
  checkBudget(sizes, argument);
  return sizes;
}

/** Refuses a view whose memory was transferred elsewhere: it would pass for one without elements. */
function checkAttached(elements: unknown, argument: string): void {
  if (!ArrayBuffer.isView(elements) || elements.byteLength > 0) return;
  try {
    new Uint8Array(elements.buffer);
  } catch (cause) {
    misshapen(argument, "expected values, got a view of memory that was transferred elsewhere", { cause });
  }
}

/** Sizes or strides as they were given. Text is refused, since it would be read digit by digit. */
function integers(value: unknown, argument: string, what: string): number[] {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  const { length } = isList ? (value as unknown as ArrayLike<unknown>) : [];
  if (length > MOST_AXES) misshapen(argument, `expected at most ${MOST_AXES} axes, got ${length}`);
  const list: readonly unknown[] = isList ? Array.from(value as unknown as ArrayLike<unknown>) : [];
  const wrong = list.findIndex((each) => !Number.isSafeInteger(each));
  if (isList && wrong === -1) return list as number[];
  misshapen(argument, `expected integers as ${what}, got ${show(isList ? list[wrong] : value)}`);
}

function checkBudget(shape: readonly number[], argument: string): void {
  const problem = overBudget(shape);
  if (problem !== undefined) misshapen(argument, problem);
}

/** Refuses to make too many elements that are not yet in memory in their final form. */
function checkMade(elements: number, argument: string): void {
  if (elements <= MOST_MADE) return;
  misshapen(argument, `expected at most ${MOST_MADE} elements outside a typed array, got ${elements}`);
}

function isArrayLike(value: unknown): value is Elements {
  return typeof value === "object" && Number.isSafeInteger((value as ArrayLike<unknown> | null)?.length);
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
    misshapen(argument, `expected one stride per axis of ${formatShape(shape)}, got ${formatShape(stride)}`);
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
      misshapen(argument, `strides ${formatShape(stride)} reach element ${source} of ${elements.length}`);
    }
    data[flat] = toNumber(element, argument);
  }
  return data;
}

function toNumber(element: unknown, argument: string): number {
  if (typeof element === "number" || typeof element === "bigint") return Number(element);
  misshapen(argument, `expected numbers, got ${show(element)}`);
}

/** The elements themselves where arithmetic can read them, else a copy. */
function valuesIn(elements: Elements, argument: string): FloatArray {
  if (elements instanceof Float64Array || elements instanceof Float32Array) return elements;
  // A typed array holds numbers; only BigInts have to be converted one by one.
  if (ArrayBuffer.isView(elements) && typeof elements[0] !== "bigint") {
    return new Float64Array(elements as ArrayLike<number>);
  }
  // A loop, since `from` with a function takes five times as long.
  const data = new Float64Array(elements.length);
  for (let i = 0; i < data.length; i += 1) data[i] = toNumber(elements[i], argument);
  return data;
}

/** The dtype that the value names, if it names one that says more than its elements do. */
function namedDtype(name: unknown, elements: Elements, argument: string): DType | undefined {
  if (name === undefined) return undefined;
  if (!NAMED_DTYPES.has(name)) {
    const known = [...NAMED_DTYPES.keys()].join(", ");
    wrongDtype(argument, `expected one of ${known} as dtype, got ${show(name)}`);
  }
  const dtype = NAMED_DTYPES.get(name);
  const isNarrow = dtype === "float16" || dtype === "bfloat16";
  if (isNarrow && ArrayBuffer.isView(elements) && dtypeOf(elements) === "int64") {
    wrongDtype(argument, `expected ${dtype} values, got ${show(elements)}, which holds bit patterns`);
  }
  return dtype;
}

function dtypeOf(elements: Elements): DType {
  if (ArrayBuffer.isView(elements)) {
    const tag = Object.prototype.toString.call(elements);
    return DTYPE_NAMES.find((dtype) => DTYPES[dtype].tag === tag) ?? "int64";
  }
  return typeof elements[0] === "bigint" ? "int64" : "float64";
}

function wrongDtype(argument: string, problem: string): never {
  refuse(argument, problem, argument === "target" ? "target-dtype" : "input-dtype");
}

function misshapen(argument: string, problem: string, options?: ErrorOptions): never {
  refuse(argument, problem, "shape-mismatch", "call", options);
}

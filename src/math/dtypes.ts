/** The one table of element types: other names, bytes, precision and array of each. */

export interface Grid {
  /** Bits of significand, the hidden one included. */
  readonly precision: number;
  /** Exponent of the smallest normal number. */
  readonly minExponent: number;
  readonly maxFinite: number;
}

/**
 * A Float64Array, which holds the values of every dtype, or a Float32Array.
 *
 * It has no `map`: that of a Float32Array rounds what it returns. Compute with `Float64Array.from(data, …)`.
 */
export interface FloatArray extends ArrayLike<number>, Iterable<number> {
  [index: number]: number;
  readonly buffer: ArrayBufferLike;
  readonly byteOffset: number;
  every(holds: (value: number, index: number) => boolean): boolean;
  fill(value: number, start?: number, end?: number): this;
  find(holds: (value: number, index: number) => boolean): number | undefined;
  findIndex(holds: (value: number, index: number) => boolean): number;
  forEach(visit: (value: number, index: number) => void): void;
  includes(value: number): boolean;
  indexOf(value: number): number;
  reduce(step: (total: number, value: number, index: number) => number, start: number): number;
  set(values: ArrayLike<number>, offset?: number): void;
  slice(start?: number, end?: number): FloatArray;
  some(holds: (value: number, index: number) => boolean): boolean;
  subarray(start?: number, end?: number): FloatArray;
}

/** Element types of the protocol. float16 and bfloat16 occur only in what is read and written. */
export type DType = "float64" | "float32" | "float16" | "bfloat16" | "int64";

/** A dtype that has NaN, infinities and two zeros. */
export type FloatType = Exclude<DType, "int64">;

interface Element {
  /** Bytes of one element where it is stored as bits. */
  readonly bytes: number;
  /** Other names in TensorFlow.js, ONNX Runtime and ndarrays. */
  readonly aliases: readonly string[];
  /** The tag of its typed arrays: `instanceof` fails for arrays of another realm. */
  readonly tag?: string;
}

interface FloatElement extends Element {
  readonly grid: Grid;
}

const INTEGERS = [
  ..."int32 int16 int8 uint64 uint32 uint16 uint8 bool".split(" "),
  ..."uint8_clamped uint8c bigint64 biguint64 buffer".split(" "),
];

export const DTYPES: Readonly<Record<FloatType, FloatElement> & Record<"int64", Element>> = {
  float64: {
    bytes: 8,
    aliases: ["double"],
    tag: "[object Float64Array]",
    grid: { precision: 53, minExponent: -1022, maxFinite: Number.MAX_VALUE },
  },
  float32: {
    bytes: 4,
    aliases: ["float"],
    tag: "[object Float32Array]",
    grid: { precision: 24, minExponent: -126, maxFinite: (2 - 2 ** -23) * 2 ** 127 },
  },
  float16: {
    bytes: 2,
    aliases: [],
    tag: "[object Float16Array]",
    grid: { precision: 11, minExponent: -14, maxFinite: 65504 },
  },
  bfloat16: {
    bytes: 2,
    aliases: [],
    grid: { precision: 8, minExponent: -126, maxFinite: (2 - 2 ** -7) * 2 ** 127 },
  },
  int64: { bytes: 8, aliases: INTEGERS },
};

export const DTYPE_NAMES = Object.keys(DTYPES) as readonly DType[];

/** A new array for values of a dtype: float32 for float32, float64 for all others. */
export function valuesOf(dtype: DType, length: number): FloatArray {
  return dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
}

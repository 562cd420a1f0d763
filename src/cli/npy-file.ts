/** NumPy's .npy files, as tensors. */
import { readFileSync } from "node:fs";
import { type NpyArray, parse } from "npyjs";
import { formatShape, sizeOf, type Tensor } from "../math/tensor.ts";

/** Element types by NumPy's short names. Others, big-endian ones among them, are refused by name. */
const DTYPES: { readonly [name: string]: Tensor["dtype"] } = {
  f8: "float64",
  f4: "float32",
  f2: "float16",
  i8: "int64",
  i4: "int64",
  i2: "int64",
  i1: "int64",
  u8: "int64",
  u4: "int64",
  u2: "int64",
  u1: "int64",
  b1: "int64",
};

/** A .npy file cannot be used. */
export class NpyError extends Error {
  override readonly name: string = "NpyError";
}

/**
 * Reads a .npy file; arrays in Fortran order come out row-major.
 *
 * @throws NpyError where it cannot be read, is cut short, or holds what no tensor does
 */
export function readNpy(path: string): Tensor {
  const { data, shape, dtype: name, fortranOrder } = parseFile(path);
  const dtype = DTYPES[name];
  if (dtype === undefined) {
    throw new NpyError(`${path}: expected elements of ${Object.keys(DTYPES).join(", ")}, got ${name}`);
  }
  if (!shape.every((size) => Number.isSafeInteger(size) && size >= 0))
    throw new NpyError(`${path}: expected a shape of whole numbers, got ${formatShape(shape)}`);
  const elements = data as unknown as ArrayLike<number | bigint | boolean>;
  if (elements.length !== sizeOf(shape)) {
    const size = `${sizeOf(shape)} elements for shape ${formatShape(shape)}`;
    throw new NpyError(`${path}: expected ${size}, got ${elements.length}`);
  }
  const values = Float64Array.from(elements, Number);
  if (dtype === "int64" && !values.every(Number.isSafeInteger)) {
    throw new NpyError(`${path}: expected integers that a double holds exactly`);
  }
  return { dtype, shape, data: fortranOrder ? rowMajor(values, shape) : values };
}

function parseFile(path: string): NpyArray {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw new NpyError(`${path}: ${reason(cause)}`, { cause });
  }
  const bad = notNpy(bytes);
  if (bad !== undefined) throw new NpyError(`${path}: expected a .npy file, got ${bad}`);
  try {
    // A buffer of its own: typed arrays over it need an aligned start.
    return parse(new Uint8Array(bytes).buffer);
  } catch (cause) {
    const unknown = /^Unsupported dtype: (.*)$/.exec(reason(cause))?.[1];
    const malformed = /header/.test(reason(cause)) ? "a header without descr and shape" : undefined;
    const got =
      unknown === undefined ? (malformed ?? "a last element that is cut short") : `elements of ${unknown}`;
    throw new NpyError(`${path}: expected a little-endian .npy file, got ${got}`, { cause });
  }
}

const MAGIC = Buffer.from("\x93NUMPY", "latin1");

/** Magic, version, and the length of the header in two bytes or, from version 2 on, four. */
function notNpy(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return "an empty one";
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC)) return "one that does not begin like it";
  const isLong = (bytes[MAGIC.length] ?? 0) > 1;
  const start = isLong ? 12 : 10;
  const length = bytes.length < start ? 0 : isLong ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8);
  return bytes.length < start + length || length === 0 ? "one that ends in its header" : undefined;
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function rowMajor(values: Float64Array, shape: readonly number[]): Float64Array {
  const moved = new Float64Array(values.length);
  const strides = shape.map((_, axis) => sizeOf(shape.slice(0, axis)));
  for (let flat = 0; flat < values.length; flat += 1) {
    let rest = flat;
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      from += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    moved[flat] = values[from]!;
  }
  return moved;
}

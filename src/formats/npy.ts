/**
 * NumPy's .npy files: magic bytes and version, the length of the header, the header (a Python dictionary), the elements.
 *
 * Format: numpy/lib/format.py of NumPy 2.
 */
import { overBudget } from "../math/budget.ts";
import { formatShape, sizeOf, type Tensor } from "../math/tensor.ts";
import { bytesOf, type ElementType, readElements } from "./elements.ts";

/** A .npy file cannot be used; the message says why. */
export class NpyError extends Error {
  override readonly name: string = "NpyError";
}

/** Element types by NumPy's short names. */
const TYPES: { readonly [name: string]: readonly [element: ElementType, dtype: Tensor["dtype"]] } = {
  f8: ["float64", "float64"],
  f4: ["float32", "float32"],
  f2: ["float16", "float16"],
  i8: ["int64", "int64"],
  i4: ["int32", "int64"],
  i2: ["int16", "int64"],
  i1: ["int8", "int64"],
  u8: ["uint64", "int64"],
  u4: ["uint32", "int64"],
  u2: ["uint16", "int64"],
  u1: ["uint8", "int64"],
  b1: ["uint8", "int64"],
};

const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59];

/** Longer headers describe records; NumPy itself refuses to read them unless it is told to. */
const LONGEST_HEADER = 10_000;

/** The most bytes that an array may take, with a copy where one is needed: float64 logits of 512 rows and 151,936 classes. */
const MOST_HELD = 640 * 1024 * 1024;

/** What is wrong with the beginning of a file that is not a .npy file; undefined for one that is. */
export function notNpy(start: Uint8Array): string | undefined {
  const got = start.length === 0 ? "an empty file" : "a file that does not begin like one";
  return MAGIC.every((byte, at) => start[at] === byte) ? undefined : `expected a .npy file, got ${got}`;
}

/**
 * Reads a .npy file; arrays in Fortran order become row-major.
 *
 * @throws NpyError where it is not a .npy file, is cut short, or holds elements that a tensor cannot have
 */
export function readNpy(bytes: Uint8Array): Tensor {
  const { description, dataStart } = readHeader(bytes);
  const [, order = "", name = ""] = /'descr'\s*:\s*'([<>=|]?)(\w{1,20})'/.exec(description) ?? [];
  const isFortran = /'fortran_order'\s*:\s*(True|False)/.exec(description)?.[1];
  const sizes = /'shape'\s*:\s*\(([\d\s,]*)\)/.exec(description)?.[1];
  if (isFortran === undefined || sizes === undefined || !/'descr'\s*:/.test(description))
    throw new NpyError("expected a .npy file, got a header without descr, fortran_order and shape");
  const type = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined;
  if (type === undefined) {
    const got = name === "" ? "records" : `${order}${name}`;
    throw new NpyError(`expected elements of ${Object.keys(TYPES).join(", ")}, got ${got}`);
  }
  const shape = sizes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  const problem = overBudget(shape);
  if (problem !== undefined) throw new NpyError(problem);
  const [element, dtype] = type;
  const data = bytes.subarray(dataStart);
  const expected = sizeOf(shape) * bytesOf(element);
  if (data.length !== expected) {
    const whole = `${expected} bytes for ${sizeOf(shape)} elements of shape ${formatShape(shape)}`;
    throw new NpyError(`expected ${whole}, got ${data.length}`);
  }
  const inPlace = order !== ">" && IS_LITTLE ? viewOf(data, element) : undefined;
  const held = data.length + (inPlace === undefined ? 8 * sizeOf(shape) : 0);
  if (held > MOST_HELD)
    throw new NpyError(
      `expected an array that takes at most ${MOST_HELD / 2 ** 20} MiB in memory, got shape ${formatShape(shape)} of ${element}, which takes ${Math.ceil(held / 2 ** 20)}. Give fewer rows, or float32`,
    );
  const values = inPlace ?? readElements(data, element, order !== ">");
  if (dtype === "int64" && !values.every((value) => Number.isSafeInteger(value)))
    throw new NpyError("expected integers that a double holds exactly");
  return { dtype, shape, data: isFortran === "True" ? rowMajor(values, shape) : values };
}

function readHeader(bytes: Uint8Array): { readonly description: string; readonly dataStart: number } {
  const bad = notNpy(bytes);
  if (bad !== undefined) throw new NpyError(bad);
  // From version 2 on, the length has four bytes.
  const start = (bytes[MAGIC.length] ?? 0) > 1 ? 12 : 10;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = bytes.length < start ? 0 : start === 12 ? view.getUint32(8, true) : view.getUint16(8, true);
  if (length > LONGEST_HEADER)
    throw new NpyError(`expected a header of at most ${LONGEST_HEADER} bytes, got ${length}`);
  if (bytes.length < start + length || length === 0)
    throw new NpyError("expected a .npy file, got one that ends in its header");
  return {
    description: new TextDecoder().decode(bytes.subarray(start, start + length)),
    dataStart: start + length,
  };
}

const IS_LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Floats in the machine's byte order as they are: a large array is not copied, unless it lies between two addresses. */
function viewOf(bytes: Uint8Array, element: ElementType): Float32Array | Float64Array | undefined {
  const View = element === "float32" ? Float32Array : element === "float64" ? Float64Array : undefined;
  if (View === undefined) return undefined;
  const isAligned = bytes.byteOffset % View.BYTES_PER_ELEMENT === 0;
  const { buffer, byteOffset, length } = isAligned ? bytes : Uint8Array.from(bytes);
  return new View(buffer as ArrayBuffer, byteOffset, length / View.BYTES_PER_ELEMENT);
}

function rowMajor(values: Float32Array | Float64Array, shape: readonly number[]): typeof values {
  const moved =
    values instanceof Float32Array ? new Float32Array(values.length) : new Float64Array(values.length);
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

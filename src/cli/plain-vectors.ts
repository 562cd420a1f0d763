/**
 * Golden vectors for programs that have nothing of ours: decoded numbers, and for every expected number the largest
 * absolute error that passes. templates/vectors/README.md, which is written beside them, says what each field means.
 */
import { type Allowed, allowedOf } from "../compare/allowed.ts";
import { sha256 } from "../fixtures/hash.ts";
import type { ExpectedOutput, Vector } from "../fixtures/vector.ts";
import type { Tensor } from "../math/tensor.ts";
import { nameNonFinite } from "../protocol/wire-tensor.ts";

/** Inputs of more elements than this are files. */
const LONGEST_LINE = 512;

/** A file beside the lines, named after its contents, so that vectors with the same input share it. */
export interface ArrayFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/** One line; `save` is told of its long inputs. Without it, they are in the line. */
export function plainVector(vector: Vector, save?: (file: ArrayFile) => void): object {
  const { id, variant, dtype, tier, flags, options, inputs, expect, reference } = vector;
  const given = Object.entries(inputs).flatMap(([name, tensor]) =>
    tensor === undefined ? [] : [[name, plainTensor(tensor, save)]],
  );
  const expected =
    expect.kind === "throws"
      ? { kind: "refusal", phase: expect.phase, code: expect.code, message: expect.observed.message }
      : {
          kind: "value",
          loss: plainOutput(expect.loss, allowedOf("loss", expect.loss, vector)),
          gradient: plainOutput(expect.gradient, allowedOf("gradient", expect.gradient, vector)),
        };
  const settings = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== null));
  return {
    ...{ id, variant, dtype, tier, flags, reference, options: settings },
    inputs: Object.fromEntries(given),
    expect: expected,
  };
}

function plainTensor({ dtype, shape, data }: Tensor, save?: (file: ArrayFile) => void): object {
  const file = save === undefined || data.length <= LONGEST_LINE ? undefined : arrayFile(shape, data);
  if (file === undefined) return { dtype, shape, data: Array.from(data, nameNonFinite) };
  const { unit, ...saved } = file;
  save?.(saved);
  return { dtype, shape, file: `arrays/${file.name}`, ...(unit === undefined ? {} : { unit }) };
}

function plainOutput(
  { shape, at }: ExpectedOutput,
  { value, allowed, overflows, signedZeros }: Allowed,
): object {
  const isOneNumber = allowed.every((each) => each === allowed[0]);
  return {
    shape,
    ...(at === undefined ? {} : { at }),
    value: Array.from(value, nameNonFinite),
    allowed: isOneNumber ? (allowed[0] ?? 0) : Array.from(allowed),
    ...(overflows === undefined ? {} : { overflows: Array.from(overflows, nameNonFinite) }),
    ...(signedZeros ? { signedZeros } : {}),
  };
}

/** The length of a .npy header here, so that a program may skip it without reading it. */
const HEADER = 128;

/**
 * A .npy file of these numbers: of bytes that are multiplied by `unit` where that is exact, since most long inputs are drawn
 * from few numbers, else of float32. Undefined where neither holds them exactly.
 */
function arrayFile(
  shape: readonly number[],
  data: Tensor["data"],
): (ArrayFile & { readonly unit?: number }) | undefined {
  const numbers = Float64Array.from(data);
  const unit = unitOfBytes(numbers);
  const values = unit === undefined ? Float32Array.from(numbers) : Int8Array.from(numbers, (x) => x / unit);
  if (unit === undefined && !numbers.every((x, i) => Object.is(x, values[i]))) return undefined;
  const bytes = Buffer.concat([header(unit === undefined ? "<f4" : "|i1", shape), littleEndian(values)]);
  const name = `${sha256(bytes).slice(0, 12)}.npy`;
  return { name, bytes, ...(unit === undefined ? {} : { unit }) };
}

/** The largest power of two that all numbers are multiples of, if these multiples fit a signed byte. */
function unitOfBytes(numbers: Float64Array): number | undefined {
  const largest = numbers.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  const areMultiples = (unit: number): boolean =>
    numbers.every((x) => Number.isInteger(x / unit) && !Object.is(x, -0));
  let unit = 2 ** Math.ceil(Math.log2(largest / 127));
  if (!(unit > 0 && unit < Infinity && areMultiples(unit))) return undefined;
  while (areMultiples(unit * 2)) unit *= 2;
  return unit;
}

function header(type: "<f4" | "|i1", shape: readonly number[]): Buffer {
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const head = Buffer.alloc(HEADER, " ");
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, HEADER - 10, 0]);
  head.write(`{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`, 10, "latin1");
  head[HEADER - 1] = 0x0a;
  return head;
}

function littleEndian(values: Float32Array | Int8Array): Buffer {
  const bytes = Buffer.alloc(values.byteLength);
  for (const [i, value] of values.entries()) {
    if (values instanceof Int8Array) bytes.writeInt8(value, i);
    else bytes.writeFloatLE(value, i * 4);
  }
  return bytes;
}

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
  if (save === undefined || data.length <= LONGEST_LINE)
    return { dtype, shape, data: Array.from(data, nameNonFinite) };
  const bytes = npy(dtype, shape, data);
  const name = `${sha256(bytes).slice(0, 12)}.npy`;
  save({ name, bytes });
  return { dtype, shape, file: `arrays/${name}` };
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

/** Little-endian float64 and int64, and float32 for what is narrower, which holds the same numbers. */
function npy(dtype: Tensor["dtype"], shape: readonly number[], data: Tensor["data"]): Buffer {
  const name = dtype === "float64" ? "<f8" : dtype === "int64" ? "<i8" : "<f4";
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const words = `{'descr': '${name}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const head = Buffer.alloc(HEADER, " ");
  head.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, HEADER - 10, 0]);
  head.write(words, 10, "latin1");
  head[HEADER - 1] = 0x0a;
  const numbers = Array.from(data);
  const body = Buffer.alloc(numbers.length * (name === "<f4" ? 4 : 8));
  for (const [i, value] of numbers.entries()) {
    if (name === "<i8") body.writeBigInt64LE(BigInt(value), i * 8);
    else if (name === "<f8") body.writeDoubleLE(value, i * 8);
    else body.writeFloatLE(value, i * 4);
  }
  return Buffer.concat([head, body]);
}

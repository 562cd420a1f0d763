/** Checks the bytes of a model of unknown origin before ONNX Runtime opens them. They may not be a model at all. */
import { MOST_AXES } from "../math/budget.ts";
import { show } from "../math/errors.ts";
import { type ModelSummary, readModel } from "./model-proto.ts";
import { ProtoError } from "./proto-reader.ts";

/** Most elements of a tensor, or of an input whose sizes are all given. */
const MOST_ELEMENTS = 2 ** 28;

/** The file cannot be used; the message says why in one line. */
export class ModelFileError extends Error {
  override readonly name: string = "ModelFileError";
}

/** @param path what messages call it @throws ModelFileError */
export function checkModel(path: string, bytes: Uint8Array): ModelSummary {
  if (bytes.length === 0) throw new ModelFileError(`${path}: expected an ONNX model, got an empty file`);
  const summary = summarise(path, bytes);
  for (const { name, shape } of [...summary.inputs, ...summary.outputs]) checkSizes(path, name, shape);
  for (const { name, dims } of summary.tensors) checkSizes(path, name, dims);
  return summary;
}

function summarise(path: string, bytes: Uint8Array): ModelSummary {
  try {
    return readModel(bytes);
  } catch (cause) {
    if (!(cause instanceof ProtoError)) throw cause;
    throw new ModelFileError(`${path}: expected an ONNX model, got a file that ${cause.message}`, { cause });
  }
}

function checkSizes(path: string, name: string, shape: readonly (number | string)[]): void {
  if (shape.length > MOST_AXES) {
    const axes = `expected at most ${MOST_AXES} axes, got ${shape.length}`;
    throw new ModelFileError(`${path}: tensor ${show(name)}: ${axes}`);
  }
  const sizes = shape.filter((size) => typeof size === "number");
  const impossible = sizes.find((size) => !Number.isSafeInteger(size) || size < 0);
  const elements = sizes.reduce((product, size) => product * Math.max(size, 1), 1);
  if (impossible === undefined && elements <= MOST_ELEMENTS) return;
  const shown = shape.map((size) => (size === "" ? "?" : size)).join(", ");
  throw new ModelFileError(
    `${path}: tensor ${show(name)}: expected at most ${MOST_ELEMENTS} elements, got shape [${shown}]`,
  );
}

/** Reads and checks a model file of unknown origin before ONNX Runtime opens it. It may name files outside its folder. */
import { realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { fileReason } from "../files/file-reason.ts";
import { readOutside } from "../files/reading.ts";
import { checkModel, ModelFileError } from "./model-check.ts";
import type { ModelSummary, StoredTensor } from "./model-proto.ts";
import type { ExternalData } from "./open-graph.ts";

/** In bytes. A loss graph is a few kilobytes, or somewhat more with class weights. */
const LARGEST_FILE = 256 * 1024 * 1024;

export interface ModelFile {
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly external: ExternalData;
  readonly summary: ModelSummary;
}

/** @throws ModelFileError */
export function readModelFile(path: string): ModelFile {
  const bytes = readLimited(path, path);
  const summary = checkModel(path, bytes);
  return { path, bytes, external: readExternal(path, summary.tensors), summary };
}

/** Reads the tensors that the model keeps in other files, which must be in the model's own folder. */
function readExternal(path: string, tensors: readonly StoredTensor[]): ExternalData {
  const locations = new Set(
    tensors.flatMap(({ external }) => (external === undefined ? [] : [external.location])),
  );
  // A file that occurs under several names is read once.
  const read = new Map<string, Uint8Array>();
  let left = LARGEST_FILE;
  return [...locations].map((location) => {
    const file = placeBeside(path, location);
    const data = read.get(file) ?? readLimited(path, file, left);
    if (!read.has(file)) left -= data.length;
    read.set(file, data);
    return { path: location, data };
  });
}

/** The path of a file beside the model. @throws ModelFileError where that is outside the model's folder */
function placeBeside(path: string, location: string): string {
  const folder = realpathSync(dirname(resolve(path)));
  const refusal = new ModelFileError(
    `${path}: external data: expected a file in the model's own folder, got ${JSON.stringify(location.slice(0, 200))}`,
  );
  const steps = location.split(/[/\\]/);
  if (location === "" || location.includes("\0") || isAbsolute(location) || /^[a-z]:/i.test(location))
    throw refusal;
  if (steps.includes("..")) throw refusal;
  const found = join(folder, location);
  let real: string;
  try {
    real = realpathSync(found);
  } catch (cause) {
    throw new ModelFileError(
      `${path}: external data: ${JSON.stringify(location)} is missing beside the model`,
      { cause },
    );
  }
  // A link in the folder may lead out of it.
  const inside = relative(folder, real);
  if (inside === ".." || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw refusal;
  return real;
}

function readLimited(path: string, file: string, most: number = LARGEST_FILE): Uint8Array {
  try {
    return readOutside(file, { most });
  } catch (cause) {
    throw new ModelFileError(`${path}: cannot be read: ${fileReason(cause)}`, { cause });
  }
}

/// <reference lib="dom" />
/**
 * What a person drops on the page: an ONNX graph, or the tensors of one call as .npy files. Which tensor is which is told
 * by their names, and where these say nothing, by dtype.
 */
import { NpyError, readNpy } from "../../../../dist/formats/npy.js";
import type { Tensor } from "../../../../dist/math/tensor.js";

/** Larger files are for the command line. */
const MOST_BYTES = 50_000_000;

const ROLES = ["logits", "target", "loss"] as const;
type Role = (typeof ROLES)[number];

/** Words in a file's name, by what they say it holds. */
const NAMED: { readonly [role in Role]: RegExp } = {
  target: /target|label|true/i,
  loss: /loss/i,
  logits: /logit|input|pred|output/i,
};

const isGraph = ({ name }: File): boolean => /\.onnx$/i.test(name);

/** The ONNX graph among the files, if there is one. @throws Error in one line for a graph beside other files */
export async function readGraph(
  files: readonly File[],
): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined> {
  const graph = files.find(isGraph);
  if (graph === undefined) return undefined;
  if (files.length > 1)
    throw new Error(`${graph.name}: expected one graph and no other file, got ${files.length} files`);
  return { name: graph.name, bytes: await bytesOf(graph) };
}

export type Tensors = { readonly [role in Role]?: Tensor };

/** @throws Error in one line for a file that cannot be used */
export async function readTensors(files: readonly File[]): Promise<Tensors> {
  const tensors: { [role in Role]?: Tensor } = {};
  for (const file of files) {
    if (!/\.npy$/i.test(file.name)) throw new Error(`${file.name}: expected a .npy or .onnx file`);
    const tensor = await read(file);
    const role = roleOf(file.name, tensor);
    if (tensors[role] !== undefined)
      throw new Error(`${file.name}: expected one file of ${role}, got another`);
    tensors[role] = tensor;
  }
  return tensors;
}

async function bytesOf(file: File): Promise<Uint8Array> {
  if (file.size > MOST_BYTES)
    throw new Error(
      `${file.name}: expected at most ${MOST_BYTES / 1e6} MB here, got ${Math.round(file.size / 1e6)}`,
    );
  return new Uint8Array(await file.arrayBuffer());
}

async function read(file: File): Promise<Tensor> {
  try {
    return readNpy(await bytesOf(file));
  } catch (error) {
    if (error instanceof NpyError) throw new Error(`${file.name}: ${error.message}`, { cause: error });
    throw error;
  }
}

function roleOf(name: string, { dtype, shape }: Tensor): Role {
  const named = ROLES.find((role) => NAMED[role].test(name));
  if (named !== undefined) return named;
  if (dtype === "int64") return "target";
  return shape.length < 2 ? "loss" : "logits";
}

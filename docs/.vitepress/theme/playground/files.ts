/// <reference lib="dom" />
/** The tensors of one call from .npy files: which is which is told by their names, and where these say nothing, by dtype. */
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

export type Tensors = { readonly [role in Role]?: Tensor };

/** @throws Error in one line for a file that cannot be used */
export async function readTensors(files: readonly File[]): Promise<Tensors> {
  const tensors: { [role in Role]?: Tensor } = {};
  for (const file of files) {
    const tensor = await read(file);
    const role = roleOf(file.name, tensor);
    if (tensors[role] !== undefined)
      throw new Error(`${file.name}: expected one file of ${role}, got another`);
    tensors[role] = tensor;
  }
  return tensors;
}

async function read(file: File): Promise<Tensor> {
  if (file.size > MOST_BYTES)
    throw new Error(
      `${file.name}: expected at most ${MOST_BYTES / 1e6} MB here, got ${Math.round(file.size / 1e6)}`,
    );
  try {
    return readNpy(new Uint8Array(await file.arrayBuffer()));
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

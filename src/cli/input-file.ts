/**
 * Input files: the numbers of one call, as people bring them.
 *
 *     {"logits": …, "target": …, "weight"?: …, "sampleWeight"?: …, "loss"?: …, "gradient"?: …}
 *
 * A tensor is one of the protocol's ({dtype, shape, data or hex}), nested arrays of numbers, or the name of a .npy
 * file, looked for beside the input file. `logProbs` or `probs` may stand in for `logits`.
 */
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { FIRST_INPUTS, type ReadSample, readSample, type Sample } from "../analysis/sample.ts";
import type { NestedNumbers } from "../math/as-tensor.ts";
import { InvalidArgument } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { describeIssue, tensorSchema, type WireTensor } from "../protocol/messages.ts";
import { decodeTensor } from "../protocol/wire-tensor.ts";
import { UsageError } from "./exit-codes.ts";
import { NpyError, readNpy } from "./npy-file.ts";
import { suggestion } from "./suggest.ts";

const FIELDS = [...FIRST_INPUTS, "target", "weight", "sampleWeight", "loss", "gradient"] as const;

const NAMED = ["NaN", "Infinity", "-Infinity", "-0"];

const fileSchema = z.record(z.string(), z.unknown());

/**
 * Reads an input file, or standard input for `-`.
 *
 * @throws UsageError that names the file and the field: nothing there, not JSON, no such field, no tensor
 */
export async function readInputFile(path: string): Promise<ReadSample> {
  const name = path === "-" ? "standard input" : path;
  const fail = (problem: string, cause?: unknown): UsageError =>
    new UsageError(`--input: ${name}: ${problem}`, { cause });
  const fields = parseFields(await readText(path, fail), fail);
  const folder = path === "-" ? process.cwd() : dirname(resolve(path));
  try {
    const tensors = Object.entries(fields)
      .filter(([, value]) => value !== null)
      .map(([field, value]) => [field, readTensor(value, field, folder)]);
    return readSample(Object.fromEntries(tensors) as Sample);
  } catch (cause) {
    if (cause instanceof InvalidArgument) throw fail(cause.message, cause);
    throw cause;
  }
}

type Fail = (problem: string, cause?: unknown) => UsageError;

async function readText(path: string, fail: Fail): Promise<string> {
  const bytes: Buffer[] = [];
  try {
    if (path === "-") for await (const chunk of process.stdin) bytes.push(Buffer.from(chunk));
    else bytes.push(readFileSync(path));
  } catch (cause) {
    throw fail(`cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  // A byte order mark is how some editors begin a file, and no JSON.
  const text = Buffer.concat(bytes)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
  if (text.trim() === "") {
    throw fail('expected {"logits": …, "target": …}, got an empty file');
  }
  return text;
}

function parseFields(text: string, fail: Fail): { readonly [field: string]: unknown } {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    const bare = /[[,:]\s*(NaN|-?Infinity)\b/.exec(text)?.[1];
    const hint = bare === undefined ? "" : `. JSON has no ${bare}: write "${bare}", in quotes`;
    const says = cause instanceof Error ? cause.message.replaceAll(/\s+/g, " ") : "";
    throw fail(`expected JSON: ${says}${hint}`, cause);
  }
  const fields = fileSchema.safeParse(json);
  if (!fields.success || Array.isArray(json)) {
    throw fail(
      `expected an object with ${FIELDS.join(", ")}, got ${Array.isArray(json) ? "an array" : String(json)}`,
    );
  }
  for (const field of Object.keys(fields.data)) {
    if (!FIELDS.includes(field as (typeof FIELDS)[number])) {
      throw fail(`${field}: expected one of ${FIELDS.join(", ")}.${suggestion(field, FIELDS)}`);
    }
  }
  return fields.data;
}

function readTensor(value: unknown, field: string, folder: string): Tensor | NestedNumbers {
  if (typeof value === "number") return value;
  if (typeof value === "string")
    return NAMED.includes(value) ? Number(value) : readNamedFile(value, field, folder);
  if (Array.isArray(value)) return readNested(value, field);
  const wire = tensorSchema.safeParse(value);
  if (!wire.success) {
    const { argument, problem } = describeIssue(wire.error);
    throw refused(argument === "request" ? field : `${field}.${argument}`, problem);
  }
  return decodeTensor(wire.data satisfies WireTensor, field);
}

function readNamedFile(value: string, field: string, folder: string): Tensor {
  if (!value.endsWith(".npy")) {
    throw refused(
      field,
      `expected a tensor or the name of a .npy file, got ${JSON.stringify(value.slice(0, 80))}`,
    );
  }
  try {
    return readNpy(resolve(folder, value));
  } catch (cause) {
    if (cause instanceof NpyError) throw refused(field, cause.message, { cause });
    throw cause;
  }
}

/** Nested arrays, with the four names that JSON has no digits for. */
function readNested(value: readonly unknown[], field: string): NestedNumbers {
  return value.map((inner): NestedNumbers => {
    if (Array.isArray(inner)) return readNested(inner, field);
    if (typeof inner === "number") return inner;
    if (typeof inner === "string" && NAMED.includes(inner)) return Number(inner);
    throw refused(field, `expected numbers, got ${JSON.stringify(inner)?.slice(0, 80)}`);
  });
}

function refused(argument: string, problem: string, options?: ErrorOptions): InvalidArgument {
  return new InvalidArgument("invalid-request", "call", argument, problem, options);
}

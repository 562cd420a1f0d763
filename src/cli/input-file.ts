/**
 * Input files: the numbers of one call. Either a .npz file with arrays of these names, or JSON:
 *
 *     {"logits": …, "target": …, "weight"?: …, "sampleWeight"?: …, "loss"?: …, "gradient"?: …}
 *
 * A tensor is one of the protocol's ({dtype, shape, data or hex}), nested arrays of numbers, or the name of a .npy
 * file or of an array in a .npz file (`batch.npz:logits`), looked for beside the input file. `logProbs` or `probs` may
 * take the place of `logits`. Text as programs print it (`logits = tensor([[…]])`) is read as well, and so are the names
 * that people give to these inputs.
 */

import { existsSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { z } from "zod";
import { fileReason } from "../files/file-reason.ts";
import { JsonError, parseJson } from "../files/json.ts";
import { MOST_TEXT_BYTES, readOutside, readStandardInput, textOf } from "../files/reading.ts";
import { note } from "../files/standard-output.ts";
import { writtenNumber } from "../formats/written-number.ts";
import type { IdentifyInput } from "../identify/identify.ts";
import { checkTold } from "../identify/numbers/check-options.ts";
import { FIRST_INPUTS, type ReadSample, readSample, type Sample } from "../identify/sample.ts";
import type { NestedNumbers } from "../math/as-tensor.ts";
import { MOST_AXES } from "../math/budget.ts";
import { InvalidArgument, refuse, show } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { describeIssue, tensorSchema, type WireTensor } from "../protocol/messages.ts";
import { decodeTensor } from "../protocol/wire-tensor.ts";
import { ArrayFileError, isArrayFile, readArray, readArrays } from "./array-file.ts";
import { attempt } from "./attempt.ts";
import { UsageError } from "./exit-codes.ts";
import { fieldCalled, heldBy } from "./input-names.ts";
import { fieldsPrinted, printedField, savedElsewhere } from "./printed-input.ts";
import { suggestion } from "./suggest.ts";

const FIELDS = [...FIRST_INPUTS, "target", "weight", "sampleWeight", "loss", "gradient"] as const;

const NAMED = ["NaN", "Infinity", "-Infinity", "-0"];

const fileSchema = z.record(z.string(), z.unknown());

/**
 * Reads an input file, or standard input for `-`.
 *
 * @throws UsageError that names the file and the field where a file is missing or not JSON, or a field is not a tensor
 */
export async function readInputFile(path: string): Promise<ReadSample> {
  const { tensors } = await readFields(path, FIELDS);
  return asUsage(path, () => readSample(tensors as unknown as Sample));
}

/** What an input file of `identify` may have in addition to its tensors. */
const KNOWN = ["variant", "options"] as const;

const knownSchema = z.object({
  variant: z.string().optional(),
  options: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])).optional(),
});

/**
 * Reads an input file that may also say what is known of the call: `variant` and `options`. Its loss may be text, which
 * keeps trailing zeros.
 *
 * @throws UsageError as `readInputFile`
 */
export async function readNumbersFile(path: string): Promise<IdentifyInput> {
  const { tensors, known } = await readFields(path, [...FIELDS, ...KNOWN]);
  return asUsage(path, () => {
    const said = knownSchema.safeParse(known);
    if (!said.success) {
      const { argument, problem } = describeIssue(said.error, known);
      refuse(argument, problem);
    }
    const { options, variant } = said.data;
    checkTold(variant, options ?? {}, suggestion);
    return {
      ...tensors,
      ...(variant === undefined ? {} : { variant }),
      ...(options === undefined ? {} : { options }),
    } as unknown as IdentifyInput;
  });
}

/** Single tensors, each a file; the loss may be a number. */
export interface NumbersFlags {
  readonly logits?: string;
  readonly logProbs?: string;
  readonly probs?: string;
  readonly target?: string;
  readonly weight?: string;
  readonly sampleWeight?: string;
  readonly loss?: string;
  readonly gradient?: string;
}

/** @throws UsageError that names the option where the file does not exist, or has no tensor */
export function readNumbersFlags(flags: NumbersFlags): IdentifyInput {
  const tensors = FIELDS.flatMap((field) => {
    const value = flags[field];
    return value === undefined ? [] : [[field, attempt(() => readFlag(value, field))] as const];
  });
  return Object.fromEntries(tensors) as unknown as IdentifyInput;
}

function readFlag(value: string, field: string): Tensor | NestedNumbers | string {
  if (field === "loss" && Number.isFinite(writtenNumber(value))) return value;
  if (isArrayFile(value)) return readNamedFile(value, field, process.cwd());
  const elsewhere = savedElsewhere(value);
  if (elsewhere !== undefined) refuse(field, elsewhere);
  // What the shell was given in quotes, as in --loss "tensor(3.28)".
  if (/[\d.]/.test(value) && /[[(\s=]|loss:/i.test(value) && !existsSync(value))
    return printedField(value, field);
  let text: string;
  try {
    text = textOf(readOutside(value, { most: MOST_TEXT_BYTES }));
  } catch (cause) {
    refuse(field, `${value}: ${fileReason(cause)}`, "invalid-request", "call", { cause });
  }
  try {
    return readTensor(parseJson(text), field, dirname(resolve(value)));
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    if (text.trimStart().startsWith("{"))
      refuse(field, `${value}: ${cause.message}`, "invalid-request", "call", { cause });
    return printedField(text, field);
  }
}

interface Fields {
  readonly tensors: { readonly [field: string]: Tensor | NestedNumbers | string };
  readonly known: { readonly [field: string]: unknown };
}

async function readFields(path: string, allowed: readonly string[]): Promise<Fields> {
  const fail = failure(path);
  const elsewhere = savedElsewhere(path);
  if (elsewhere !== undefined) throw fail(elsewhere);
  const isArchive = path.endsWith(".npz");
  const fields = isArchive ? readArchive(path, fail) : parseFields(await readText(path, fail), fail, allowed);
  const folder = path === "-" ? process.cwd() : dirname(resolve(path));
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  const isKnown = (field: string): boolean => (KNOWN as readonly string[]).includes(field);
  return asUsage(path, () => {
    const tensors: { [field: string]: Tensor | NestedNumbers | string } = {};
    for (const [name, value] of given.filter(([name]) => !isKnown(name))) {
      const called = fieldCalled(name);
      const read = isArchive
        ? (value as Tensor)
        : readField(value, called === "loss" ? called : name, folder, allowed);
      const held = called === "open" ? heldBy(read as Tensor, name) : undefined;
      const field = held?.field ?? called;
      if (field === undefined || !allowed.includes(field)) {
        const hint = suggestion(name, allowed);
        throw fail(`${name}: expected one of ${allowed.join(", ")}.${hint}`);
      }
      if (field in tensors) refuse(name, `expected ${field} once, got it under two names`);
      if (field !== name)
        note(`"${name}" is read as ${field}${held === undefined ? "" : `, since ${held.why}`}\n`);
      tensors[field] = read;
    }
    return { tensors, known: Object.fromEntries(given.filter(([field]) => isKnown(field))) };
  });
}

/** A loss that is written as text is kept as text where its digits count. */
function readField(
  value: unknown,
  field: string,
  folder: string,
  allowed: readonly string[],
): Tensor | NestedNumbers | string {
  const isText = typeof value === "string" && field === "loss" && Number.isFinite(writtenNumber(value));
  if (isText) return allowed.includes("options") ? value : Number(value);
  return readTensor(value, field, folder);
}

/** An error in an input file or its numbers. */
export function failure(path: string): Fail {
  const name = path === "-" ? "standard input" : path;
  return (problem, cause) => new UsageError(`--input: ${name}: ${problem}`, { cause });
}

/** Turns a refusal of the file's numbers into wrong usage. */
export function asUsage<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof InvalidArgument) throw failure(path)(cause.message, cause);
    throw cause;
  }
}

type Fail = (problem: string, cause?: unknown) => UsageError;

async function readText(path: string, fail: Fail): Promise<string> {
  let text: string;
  try {
    const isStandard = path === "-";
    text = textOf(
      isStandard ? await readStandardInput(MOST_TEXT_BYTES) : readOutside(path, { most: MOST_TEXT_BYTES }),
    );
  } catch (cause) {
    throw fail(`cannot be read: ${fileReason(cause)}`, cause);
  }
  if (text.trim() === "") {
    throw fail('expected {"logits": …, "target": …}, got an empty file');
  }
  return text;
}

function parseFields(
  text: string,
  fail: Fail,
  allowed: readonly string[],
): { readonly [field: string]: unknown } {
  let json: unknown;
  try {
    json = parseJson(text);
  } catch (cause) {
    if (!(cause instanceof JsonError)) throw cause;
    // A dictionary of Python has names in single quotes.
    if (/^\s*\{(?!\s*')/.test(text)) throw fail(cause.message, cause);
    try {
      return fieldsPrinted(text);
    } catch (printed) {
      if (printed instanceof InvalidArgument) throw fail(printed.message, printed);
      throw printed;
    }
  }
  const fields = fileSchema.safeParse(json);
  if (fields.success && !Array.isArray(json)) return fields.data;
  throw fail(
    `expected an object with ${allowed.join(", ")}, got ${Array.isArray(json) ? "an array" : String(json)}`,
  );
}

/** Reads what `numpy.savez("batch.npz", logits=…, target=…)` writes. */
function readArchive(path: string, fail: Fail): { readonly [name: string]: Tensor } {
  try {
    return readArrays(path);
  } catch (cause) {
    if (cause instanceof ArrayFileError) throw fail(cause.message.slice(path.length + 2), cause);
    throw cause;
  }
}

function readTensor(value: unknown, field: string, folder: string): Tensor | NestedNumbers {
  if (typeof value === "number") return value;
  if (typeof value === "string")
    return NAMED.includes(value) ? Number(value) : readNamedFile(value, field, folder);
  if (Array.isArray(value)) return readNested(value, field);
  if (typeof value !== "object") refuse(field, `expected a tensor, got ${show(value)}`);
  const wire = tensorSchema.safeParse(value);
  if (!wire.success) {
    const { argument, problem } = describeIssue(wire.error, value, "");
    refuse(argument === "" ? field : `${field}.${argument}`, problem);
  }
  return decodeTensor(wire.data satisfies WireTensor, field);
}

function readNamedFile(value: string, field: string, folder: string): Tensor {
  if (!isArrayFile(value)) {
    refuse(
      field,
      `expected a tensor or the name of a .npy or .npz file, got ${JSON.stringify(value.slice(0, 80))}`,
    );
  }
  try {
    return readArray(resolve(folder, value), field);
  } catch (cause) {
    if (cause instanceof ArrayFileError) refuse(field, cause.message, "invalid-request", "call", { cause });
    throw cause;
  }
}

/** Nested arrays, with names for the four values that JSON cannot write. */
function readNested(value: readonly unknown[], field: string, axis = 1): NestedNumbers {
  if (axis > MOST_AXES) refuse(field, `expected at most ${MOST_AXES} axes, got more`);
  return value.map((inner): NestedNumbers => {
    if (Array.isArray(inner)) return readNested(inner, field, axis + 1);
    if (typeof inner === "number") return inner;
    if (typeof inner === "string" && NAMED.includes(inner)) return Number(inner);
    const got = typeof inner === "string" ? JSON.stringify(inner.slice(0, 80)) : show(inner);
    return refuse(
      field,
      `expected numbers, got ${typeof inner === "object" && inner !== null ? "an object" : got}`,
    );
  });
}

/** `--onnx FILE` and what goes with it. */

import { MissingError } from "../backends/missing.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import { ModelFileError } from "../onnx/model-check.ts";
import { type ModelFile, readModelFile } from "../onnx/model-file.ts";
import { FIRST_NAMES, INPUT_NAMES, type NamedRoles, OUTPUT_ROLES } from "../onnx/roles.ts";
import { HOW_TO_INSTALL, isInstalled } from "../onnx/runtime.ts";
import { variantById } from "../variants/index.ts";
import { memoryLimit } from "./arguments.ts";
import { UsageError } from "./exit-codes.ts";
import { readOption } from "./option-value.ts";
import { suggestion } from "./suggest.ts";

export interface GraphOptions {
  readonly onnx?: string;
  readonly onnxInput?: readonly string[];
  readonly onnxOutput?: readonly string[];
  /** Longest silence of an adapter, in seconds. */
  readonly timeout: number;
  /** Memory limit of the process that is started, in gigabytes. */
  readonly memoryLimit?: number;
}

export interface OnnxOptions extends GraphOptions {
  /** Longest wait for an adapter's hello, in seconds. */
  readonly startTimeout: number;
  readonly option?: readonly string[];
  readonly variant?: readonly string[];
}

/** @throws UsageError where the graph cannot be used, MissingError without ONNX Runtime */
export async function loadOnnxModel(path: string, options: OnnxOptions): Promise<Implementation> {
  const { variant = [], option = [], timeout, startTimeout } = options;
  const record = variant.length === 1 ? variantById(variant[0]!) : undefined;
  if (record === undefined) {
    throw new UsageError(
      `--onnx: expected --variant once: a graph does not say what it is meant to be. What it computes is said by: npx smoothproof identify --onnx ${path}`,
    );
  }
  const meant = { record, options: readOptions(record, option), named: readNamed(options) };
  const file = openModelFile(path);
  const { onnxModelImplementation } = await import("../adapters/onnx-model.ts");
  try {
    return await onnxModelImplementation(file, meant, {
      perCase: timeout * 1000,
      start: startTimeout * 1000,
      memory: memoryLimit(options.memoryLimit, "graph"),
    });
  } catch (cause) {
    throw new UsageError(`--onnx: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

/** The file, checked. @throws UsageError, MissingError */
export function openModelFile(path: string): ModelFile {
  if (!isInstalled()) throw new MissingError(`--onnx: ${HOW_TO_INSTALL}`);
  try {
    return readModelFile(path);
  } catch (cause) {
    if (!(cause instanceof ModelFileError)) throw cause;
    throw new UsageError(`--onnx: ${cause.message}`, { cause });
  }
}

/** The options as on a command line. */
export function onnxFlags({
  onnx,
  onnxInput = [],
  onnxOutput = [],
  option = [],
  variant = [],
}: OnnxOptions): string {
  const flags = [
    ["--onnx", [onnx]],
    ["--variant", variant],
    ["--option", option],
    ["--onnx-input", onnxInput],
    ["--onnx-output", onnxOutput],
  ] as const;
  return flags.flatMap(([flag, values]) => values.map((value) => ` ${flag} ${value}`)).join("");
}

/** @throws UsageError */
export function readNamed({ onnxInput = [], onnxOutput = [] }: GraphOptions): NamedRoles {
  return {
    inputs: readPairs("--onnx-input", onnxInput, INPUT_NAMES, roleOf),
    outputs: readPairs("--onnx-output", onnxOutput, OUTPUT_ROLES),
  };
}

/** The first input has a single role, whatever it holds. */
function roleOf(name: string): string {
  return (FIRST_NAMES as readonly string[]).includes(name) ? "first" : name;
}

function readPairs(
  flag: string,
  given: readonly string[],
  known: readonly string[],
  keyOf = (name: string): string => name,
): { [key: string]: string } {
  const pairs: { [key: string]: string } = {};
  for (const pair of given) {
    const [, key = "", value = ""] = /^([^=]+)=(.*)$/s.exec(pair) ?? [];
    if (!known.includes(key) || value === "") {
      throw new UsageError(
        `${flag}: expected NAME=… with NAME one of ${known.join(", ")}, got "${pair}".${suggestion(key, known)}`,
      );
    }
    if (Object.hasOwn(pairs, keyOf(key))) throw new UsageError(`${flag}: ${key}: expected once, got twice`);
    pairs[keyOf(key)] = value;
  }
  return pairs;
}

function readOptions(record: VariantRecord, given: readonly string[]): OptionValues {
  const pairs = readPairs("--option", given, Object.keys(record.options));
  return Object.fromEntries(
    Object.entries(pairs).map(([name, text]) => [
      name,
      readOption("--option", name, record.options[name]!, text),
    ]),
  );
}

/** docs/worst.json: the inputs with the largest errors that were ever found, with their truth. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OutputName } from "../../src/compare/tolerances.ts";
import type { Call, InputName } from "../../src/fixtures/vector.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import type { WireTensor } from "../../src/protocol/messages.ts";
import { decodeTensor, encodeTensor } from "../../src/protocol/wire-tensor.ts";
import { ROOT } from "../pages/page.ts";
import type { Candidate, Goal } from "./search.ts";

const FILE = "docs/worst.json";

/** The largest known error of one output of one backend, for a variant and a dtype. */
export interface WorstInput {
  /** As in `worst.torch.f64.js.loss`. */
  readonly id: string;
  readonly variant: string;
  readonly dtype: Call["dtype"];
  readonly backend: string;
  readonly output: OutputName;
  /** The error, in the units of verdicts. */
  readonly units: number;
  /** Where it is: a row-major offset. */
  readonly at: number;
  /** The true value there to 40 digits, and the magnitude of its terms. */
  readonly truth: string;
  readonly scale: string;
  readonly options: Call["options"];
  /** As bits. */
  readonly inputs: { readonly [name in InputName]?: WireTensor };
}

export interface WorstRecord {
  /** How many calls were measured in the last search, per variant and dtype. */
  readonly evaluations: { readonly [variant: string]: number };
  readonly worst: readonly WorstInput[];
}

const SHORT = { float64: "f64", float32: "f32", float16: "f16", bfloat16: "bf16" } as const;

export function worstId(variant: string, dtype: Call["dtype"], backend: string, output: string): string {
  return `worst.${variant}.${SHORT[dtype]}.${backend}.${output}`;
}

export function readWorst(): WorstRecord {
  const file = join(ROOT, FILE);
  if (!existsSync(file)) return { evaluations: {}, worst: [] };
  return JSON.parse(readFileSync(file, "utf8")) as WorstRecord;
}

/** One input a line, so that a change shows which. */
export function writeWorst({ evaluations, worst }: WorstRecord): void {
  const lines = worst.map((each) => `    ${JSON.stringify(each)}`).join(",\n");
  writeFileSync(
    join(ROOT, FILE),
    `{\n  "evaluations": ${JSON.stringify(evaluations)},\n  "worst": [\n${lines}\n  ]\n}\n`,
  );
}

export function worstInput({ backend, output, call, truth, found }: Goal & Candidate): WorstInput {
  const { variant, dtype, options } = call;
  const { at, units } = found;
  const inputs = Object.entries(call.inputs).map(([name, tensor]) => [
    name,
    encodeTensor(tensor as Tensor, true),
  ]);
  return {
    id: worstId(variant, dtype, backend, output),
    variant,
    dtype,
    backend,
    output,
    units: rounded(units),
    at,
    truth: truth[output].truth[at]!,
    scale: truth[output].scale[at]!,
    options,
    inputs: Object.fromEntries(inputs),
  };
}

/** To three decimals. */
function rounded(units: number): number {
  return Math.round(units * 1000) / 1000;
}

export function callOf({ id, variant, dtype, options, inputs }: WorstInput): Call {
  const decoded = Object.entries(inputs).map(([name, tensor]) => [name, decodeTensor(tensor, name)]);
  return { id, variant, dtype, options, inputs: Object.fromEntries(decoded) };
}

/** Of each id the input with the larger error, sorted by id. */
export function merged(before: readonly WorstInput[], now: readonly WorstInput[]): WorstInput[] {
  const found = new Map(before.map((each) => [each.id, each]));
  for (const each of now) if (!((found.get(each.id)?.units ?? -1) >= each.units)) found.set(each.id, each);
  return [...found.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

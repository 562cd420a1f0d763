/** What a maintainer asks of a row: which of the questions each failure answers with no, and the counts of a claim. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Declaration } from "./declaration.ts";
import type { Counts, Failure } from "./report.ts";

const VECTORS = join(import.meta.dirname, "../../fixtures/vectors");

/**
 * formula: the loss is another number or of another shape. gradient: the same of the gradient. missing: no gradient came.
 * exactness: the right number, less exactly than its budget. float32: a float64 that has the digits of float32.
 * derivative: its gradient is the derivative of its loss, and that of its reference is not, where a target's sum is not 1.
 * refusals: it refuses what its reference accepts, accepts what that refuses, or breaks off.
 */
const QUESTIONS = [
  "formula",
  "gradient",
  "missing",
  "exactness",
  "float32",
  "derivative",
  "refusals",
] as const;
export type Question = (typeof QUESTIONS)[number];

/**
 * From this relative error on, an answer is another number, as the judge has it. A number of 16 bits has no such digits: its
 * budget allows all that rounding to the dtype explains, so what is outside it is another number.
 */
export const ANOTHER_NUMBER: Readonly<Record<string, number>> = {
  float64: 1e-3,
  float32: 1e-3,
  float16: 0,
  bfloat16: 0,
};

/** Units of a float64 that a number of float32 can be off: 2^29 of one rounding, and some roundings. */
const FLOAT32_UNITS = [1e5, 2 ** 34] as const;

export function questionOf(failure: Omit<Failure, "id" | "tier">): Question {
  const { status, output, message, dtype, expected, got, truth, looksLike, isDerivative } = failure;
  if (status === "error" || output === undefined || output === "error") return "refusals";
  if (message.endsWith("got no gradient")) return "missing";
  const wrong = output === "gradient" ? "gradient" : "formula";
  if (isDerivative === true) return "derivative";
  if (message.includes("expected dtype")) return dtype === "float64" ? "float32" : "exactness";
  if (looksLike?.includes("float32-arithmetic") === true)
    return dtype === "float64" ? "float32" : "exactness";
  const units = Number(/, ([\d.,e+]+) units;/.exec(message)?.[1]?.replaceAll(",", "") ?? Number.NaN);
  if (dtype === "float64" && units > FLOAT32_UNITS[0] && units < FLOAT32_UNITS[1]) return "float32";
  if (expected === undefined || got === undefined || truth === undefined || Number.isNaN(units)) return wrong;
  const relative = Math.abs((Number(got) - Number(truth)) / Number(truth));
  return relative < (ANOTHER_NUMBER[dtype] ?? 1e-3) ? "exactness" : wrong;
}

/** The answers of one claim on the core vectors: what training meets. */
export interface Answers {
  /** What the vectors of the variant were recorded from. */
  readonly observedBy: string;
  /** Whether that is this package itself, so that the row says little; also of this library's own rows. */
  readonly own: boolean;
  /** Whether it counts in the scoreboard's numbers: neither its own recordings nor a metric. */
  readonly counted: boolean;
  /** Core vectors that it answered. */
  readonly asked: number;
  readonly core: Readonly<Record<Question, number>>;
  /** Of core and exactness, by dtype. */
  readonly inexact: Readonly<Record<string, number>>;
}

export function answersOf(
  client: Declaration,
  variant: string,
  tiers: Readonly<Record<string, Counts>>,
  failures: readonly Failure[],
): Answers {
  const core = failures.filter((each) => each.variant === variant && each.tier === "core");
  const { passed = 0, failed = 0, errored = 0 } = tiers.core ?? {};
  const of = (question: Question): Failure[] => core.filter((each) => questionOf(each) === question);
  const inexact: Record<string, number> = {};
  for (const { dtype } of of("exactness")) inexact[dtype] = (inexact[dtype] ?? 0) + 1;
  const observer = observerOf(client, variant);
  return {
    ...observer,
    counted: !observer.own && client.metric !== true,
    asked: passed + failed + errored,
    core: Object.fromEntries(QUESTIONS.map((question) => [question, of(question).length])) as Answers["core"],
    inexact,
  };
}

/** Packages of one project under other names. */
const PROJECTS: Readonly<Record<string, string>> = {
  "libtorch-dev": "torch",
  "@tensorflow/tfjs": "@tensorflow/tfjs-core",
};

function observerOf(client: Declaration, variant: string): Pick<Answers, "observedBy" | "own"> {
  const { name, version, remark } = referenceOf(variant);
  if (remark?.startsWith("our code") === true)
    return { observedBy: "the formula", own: client.name === "smoothproof" };
  // Keras' vectors are those of its TensorFlow backend; the others are code of their own.
  const isBackend = (client.environment?.KERAS_BACKEND ?? "tensorflow") === "tensorflow";
  const project = PROJECTS[client.package] ?? client.package;
  return {
    observedBy: `${name} ${version}`,
    own: client.name === "smoothproof" || (project === name && isBackend),
  };
}

interface Reference {
  readonly name: string;
  readonly version: string;
  readonly remark?: string;
}

const REFERENCES = new Map<string, Reference>();

/** The package with which a variant's vectors were recorded; their files are large, and each is read once. */
function referenceOf(variant: string): Reference {
  const known = REFERENCES.get(variant);
  if (known !== undefined) return known;
  const { provenance } = JSON.parse(readFileSync(join(VECTORS, `${variant}.json`), "utf8"));
  const [first]: readonly Reference[] = provenance.references;
  if (first === undefined) throw new Error(`${variant}: expected a reference`);
  REFERENCES.set(variant, first);
  return first;
}

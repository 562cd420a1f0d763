/** Random calls of a client beside its vectors, so that a row does not rest on our vectors alone: clients/NAME/fuzz.json. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { commandImplementation } from "../../src/adapters/command.ts";
import { jsImplementation } from "../../src/backends/js.ts";
import type { Answer } from "../../src/compare/verdict.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { calls } from "../../src/fuzz/calls.ts";
import { compareAnswers } from "../../src/fuzz/differential.ts";
import { EXACT } from "../../src/loss/backend.ts";
import { groupBy } from "../../src/math/group-by.ts";
import { variantById } from "../../src/variants/index.ts";
import { CLIENTS, type Declaration } from "./declaration.ts";
import { ANSWER_SECONDS, START_SECONDS } from "./judge.ts";
import { prepare } from "./prepare.ts";
import { ANOTHER_NUMBER, type Question } from "./questions.ts";
import type { ClientReport } from "./report.ts";

const RUNS = 500;
const SEED = 1;
const MOST_MEMORY = 8 * 2 ** 30;

/** From this relative error on, a float64 has no more than the digits of a float32. */
const DIGITS_OF_FLOAT32 = 2 ** -32;

/** What differs, by the question that it answers with no. */
type Kind = Extract<Question, "formula" | "gradient" | "exactness" | "float32" | "refusals">;

interface FuzzedClaim {
  /** Calls that both answered or refused. */
  readonly compared: number;
  /** Calls that one of them cannot be asked. */
  readonly notCompared: number;
  /** How many calls differ, and the first of them: its shape, options and what differs. */
  readonly different: Partial<Record<Kind, { readonly count: number; readonly example: string }>>;
}

export interface FuzzReport {
  readonly version: string;
  readonly date: string;
  readonly seed: number;
  readonly runs: number;
  readonly claims: Readonly<Record<string, FuzzedClaim>>;
}

export function readFuzz(name: string): FuzzReport | undefined {
  const file = fileOf(name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

/** Asks each claim and this library's exact kernel the same random calls, and writes what differs. */
export async function fuzzClient(client: Declaration): Promise<FuzzReport> {
  const { folder, environment } = await prepare(client);
  // The program is started in the client's folder, as it is judged.
  process.chdir(folder);
  Object.assign(process.env, environment);
  const subject = await commandImplementation(client.run, {
    perCase: 1000 * (client.timeout ?? ANSWER_SECONDS),
    start: 1000 * START_SECONDS,
    memory: MOST_MEMORY,
  });
  try {
    const claims: [string, FuzzedClaim][] = [];
    for (const variant of Object.keys(client.claims))
      claims.push([variant, await fuzzClaim(variant, subject)]);
    const report: FuzzReport = {
      version: client.version,
      date: new Date().toISOString().slice(0, 10),
      seed: SEED,
      runs: RUNS,
      claims: Object.fromEntries(claims),
    };
    writeFileSync(fileOf(client.name), `${JSON.stringify(report, undefined, 2)}\n`);
    return report;
  } finally {
    await subject.close?.();
  }
}

/** Kinds of difference of which no core vector of the same claim speaks. */
export function unseen(fuzz: FuzzReport, report: ClientReport | undefined): readonly string[] {
  return Object.entries(fuzz.claims).flatMap(([variant, { different }]) =>
    Object.entries(different).flatMap(([kind, { count, example }]) => {
      const core = report?.claims[variant]?.answers.core;
      const isSeen =
        core !== undefined && (core[kind as Kind] > 0 || (kind === "exactness" && core.float32 > 0));
      return isSeen ? [] : [`${variant}: ${kind}, ${count} calls: ${example}`];
    }),
  );
}

async function fuzzClaim(variant: string, subject: Implementation): Promise<FuzzedClaim> {
  const oracle = jsImplementation("", EXACT);
  let [compared, notCompared] = [0, 0];
  const found: { kind: Kind; example: string }[] = [];
  for (const call of fc.sample(calls([variantById(variant)!]), { numRuns: RUNS, seed: SEED })) {
    const [theirs, ours] = [await subject.answer(call), await oracle.answer(call)];
    const judged = [subject.judged, oracle.judged] as const;
    const comparison = compareAnswers(call, { subject: theirs, oracle: ours, judged });
    if (comparison.kind === "not-compared") {
      notCompared += 1;
      continue;
    }
    compared += 1;
    if (comparison.kind === "same") continue;
    const shape = (call.inputs.logits ?? call.inputs.logProbs ?? call.inputs.probs)?.shape ?? [];
    const example = `${call.dtype} [${shape.join(", ")}], ${JSON.stringify(call.options)}: ${comparison.message}`;
    found.push({ kind: kindOf(theirs, ours, call.dtype), example: example.slice(0, 300) });
  }
  const different = Object.fromEntries(
    [...groupBy(found, ({ kind }) => kind)].map(([kind, members]) => [
      kind,
      { count: members.length, example: members[0]!.example },
    ]),
  );
  return { compared, notCompared, different };
}

function kindOf(theirs: Answer, ours: Answer, dtype: string): Kind {
  if (theirs.kind !== "result" || ours.kind !== "result") return "refusals";
  const off = (name: "loss" | "gradient"): number => {
    const [got, expected] = [theirs[name]?.data, ours[name]?.data];
    if (got === undefined || expected === undefined) return 0;
    if (got.length !== expected.length) return Infinity;
    const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return expected.reduce((most, value, i) => {
      const difference = Object.is(value, got[i]) ? 0 : Math.abs(value - got[i]!);
      return Math.max(most, Number.isNaN(difference) ? Infinity : difference / (largest || 1));
    }, 0);
  };
  const limit = ANOTHER_NUMBER[dtype] ?? 0;
  if (off("loss") > limit) return "formula";
  if (off("gradient") > limit) return "gradient";
  return dtype === "float64" && Math.max(off("loss"), off("gradient")) > DIGITS_OF_FLOAT32
    ? "float32"
    : "exactness";
}

function fileOf(name: string): string {
  return join(CLIENTS, name, "fuzz.json");
}

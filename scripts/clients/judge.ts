/** Judges an installed client: identifies each claim, judges every vector of the claims, and times a call. */
import { readFileSync, rmSync } from "node:fs";
import { arch, cpus, release, type } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describeLikeness } from "../../src/compare/symptom.ts";
import type { OutputName } from "../../src/compare/tolerances.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { groupBy } from "../../src/math/group-by.ts";
import type { ConformanceReport } from "../../src/report/json.ts";
import { variantById } from "../../src/variants/index.ts";
import type { Declaration } from "./declaration.ts";
import { type Prepared, prepare } from "./prepare.ts";
import { answersOf } from "./questions.ts";
import { derivativesAmong, wheresOf } from "./readings.ts";
import type { ClaimReport, ClientReport, Counts, Failure, Worst } from "./report.ts";
import { timeCall } from "./time-call.ts";

const SMOOTHPROOF = fileURLToPath(new URL("../../bin/smoothproof.js", import.meta.url));

/** The most seconds for one answer; the declaration of a client that compiles has to allow more. */
export const ANSWER_SECONDS = 30;
export const START_SECONDS = 180;
const ALL_SECONDS = 1800;

/** @throws Error with one line that says what went wrong */
export async function judgeClient(client: Declaration): Promise<ClientReport> {
  const prepared = await prepare(client);
  const full = await conformance(client, prepared);
  const declared = `${client.package} ${client.version}`;
  const { name, version } = full.implementation;
  if (`${name} ${version}` !== declared)
    throw new Error(`expected ${declared}, its hello says ${name} ${version}`);
  const derivatives = derivativesAmong(full.verdicts, Object.keys(client.claims));
  const failures = full.verdicts
    .filter(({ status }) => status === "fail" || status === "error")
    .map((verdict) => failureOf(verdict, derivatives.has(verdict.id)));
  const claims: [string, ClaimReport][] = [];
  for (const [variant, call] of Object.entries(client.claims)) {
    const own = full.verdicts.filter((verdict) => verdict.variant === variant);
    if (own.length === 0) throw new Error(`${variant} is declared, and its hello does not name it`);
    const tiers = countBy(own, (verdict) => tierOf(verdict));
    const time = await timeCall(client.run, variantById(variant)!, prepared);
    claims.push([
      variant,
      {
        call,
        identified: await identify(client, variant, prepared),
        ...count(own),
        dtypes: countBy(own, ({ dtype }) => dtype),
        tiers,
        worst: worstOf(own),
        answers: answersOf(client, variant, tiers, failures),
        where: wheresOf(own, failures),
        time,
      },
    ]);
  }
  return {
    format: "smoothproof-client/1",
    date: new Date().toISOString().slice(0, 10),
    platform: `${type()} ${release().split("-")[0]} ${arch()}, ${cpus()[0]?.model ?? "unknown processor"}, Node ${process.versions.node}`,
    smoothproof: full.footer.smoothproof,
    fixtures: full.footer.fixtures,
    command: `npm run client -- ${client.name}`,
    implementation: full.implementation,
    summary: full.summary,
    claims: Object.fromEntries(claims),
    causes: causesOf(full),
    skips: tally(full.verdicts.filter(({ status }) => status === "skip").map(({ message }) => message)).map(
      ([reason, count]) => ({ reason, count }),
    ),
    failures,
  };
}

async function conformance(
  client: Declaration,
  { folder, environment }: Prepared,
): Promise<ConformanceReport> {
  const file = join(folder, "conformance.json");
  rmSync(file, { force: true });
  const run = await execa(
    process.execPath,
    [
      SMOOTHPROOF,
      "conformance",
      ...Object.keys(client.claims).flatMap((variant) => ["--variant", variant]),
      ...["--exec", client.run, "--reporter", `json=${file}`, "--time-limit", String(ALL_SECONDS)],
      ...limits(client),
    ],
    { cwd: folder, env: environment, reject: false, stdin: "ignore" },
  );
  // Exit code 1 means that something differs, which the report shows.
  if (run.exitCode !== 0 && run.exitCode !== 1)
    throw new Error(run.stderr.split("\n").at(-1) || run.shortMessage);
  return JSON.parse(readFileSync(file, "utf8"));
}

async function identify(
  client: Declaration,
  variant: string,
  { folder, environment }: Prepared,
): Promise<string> {
  const run = await execa(
    process.execPath,
    [SMOOTHPROOF, "identify", "--exec", client.run, "--as", variant, ...limits(client)],
    { cwd: folder, env: environment, reject: false, stdin: "ignore" },
  );
  const [first = "", ...others] = (run.stdout || run.stderr).split("\n");
  const note = others.find((line) => line.startsWith("note: ")) ?? "";
  const told = first.replace(/^[^:]+: /, "");
  return note === "" ? told : `${told} (${note.replace(/^note: /, "")})`;
}

function limits({ timeout = ANSWER_SECONDS }: Declaration): readonly string[] {
  return ["--timeout", String(timeout), "--start-timeout", String(START_SECONDS)];
}

function count(verdicts: readonly Verdict[]): Counts {
  const of = (status: Verdict["status"]): number =>
    verdicts.filter((verdict) => verdict.status === status).length;
  return { passed: of("pass"), failed: of("fail"), errored: of("error"), skipped: of("skip") };
}

function countBy(verdicts: readonly Verdict[], keyOf: (verdict: Verdict) => string): Record<string, Counts> {
  return Object.fromEntries([...groupBy(verdicts, keyOf)].map(([key, members]) => [key, count(members)]));
}

/** Absent in reports of a suite without tiers. */
function tierOf(verdict: Verdict & { readonly tier?: string }): string {
  return verdict.tier ?? "all";
}

function worstOf(verdicts: readonly Verdict[]): ClaimReport["worst"] {
  const largest = (output: OutputName): Worst | undefined => {
    let worst: Worst | undefined;
    for (const { id, measures } of verdicts) {
      const measure = measures[output];
      if (measure === undefined || typeof measure.units !== "number") continue;
      if (worst === undefined || measure.units > worst.units)
        worst = { units: measure.units, id, expected: measure.expected.text, got: measure.got.text };
    }
    return worst;
  };
  const [loss, gradient] = [largest("loss"), largest("gradient")];
  return { ...(loss && { loss }), ...(gradient && { gradient }) };
}

function causesOf({ groups }: ConformanceReport): ClientReport["causes"] {
  return groups.map(({ cause, count, ids }) => ({ cause, count, example: ids[0] ?? "" }));
}

function tally(values: readonly string[]): [string, number][] {
  return [...groupBy(values, (value) => value)]
    .map(([value, members]): [string, number] => [value, members.length])
    .sort(([, a], [, b]) => b - a);
}

function failureOf(verdict: Verdict & { readonly tier?: string }, isDerivative: boolean): Failure {
  const { id, variant, dtype, status, output, message, looksLike, flags, tier, measures } = verdict;
  const measure = output === undefined || output === "error" ? undefined : measures[output];
  return {
    id,
    variant,
    dtype,
    ...(tier === undefined ? {} : { tier }),
    status,
    ...(output === undefined ? {} : { output }),
    message,
    ...(isDerivative ? { isDerivative } : {}),
    ...(looksLike === undefined ? {} : { looksLike: describeLikeness(looksLike) }),
    flags,
    ...(measure === undefined
      ? {}
      : { expected: measure.expected.text, got: measure.got.text, truth: measure.truth }),
  };
}

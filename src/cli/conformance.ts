/** `smoothproof conformance`: judges an implementation by the golden vectors. */

import type { Verdict } from "../compare/verdict.ts";
import { listOfFailures } from "../conformance/expected-failures.ts";
import type { Implementation } from "../conformance/implementation.ts";
import {
  type JudgeOptions,
  judgeRun,
  PlanError,
  planRun,
  type RunPlan,
  type RunRequest,
} from "../conformance/judged-run.ts";
import { commitmentTo } from "../conformance/merge.ts";
import { endingOf } from "../conformance/outcome.ts";
import { selector } from "../conformance/select.ts";
import { type Shard, sharded } from "../conformance/shard.ts";
import { keyOf } from "../conformance/stored-report.ts";
import type { NamedFile } from "../files/outputs.ts";
import { note, print } from "../files/standard-output.ts";
import type { FixtureSet } from "../fixtures/load.ts";
import type { Vector } from "../fixtures/vector.ts";
import { hasOwnShape, ownNames, ownVectors } from "../fuzz/own-vectors.ts";
import type { ReportHeader } from "../report/header.ts";
import { renderLegend } from "../report/legend.ts";
import { variantById } from "../variants/index.ts";
import { complain } from "./complain.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { readExpectedFailures } from "./expected-failures-file.ts";
import { checkFilters, type Filters, nothingMatches, selectionOf } from "./filters.ts";
import { sayFirst } from "./first-impression.ts";
import {
  filesOf,
  flagOf,
  type ImplementationOptions,
  implementationFlags,
  installedBackends,
  loadImplementation,
  namesImplementation,
  sourceHash,
} from "./implementations.ts";
import { openNamedFixtures } from "./named-fixtures.ts";
import { packageVersion } from "./package-version.ts";
import { startProgress, startWorking } from "./progress.ts";
import {
  checkOutputs,
  checkReportFile,
  parseReporters,
  writeConformance,
  writeReportFile,
} from "./reporters.ts";
import { checkVariants } from "./variant-names.ts";

export interface ConformanceOptions extends ImplementationOptions, Filters {
  readonly variant: readonly string[];
  /** Seconds the whole run may take. */
  readonly timeLimit: number;
  readonly bail?: number;
  readonly jobs: number;
  readonly reporter: readonly string[];
  readonly verbose?: boolean;
  /** Kinds of calls that may not be skipped. */
  readonly require: readonly string[];
  readonly legend?: boolean;
  readonly expectedFailures?: string;
  readonly writeExpectedFailures?: string;
  readonly shard?: Shard;
  readonly fixtures?: string;
  /** Whether existing files of others may be replaced. */
  readonly force?: boolean;
}

export async function runConformance(options: ConformanceOptions): Promise<ExitCode> {
  if (options.legend) {
    print(renderLegend(process.stdout.columns));
    return EXIT.ok;
  }
  const started = performance.now();
  const { writeExpectedFailures: listFile } = options;
  const reporters = parseReporters(options.reporter);
  if (listFile !== undefined) checkReportFile("--write-expected-failures", listFile);
  checkOutputs(reporters, inputsOf(options), { force: options.force, others: listsOf(options) });
  checkVariants(options.variant);
  const read = startWorking("reading the golden vectors");
  const whole = openNamedFixtures(options.fixtures);
  const known = scopeOf(options, whole);
  const ids = known === undefined ? [] : checkedIds(options, known);
  read();
  const expected = readExpectedFailures(options.expectedFailures, ids);
  const subjects = await subjectsOf(options);
  const deadline = Date.now() + options.timeLimit * 1000;
  const plans: RunPlan[] = [];
  const verdicts: Verdict[] = [];
  for (const { id: backend, implementation } of subjects) {
    const request = { implementation, backend, fixtures: whole, made: vectorsOfOwnShape };
    const plan = await planned({ ...request, selection: selectionOf(options) }, options);
    plans.push(plan);
    verdicts.push(...(await judgeAll(plan, { deadline, bail: options.bail, expected, ids })));
  }
  const header = reportHeader(whole, plans, options, started);
  const ending = endingOf(verdicts, options.shard);
  writeConformance(reporters, verdicts, header, options);
  if (listFile !== undefined) {
    writeReportFile("--write-expected-failures", listFile, listOfFailures(verdicts, expected));
    note(`${listFile}: give each entry a reason, then run with --expected-failures ${listFile}\n`);
  }
  if (verdicts.length === 0) throw nothingMatchesOf(subjects);
  for (const lack of ending.lacks) complain(`nothing was judged: ${lack}`);
  return ending.exitCode;
}

function inputsOf(options: ConformanceOptions): readonly NamedFile[] {
  const { expectedFailures: file } = options;
  // A list in use may be written again, with everything in it that still holds: it is then an output alone.
  const isRewritten = file !== undefined && file === options.writeExpectedFailures;
  const list = file === undefined || isRewritten ? [] : [{ name: "--expected-failures", file }];
  return [...filesOf(options), ...list];
}

/** The list that is written, unless it is the one in use. */
function listsOf({
  expectedFailures,
  writeExpectedFailures: file,
}: ConformanceOptions): readonly NamedFile[] {
  return file === undefined || file === expectedFailures ? [] : [{ name: "--write-expected-failures", file }];
}

interface Subject {
  readonly implementation: Implementation;
  /** The backend, where several are judged. */
  readonly id?: string;
}

/** What the command line names; all our installed backends where it names nothing. */
async function subjectsOf(options: ConformanceOptions): Promise<readonly Subject[]> {
  if (!namesImplementation(options)) return installedBackends(options, (line) => note(`${line}\n`));
  const loaded = startWorking("starting it");
  return [{ implementation: await loadImplementation(options).finally(loaded) }];
}

/** @throws UsageError where it cannot be identified, or a required kind is unknown; it is closed then */
async function planned(request: RunRequest, options: ConformanceOptions): Promise<RunPlan> {
  const { implementation, selection } = request;
  const isAsked = implementation.namesNoVariants === true && selection.variants.length === 0;
  if (isAsked) note(`${implementation.name} names no variant: it is asked first what it is\n`);
  const asked = isAsked ? startWorking("asking") : () => {};
  try {
    const plan = await planRun({ ...request, shard: options.shard, required: options.require }).finally(
      asked,
    );
    if (plan.judgedAs !== undefined) note(`its numbers are those of ${plan.judgedAs}\n`);
    if (!isAsked && (options.module ?? options.exec) !== undefined)
      await sayFirst(implementation, selection.variants);
    return plan;
  } catch (error) {
    await implementation.close?.();
    if (!(error instanceof PlanError)) throw error;
    const said =
      error.reason === "kind"
        ? `--require: ${error.message}`
        : `${flagOf(options)}: it ${error.message}. ${SAY_SO}`;
    throw new UsageError(said, { cause: error });
  }
}

const SAY_SO = "Say what it is meant to be: --variant ID (npx smoothproof list has them)";

/**
 * The fixtures that the command line speaks of; undefined where any may be asked for, and the implementation says which
 * variants it has.
 */
function scopeOf(options: ConformanceOptions, whole: FixtureSet): FixtureSet | undefined {
  const { variant, only, skip, flag, expectedFailures } = options;
  if (expectedFailures !== undefined) return whole;
  if (variant.length > 0) return whole.limitedTo(variant);
  return only.length + skip.length + flag.length > 0 ? whole : undefined;
}

/** The ids of all vectors. @throws UsageError where a filter matches none, or all together */
function checkedIds(options: ConformanceOptions, fixtures: FixtureSet): readonly string[] {
  // A graph may have a fixed shape, and then gets vectors of that shape.
  const own = options.onnx === undefined ? [] : options.variant.flatMap(ownNames);
  const all = [...fixtures.list(), ...own];
  checkFilters(options, all);
  if (!all.some(sharded(selector(selectionOf(options)), options.shard)))
    throw nothingMatches(options, options.shard);
  return all.map(({ id }) => id);
}

/** Calls in the shape of a graph, if that is fixed. */
function vectorsOfOwnShape({ name, variants, builtIn }: Implementation): readonly Vector[] {
  const record = variants[0] === undefined ? undefined : variantById(variants[0]);
  if (record === undefined || builtIn === undefined || !hasOwnShape(builtIn)) return [];
  const vectors = ownVectors(record, builtIn);
  note(`${name}\n  takes one shape alone: it is judged on ${vectors.length} calls of that shape as well\n`);
  return vectors;
}

/** What is judged where nothing is named. */
const OUR_BACKENDS = { name: "smoothproof", version: packageVersion(), language: "TypeScript" };

function nothingMatchesOf(subjects: readonly Subject[]): UsageError {
  const [first] = subjects;
  const name = subjects.length === 1 ? first!.implementation.name : OUR_BACKENDS.name;
  const has = first?.implementation.variants.join(", ") ?? "";
  return new UsageError(
    `nothing was judged: no vector that matches is of a variant that ${name} has (${has}). Run: npx smoothproof list`,
  );
}

interface Limits extends Pick<JudgeOptions, "expected" | "ids"> {
  readonly deadline: number;
  readonly bail: number | undefined;
}

/** One implementation by all vectors, with a bar; it is closed at the end, or when the time is up. */
async function judgeAll(plan: RunPlan, { deadline, bail, ...listed }: Limits): Promise<readonly Verdict[]> {
  const { implementation, owes } = plan;
  const { name } = implementation;
  const total = owes.length;
  const progress = startProgress(
    name,
    total,
    `judging ${name}: ${total} ${total === 1 ? "vector" : "vectors"}`,
  );
  const whyOver = (failures: number): string | undefined => {
    if (Date.now() > deadline) return "the time limit of the run had passed (--time-limit)";
    return bail !== undefined && failures >= bail
      ? `the run ended after ${failures} failures (--bail)`
      : undefined;
  };
  // An adapter that is still working is not waited for.
  const alarm = setTimeout(() => void implementation.close?.(), deadline - Date.now());
  try {
    return await judgeRun(plan, { ...listed, whyOver, onJudged: ({ variant }) => progress.step(variant) });
  } finally {
    clearTimeout(alarm);
    progress.stop();
    await implementation.close?.();
    for (const remark of implementation.remarks?.() ?? []) note(`remark: ${remark}\n`);
  }
}

function reportHeader(
  { manifest, sha256 }: FixtureSet,
  plans: readonly RunPlan[],
  options: ConformanceOptions,
  started: number,
): ReportHeader {
  const [first] = plans;
  const isNamed = namesImplementation(options) && first !== undefined;
  const { name, version, language } = isNamed ? first.implementation : OUR_BACKENDS;
  const judgedAs = isNamed ? first.judgedAs : undefined;
  const source = sourceHash(options);
  return {
    version: packageVersion(),
    fixtures: { version: manifest.fixturesVersion, sha256 },
    references: manifest.references,
    truth: "mpmath, 50 digits",
    implementation: {
      name,
      ...(version && { version }),
      ...(language && { language }),
      ...(judgedAs !== undefined && { judgedAs }),
      ...(source !== undefined && { sha256: source }),
    },
    command: `npx smoothproof conformance${implementationFlags(options)}`,
    selection: selectionOf(options),
    ...(options.require.length > 0 && { required: options.require }),
    ...(options.shard && { shard: options.shard }),
    selected: commitmentTo(
      plans.flatMap(({ backend, selected }) => selected.map((id) => keyOf(backend, id))),
    ),
    owes: plans.flatMap(({ backend, owes }) => owes.map((id) => keyOf(backend, id))).sort(),
    seconds: (performance.now() - started) / 1000,
  };
}

/** `smoothproof conformance`: judges an implementation by the golden vectors. */

import type { Judgement, Verdict } from "../compare/verdict.ts";
import { isWrong, withConditions } from "../conformance/causes.ts";
import { applyExpectedFailures, listOfFailures } from "../conformance/expected-failures.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { conformance } from "../conformance/run.ts";
import { selector } from "../conformance/select.ts";
import { type Shard, sharded } from "../conformance/shard.ts";
import { withoutOptions } from "../conformance/without-options.ts";
import { settle } from "../diagnose/looks-like.ts";
import { note, print } from "../files/standard-output.ts";
import type { FixtureSet } from "../fixtures/load.ts";
import type { Vector } from "../fixtures/vector.ts";
import { hasOwnShape, ownNames, ownVectors } from "../fuzz/own-vectors.ts";
import type { ReportHeader } from "../report/header.ts";
import { renderLegend } from "../report/legend.ts";
import { variantById } from "../variants/index.ts";
import { EXIT, type ExitCode, exitCodeOf, UsageError } from "./exit-codes.ts";
import { readExpectedFailures } from "./expected-failures-file.ts";
import { checkFilters, type Filters, nothingMatches, selectionOf } from "./filters.ts";
import {
  flagOf,
  type ImplementationOptions,
  implementationFlags,
  installedBackends,
  loadImplementation,
  namesImplementation,
} from "./implementations.ts";
import { openNamedFixtures } from "./named-fixtures.ts";
import { packageVersion } from "./package-version.ts";
import { startProgress, startWorking } from "./progress.ts";
import { checkReportFile, parseReporters, writeConformance, writeReportFile } from "./reporters.ts";
import { identifySubject } from "./subject.ts";
import { checkVariants } from "./variant-names.ts";

export interface ConformanceOptions extends ImplementationOptions, Filters {
  readonly variant: readonly string[];
  /** Seconds the whole run may take. */
  readonly timeLimit: number;
  readonly bail?: number;
  readonly jobs: number;
  readonly reporter: readonly string[];
  readonly verbose?: boolean;
  readonly legend?: boolean;
  readonly expectedFailures?: string;
  readonly writeExpectedFailures?: string;
  readonly shard?: Shard;
  readonly fixtures?: string;
}

export async function runConformance(options: ConformanceOptions): Promise<ExitCode> {
  if (options.legend) {
    print(renderLegend(process.stdout.columns));
    return EXIT.ok;
  }
  const started = performance.now();
  const { writeExpectedFailures: listFile, shard } = options;
  const reporters = parseReporters(options.reporter);
  if (listFile !== undefined) checkReportFile("--write-expected-failures", listFile);
  checkVariants(options.variant);
  const read = startWorking("reading the golden vectors");
  const whole = openNamedFixtures(options.fixtures);
  const named = namesImplementation(options);
  const scope = scopeOf(options, whole);
  const known = scope ?? (named ? undefined : whole);
  const ids = known === undefined ? [] : checkedIds(options, known);
  read();
  const expected = readExpectedFailures(options.expectedFailures, ids);
  const subjects: readonly Subject[] = named
    ? [await namedSubject(options)]
    : await installedBackends(options, (line) => note(`${line}\n`));
  const deadline = Date.now() + options.timeLimit * 1000;
  const verdicts: Verdict[] = [];
  for (const { implementation, id, variant = options.variant } of subjects) {
    const fixtures = known ?? whole.limitedTo(variant.length > 0 ? variant : implementation.variants);
    const golden = [...fixtures.list()];
    const wanted = askedOf(implementation, { ...options, variant });
    const made = vectorsOfOwnShape(implementation);
    const total = [...golden, ...made].filter(sharded(wanted, shard)).length;
    const isAsked = sharded(wanted, shard);
    const vectors = withMade(fixtures.vectors(isAsked), made, isAsked);
    const judged = await judgeAll(vectors, implementation, { total, deadline, bail: options.bail });
    const settled = withConditions(applyExpectedFailures(judged, expected, ids));
    verdicts.push(
      ...settled.map((verdict) => ({ ...verdict, ...(id === undefined ? {} : { backend: id }) })),
    );
  }
  const [first] = subjects;
  const header = reportHeader(whole, named ? first! : { implementation: OUR_BACKENDS }, options, started);
  writeConformance(reporters, verdicts, header, options);
  if (listFile !== undefined) {
    writeReportFile("--write-expected-failures", listFile, listOfFailures(verdicts));
    note(`${listFile}: give each entry a reason, then run with --expected-failures ${listFile}\n`);
  }
  if (verdicts.every(({ status }) => status === "skip")) throw nothingJudged(verdicts, subjects);
  return exitCodeOf(verdicts);
}

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

interface Subject {
  readonly implementation: Implementation;
  /** The backend, where several are judged. */
  readonly id?: string;
  /** What it is judged as, where it was identified. */
  readonly variant?: readonly string[];
  readonly judgedAs?: string;
}

/** The implementation that the command line names; it is identified if neither it nor the user names a variant. */
async function namedSubject(options: ConformanceOptions): Promise<Subject> {
  const loaded = startWorking("starting it");
  const implementation = await loadImplementation(options).finally(loaded);
  if (implementation.namesNoVariants !== true || options.variant.length > 0) return { implementation };
  note(`${implementation.name} names no variant: it is asked first what it is\n`);
  const asked = startWorking("asking");
  try {
    const { variant, says, unused } = await identifySubject(implementation, flagOf(options)).finally(asked);
    note(`its numbers are those of ${says}\n`);
    return { implementation: withoutOptions(implementation, unused), variant: [variant], judgedAs: says };
  } catch (error) {
    await implementation.close?.();
    throw error;
  }
}

/** Calls in the shape of a graph, if that is fixed. */
function vectorsOfOwnShape({ name, variants, builtIn }: Implementation): readonly Vector[] {
  const record = variants[0] === undefined ? undefined : variantById(variants[0]);
  if (record === undefined || builtIn === undefined || !hasOwnShape(builtIn)) return [];
  const vectors = ownVectors(record, builtIn);
  note(`${name}\n  takes one shape alone: it is judged on ${vectors.length} calls of that shape as well\n`);
  return vectors;
}

function* withMade(
  golden: Iterable<Vector>,
  made: readonly Vector[],
  isAsked: (vector: Vector) => boolean,
): Generator<Vector> {
  yield* golden;
  for (const vector of made) if (isAsked(vector)) yield vector;
}

/** The vectors that match, of the variants that it has; of other variants if they are named. */
function askedOf({ variants }: Implementation, options: Filters): ReturnType<typeof selector> {
  const wanted = selector(selectionOf(options));
  if (options.variant.length > 0) return wanted;
  return (vector) => wanted(vector) && variants.includes(vector.variant);
}

/** What is judged where nothing is named. */
const OUR_BACKENDS = { name: "smoothproof", version: packageVersion(), language: "TypeScript" };

function nothingJudged(verdicts: readonly Verdict[], subjects: readonly Subject[]): UsageError {
  const [first] = subjects;
  const name = subjects.length === 1 ? first!.implementation.name : OUR_BACKENDS.name;
  const has = first === undefined ? [] : first.implementation.variants;
  return new UsageError(
    verdicts.length > 0
      ? `nothing was judged: ${name} skipped all of ${verdicts.length} vectors`
      : `nothing was judged: no vector that matches is of a variant that ${name} has (${has.join(", ")}). Run: npx smoothproof list`,
  );
}

/** One implementation by all vectors, with a bar; it is closed at the end, or when the time is up. */
async function judgeAll(
  vectors: Iterable<Vector>,
  implementation: Implementation,
  {
    total,
    deadline,
    bail,
  }: { readonly total: number; readonly deadline: number; readonly bail: number | undefined },
): Promise<readonly Verdict[]> {
  const { name } = implementation;
  const progress = startProgress(
    name,
    total,
    `judging ${name}: ${total} ${total === 1 ? "vector" : "vectors"}`,
  );
  let failures = 0;
  const whyOver = (): string | undefined => {
    if (Date.now() > deadline) return "the time limit of the run had passed (--time-limit)";
    return bail !== undefined && failures >= bail
      ? `the run ended after ${failures} failures (--bail)`
      : undefined;
  };
  // An adapter that is still working is not waited for.
  const alarm = setTimeout(() => void implementation.close?.(), deadline - Date.now());
  const judgements: Judgement[] = [];
  try {
    for await (const judgement of conformance(vectors, implementation, whyOver)) {
      judgements.push(judgement);
      if (isWrong(judgement.verdict)) failures += 1;
      progress.step(judgement.verdict.variant);
    }
  } finally {
    clearTimeout(alarm);
    progress.stop();
    await implementation.close?.();
  }
  for (const remark of implementation.remarks?.() ?? []) note(`remark: ${remark}\n`);
  return settle(judgements);
}

function reportHeader(
  { manifest, sha256 }: FixtureSet,
  {
    implementation,
    judgedAs,
  }: Pick<Subject, "judgedAs"> & { readonly implementation: ReportHeader["implementation"] },
  options: ConformanceOptions,
  started: number,
): ReportHeader {
  const { name, version, language } = implementation;
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
    },
    command: `npx smoothproof conformance${implementationFlags(options)}`,
    selection: selectionOf(options),
    ...(options.shard && { shard: options.shard }),
    seconds: (performance.now() - started) / 1000,
  };
}

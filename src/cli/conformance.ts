/** `smoothproof conformance`: judges an implementation by the golden vectors. */

import { settle } from "../analysis/looks-like.ts";
import type { Judgement, Verdict } from "../compare/verdict.ts";
import {
  applyExpectedFailures,
  type ExpectedFailure,
  expectedFailuresSchema,
  unmatched,
} from "../conformance/expected-failures.ts";
import type { Implementation } from "../conformance/implementation.ts";
import { conformance } from "../conformance/run.ts";
import { ALL, type Selectable, type Selection, selector } from "../conformance/select.ts";
import { formatShard, type Shard, sharded } from "../conformance/shard.ts";
import { note } from "../files/standard-output.ts";
import { oneLineEach } from "../files/strangers-text.ts";
import type { FixtureSet } from "../fixtures/load.ts";
import type { Vector } from "../fixtures/vector.ts";
import { describeIssue } from "../protocol/messages.ts";
import type { ReportHeader } from "../report/header.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import {
  type ImplementationOptions,
  implementationFlags,
  installedBackends,
  loadImplementation,
  namesImplementation,
} from "./implementations.ts";
import { readJson } from "./json-file.ts";
import { openNamedFixtures } from "./named-fixtures.ts";
import { packageVersion } from "./package-version.ts";
import { startProgress } from "./progress.ts";
import { parseReporters, writeConformance } from "./reporters.ts";
import { suggestion } from "./suggest.ts";
import { checkVariants } from "./variant-names.ts";

export interface ConformanceOptions extends ImplementationOptions {
  /** Seconds the whole run may take. */
  readonly timeLimit: number;
  readonly variant: readonly string[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly flag: readonly string[];
  readonly reporter: readonly string[];
  readonly expectedFailures?: string;
  readonly shard?: Shard;
  readonly fixtures?: string;
}

export async function runConformance(options: ConformanceOptions): Promise<ExitCode> {
  const reporters = parseReporters(options.reporter);
  checkVariants(options.variant);
  const fixtures = openNamedFixtures(options.fixtures);
  const ids = [...fixtures.list()];
  checkFilters(options, ids);
  const wanted = selector(selectionOf(options));
  const expected = readExpectedFailures(
    options.expectedFailures,
    ids.map(({ id }) => id),
  );
  const total = ids.filter(sharded(wanted, options.shard)).length;
  if (total === 0) throw nothingMatches(options);

  const named = namesImplementation(options);
  const subjects = named
    ? [{ implementation: await loadImplementation(options) }]
    : await installedBackends((line) => note(`${line}\n`));
  const deadline = Date.now() + options.timeLimit * 1000;
  const verdicts: Verdict[] = [];
  for (const { implementation, ...tag } of subjects) {
    const vectors = fixtures.vectors(
      sharded(askedOf(implementation, fixtures, options, wanted), options.shard),
    );
    const judged = await judgeAll(vectors, implementation, { total, deadline });
    verdicts.push(
      ...applyExpectedFailures(judged, expected).map((verdict) => ({ ...verdict, ...backendOf(tag) })),
    );
  }
  const header = reportHeader(fixtures, named ? subjects[0]!.implementation : OUR_BACKENDS, options);
  writeConformance(reporters, verdicts, header);
  if (verdicts.every(({ status }) => status === "skip")) {
    throw new UsageError(`nothing was judged: ${header.implementation.name} skipped all of ${total} vectors`);
  }
  return verdicts.some(({ status }) => status === "fail" || status === "error") ? EXIT.difference : EXIT.ok;
}

function selectionOf({ variant, only, skip, flag }: ConformanceOptions): Selection {
  return { variants: variant, only, skip, flags: flag };
}

/** Dialects are asked of those that have any, and of whoever is asked for one by name. */
function askedOf(
  { variants }: Implementation,
  { dialects }: FixtureSet,
  { variant }: ConformanceOptions,
  wanted: ReturnType<typeof selector>,
): ReturnType<typeof selector> {
  const hasSome = variants.some((id) => dialects.includes(id));
  return (vector) =>
    wanted(vector) && (hasSome || variant.includes(vector.variant) || !dialects.includes(vector.variant));
}

/** What is judged where nothing is named. */
const OUR_BACKENDS = { name: "smoothproof", version: packageVersion(), language: "TypeScript" };

function backendOf({ id }: { readonly id?: string }): { readonly backend?: string } {
  return id === undefined ? {} : { backend: id };
}

/** One implementation by all vectors, with a bar; it is closed at the end, or when the time is up. */
async function judgeAll(
  vectors: Iterable<Vector>,
  implementation: Implementation,
  { total, deadline }: { readonly total: number; readonly deadline: number },
): Promise<readonly Verdict[]> {
  const progress = startProgress(implementation.name, total);
  const isOver = (): boolean => Date.now() > deadline;
  // What an adapter is still working on then is not waited for.
  const alarm = setTimeout(() => void implementation.close?.(), deadline - Date.now());
  const judgements: Judgement[] = [];
  try {
    for await (const judgement of conformance(vectors, implementation, isOver)) {
      judgements.push(judgement);
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

function readExpectedFailures(file: string | undefined, ids: readonly string[]): readonly ExpectedFailure[] {
  if (file === undefined) return [];
  const json = readJson(file, `--expected-failures: ${file}`);
  const parsed = expectedFailuresSchema.safeParse(json);
  if (!parsed.success) {
    const { argument, problem } = describeIssue(parsed.error, json, "the file");
    throw new UsageError(`--expected-failures: ${file}: ${argument}: ${problem}`);
  }
  const [lost] = unmatched(parsed.data, ids);
  if (lost !== undefined) {
    throw new UsageError(
      `--expected-failures: ${file}: no vector matches "${lost.id}".${suggestion(lost.id, ids)}`,
    );
  }
  return oneLineEach(parsed.data);
}

/** Each filter must match something by itself: one with a typing error would leave out or let in what it should not. */
function checkFilters({ only, skip, flag }: ConformanceOptions, vectors: readonly Selectable[]): void {
  const ids = vectors.map(({ id }) => id);
  const flags = [...new Set(vectors.flatMap((vector) => vector.flags))];
  for (const [name, globs] of [
    ["--only", only],
    ["--skip", skip],
  ] as const) {
    const lost = globs.find((glob) => glob === "" || !vectors.some(selector({ ...ALL, only: [glob] })));
    if (lost !== undefined) throw noVector(`${name} ${lost || '""'}`, suggestion(lost, ids));
  }
  const unknown = flag.find((each) => !flags.includes(each));
  if (unknown !== undefined) throw noVector(`--flag ${unknown}`, suggestion(unknown, flags));
}

function noVector(filters: string, hint: string): UsageError {
  return new UsageError(`${filters}: no vector matches.${hint} Run: smoothproof vectors --ids`);
}

function nothingMatches({ variant, only, skip, flag, shard }: ConformanceOptions): UsageError {
  const filters = [
    ...variant.map((id) => `--variant ${id}`),
    ...only.map((glob) => `--only ${glob}`),
    ...skip.map((glob) => `--skip ${glob}`),
    ...flag.map((name) => `--flag ${name}`),
    ...(shard === undefined ? [] : [`--shard ${formatShard(shard)}`]),
  ];
  return noVector(filters.join(" "), "");
}

function reportHeader(
  { manifest, sha256 }: FixtureSet,
  { name, version, language }: ReportHeader["implementation"],
  options: ConformanceOptions,
): ReportHeader {
  return {
    version: packageVersion(),
    fixtures: { version: manifest.fixturesVersion, sha256 },
    references: manifest.references,
    truth: "mpmath, 50 digits",
    implementation: { name, ...(version && { version }), ...(language && { language }) },
    command: `npx smoothproof conformance${implementationFlags(options)}`,
    selection: selectionOf(options),
    ...(options.shard && { shard: options.shard }),
  };
}

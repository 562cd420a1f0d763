/**
 * A whole run, the same for the command line, the assertion and the tests of vitest: the implementation is identified
 * where it names no variant; what it cannot be asked is left out; the vectors are judged; failures are compared with known
 * mistakes; listed failures and required kinds are applied; and the causes are found.
 */
import { kindsOf } from "../compare/kinds.ts";
import type { Judgement, Verdict } from "../compare/verdict.ts";
import { settle } from "../diagnose/looks-like.ts";
import type { FixtureSet } from "../fixtures/load.ts";
import type { Vector } from "../fixtures/vector.ts";
import { identifySubject } from "../identify/identify-subject.ts";
import { isWrong, withConditions } from "./causes.ts";
import { ALL_KINDS, withRequired } from "./coverage.ts";
import { applyExpectedFailures, type ExpectedFailure } from "./expected-failures.ts";
import type { Implementation } from "./implementation.ts";
import { conformance } from "./run.ts";
import { type Selection, selector } from "./select.ts";
import { type Shard, sharded } from "./shard.ts";
import { withoutOptions } from "./without-options.ts";

export interface RunRequest {
  readonly implementation: Implementation;
  /** The backend that it is, in a run that judges several. */
  readonly backend?: string | undefined;
  readonly fixtures: FixtureSet;
  readonly selection: Selection;
  readonly shard?: Shard | undefined;
  /** Vectors that are made for it, beside the golden ones. */
  readonly made?: ((implementation: Implementation) => readonly Vector[]) | undefined;
  /** Kinds of calls that may not be skipped. */
  readonly required?: readonly string[] | undefined;
}

/** What will be judged. */
export interface RunPlan extends RunRequest {
  /** What it was identified as, in words; undefined where it names its variants or the selection does. */
  readonly judgedAs: string | undefined;
  /** The vectors of all shards, and those that this one owes. */
  readonly selected: readonly string[];
  readonly owes: readonly string[];
  /** In order; each is decoded when it is asked for. */
  readonly vectors: () => Iterable<Vector>;
}

/** A run that cannot be begun. The message follows the name of what was to be judged, or of the option. */
export class PlanError extends Error {
  override readonly name: string = "PlanError";
  readonly reason: "unidentified" | "kind";

  constructor(reason: PlanError["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

/**
 * Identifies and selects. The implementation is asked only where neither it nor the selection names a variant.
 *
 * @throws PlanError where it cannot be identified, or no vector has a required kind
 */
export async function planRun(request: RunRequest): Promise<RunPlan> {
  const { fixtures, selection: given, shard, made = () => [], required = [] } = request;
  let { implementation } = request;
  let judgedAs: string | undefined;
  let selection = given;
  if (implementation.namesNoVariants === true && given.variants.length === 0) {
    const found = await identifySubject(implementation);
    if ("problem" in found) throw new PlanError("unidentified", found.problem);
    judgedAs = found.says;
    selection = { ...given, variants: [found.variant] };
    implementation = withoutOptions(implementation, found.unused);
  }
  // Variants that it does not have are asked for where they are named, and are skipped then.
  const variants = selection.variants.length > 0 ? selection.variants : implementation.variants;
  const wanted = selector({ ...selection, variants });
  const limited = fixtures.limitedTo(variants);
  const besides = made(implementation).filter(wanted);
  const all = [...[...limited.list()].filter(wanted), ...besides];
  checkKinds(required, all);
  const owed = all.filter(sharded(() => true, shard));
  const owes = new Set(owed.map(({ id }) => id));
  return {
    ...request,
    implementation,
    selection: given,
    judgedAs,
    selected: all.map(({ id }) => id),
    owes: [...owes],
    *vectors() {
      yield* limited.vectors(({ id }) => owes.has(id));
      for (const vector of besides) if (owes.has(vector.id)) yield vector;
    },
  };
}

function checkKinds(required: readonly string[], all: readonly Parameters<typeof kindsOf>[0][]): void {
  if (required.length === 0 || all.length === 0) return;
  const known = new Set(all.flatMap(kindsOf));
  const lost = required.find((kind) => kind !== ALL_KINDS && !known.has(kind));
  if (lost === undefined) return;
  throw new PlanError("kind", `expected ${ALL_KINDS} or some of ${[...known].join(", ")}, got ${lost}`);
}

export interface JudgeOptions {
  /** Asked before each vector; a reason why the rest is not judged. */
  readonly whyOver?: ((failures: number) => string | undefined) | undefined;
  readonly onJudged?: ((verdict: Verdict) => void) | undefined;
  readonly expected?: readonly ExpectedFailure[] | undefined;
  /** The ids that the list of expected failures may name. */
  readonly ids?: readonly string[] | undefined;
  /** Those of the plan that are judged. Default: all. */
  readonly only?: ((id: string) => boolean) | undefined;
}

/** Judges what was planned. The implementation is not closed. */
export async function judgeRun(
  { implementation, backend, vectors, owes, required = [] }: RunPlan,
  { whyOver, onJudged, expected = [], ids = owes, only = () => true }: JudgeOptions = {},
): Promise<readonly Verdict[]> {
  let failures = 0;
  const judgements: Judgement[] = [];
  const isOver = (): string | undefined => whyOver?.(failures);
  for await (const judgement of conformance(chosen(vectors(), only), implementation, isOver)) {
    judgements.push(judgement);
    if (isWrong(judgement.verdict)) failures += 1;
    onJudged?.(judgement.verdict);
  }
  const listed = applyExpectedFailures(settle(judgements), expected, ids);
  const settled = withConditions(withRequired(listed, required));
  return backend === undefined ? settled : settled.map((verdict) => ({ ...verdict, backend }));
}

function* chosen(vectors: Iterable<Vector>, only: (id: string) => boolean): Generator<Vector> {
  for (const vector of vectors) if (only(vector.id)) yield vector;
}

/**
 * Which loss a graph computes, found by asking it: a few calls, then every definition that may have given these
 * answers, with its smoothing solved for. If none has, the wrong ones of src/mutants are tried the same way.
 */
import { evaluate } from "../loss/evaluate.ts";
import { MUTANTS } from "../mutants/index.ts";
import type { Roles } from "../onnx/roles.ts";
import { CORE_VARIANTS, DIALECTS } from "../variants/index.ts";
import { digitsOf } from "./fit-smoothing.ts";
import { type Candidate, candidates } from "./graph-candidates.ts";
import { type Fit, fitCandidate, type GraphAnswer } from "./graph-fit.ts";
import { type Probe, probesFor } from "./graph-probes.ts";

/** A graph that can be asked. */
export interface AskableGraph {
  readonly roles: Roles;
  /** Undefined where the graph refuses the call. */
  readonly ask: (probe: Probe) => Promise<GraphAnswer | undefined>;
  /** Vectors of floats that are part of the graph: perhaps its class weights. */
  readonly constants: readonly Float64Array[];
}

export type FoundOption = number | string | boolean | readonly number[];

export interface GraphMatch {
  readonly variant: string;
  /** By the variant's names; what the graph takes as an input says so. */
  readonly options: { readonly [name: string]: FoundOption };
  readonly worstUlp: number;
  /** The graph applies the log-softmax that the variant leaves to its caller. */
  readonly takesLogits?: true;
  /** What is wrong with it, where it is no variant as it should be. */
  readonly mutant?: { readonly id: string; readonly says: string };
}

export interface GraphIdentity {
  /** Best first. */
  readonly matches: readonly GraphMatch[];
  /** Whether another match is as good as the first. */
  readonly ambiguous: boolean;
  /** Calls it was asked, and how many of them it answered. */
  readonly asked: number;
  readonly answered: number;
}

/** Matches beyond this many say nothing new. */
const MOST_MATCHES = 8;

interface Found {
  readonly match: GraphMatch;
  /** Smaller is better, the first difference decides. */
  readonly rank: readonly number[];
}

/** @throws ProbeError where the graph cannot be asked */
export async function identifyGraph(graph: AskableGraph): Promise<GraphIdentity> {
  const lengths = graph.constants.map(({ length }) => length).filter((length) => length > 2);
  const probes = probesFor(graph.roles, lengths);
  const answers: GraphAnswer[] = [];
  for (const probe of probes) {
    const answer = await graph.ask(probe);
    if (answer !== undefined) answers.push(answer);
  }
  const counts = { asked: probes.length, answered: answers.length };
  if (answers.length === 0) return { matches: [], ambiguous: false, ...counts };
  const width = answers[0]!.probe.input.shape;
  const weights = graph.constants.filter(({ length }) => width.includes(length));
  return { ...identifyAnswers(answers, graph.roles, weights), ...counts };
}

/** What gave these answers. @param weights vectors that may be class weights */
export function identifyAnswers(
  answers: readonly GraphAnswer[],
  roles: Roles,
  weights: readonly Float64Array[],
): Pick<GraphIdentity, "matches" | "ambiguous"> {
  const known = { probes: answers.map(({ probe }) => probe), weights };
  const tried = [...candidates(CORE_VARIANTS, known)];
  const fitting = (all: readonly Candidate[]): Found[] =>
    all.flatMap((candidate) => found(candidate, fitCandidate(candidate, answers), roles));
  const core = fitting(tried);
  // Most dialects compute what a core variant computes, so they are asked only where none of those does.
  const right = core.length > 0 ? core : fitting([...candidates(DIALECTS, known)]);
  const all =
    right.length > 0 ? right : tried.filter(isPlain).flatMap((candidate) => wrong(candidate, answers, roles));
  return ranked(all);
}

/** Mutants are tried on candidates that ignore what their source does by default. */
function isPlain({ options, record, axes }: Candidate): boolean {
  const ignored = options.ignoreIndex === undefined || record.axes.excludedClass !== "none";
  return ignored && Object.keys(axes).length === 0;
}

function wrong(candidate: Candidate, answers: readonly GraphAnswer[], roles: Roles): Found[] {
  return MUTANTS.flatMap((mutant, order) => {
    // Where a mutant has nothing to get wrong, such as weights where there are none, it is right.
    const fit = fitCandidate(candidate, answers, (lossCall) => mutant.answer(lossCall) ?? evaluate(lossCall));
    const { id, says } = mutant;
    return found(candidate, fit, roles).map(({ match, rank }) => ({
      match: { ...match, mutant: { id, says } },
      rank: [...rank, order],
    }));
  });
}

function found(candidate: Candidate, fit: Fit | undefined, roles: Roles): Found[] {
  if (fit === undefined) return [];
  const { record, options, weight, axes } = candidate;
  const { smoothing, worstUlp, explainsOutside } = fit;
  const inputs = Object.fromEntries(
    (["weight", "sampleWeight", "ignoreIndex", "numClasses"] as const)
      .filter((role) => roles.inputs[role] !== undefined)
      .map((role) => [role, "input"]),
  );
  const said = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const extra = Object.keys(axes).length;
  const unusual = ["axis", "dim"].filter((name) => options[name] !== undefined).length;
  return [
    {
      match: {
        variant: record.id,
        options: {
          labelSmoothing: smoothing,
          ...Object.fromEntries(said),
          ...(weight === undefined ? {} : { weight: [...weight.data] }),
          ...inputs,
        },
        worstUlp,
        ...(extra === 0 ? {} : { takesLogits: true as const }),
      },
      rank: [explainsOutside ? 0 : 1, extra, unusual, smoothing === "input" ? 0 : digitsOf(smoothing)],
    },
  ];
}

function ranked(all: readonly Found[]): Pick<GraphIdentity, "matches" | "ambiguous"> {
  const sorted = [...all].sort((a, b) => compareRanks(a.rank, b.rank));
  const seen = new Set<string>();
  const distinct = sorted.filter(({ match: { variant, options, mutant } }) => {
    // Without weights two words for a mean are the same; the source's default is named.
    const { reduction: _, ...others } = options;
    const key = JSON.stringify([variant, others, mutant?.id]);
    return !seen.has(key) && seen.add(key);
  });
  const [first, second] = distinct;
  return {
    matches: distinct.slice(0, MOST_MATCHES).map(({ match }) => match),
    ambiguous: first !== undefined && second !== undefined && compareRanks(first.rank, second.rank) === 0,
  };
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i += 1) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Ranks the definitions that give all answers, and puts them into words. */
import type { OutputName } from "../compare/tolerances.ts";
import type { Roles } from "../onnx/roles.ts";
import { CORE_VARIANTS } from "../variants/index.ts";
import type { Confirmed } from "./answers-search.ts";
import { likeliestFirst } from "./numbers/choose-fits.ts";
import { type Match, matchOf } from "./numbers/describe.ts";
import { type Family, sortIntoFamilies } from "./numbers/families.ts";
import { type ProbeAnswer, targetsOf } from "./probe-answers.ts";
import type { ReadSample } from "./sample.ts";

/** The value of an option that the program takes with every call. */
export const GIVEN = "input";

export type FoundOption = number | string | boolean | readonly number[];

export interface AnswersMatch extends Omit<Match, "options"> {
  /** By the variant's names; an option that the program takes with every call is "input". */
  readonly options: { readonly [name: string]: FoundOption };
  /** It applies the log-softmax that the variant leaves to its caller. */
  readonly takesLogits?: true;
}

export interface RankedMatches {
  /** Best first. */
  readonly matches: readonly AnswersMatch[];
  /** Whether another match is as good as the first. */
  readonly ambiguous: boolean;
}

/** Most matches that are returned. */
const MOST_MATCHES = 8;

export function rankedMatches(
  found: readonly Confirmed[],
  answers: readonly ProbeAnswer[],
  roles: Roles,
): RankedMatches {
  const outputs: OutputName[] = answers.some(({ gradient }) => gradient) ? ["loss", "gradient"] : ["loss"];
  const bySample = new Map<ReadSample, Confirmed[]>();
  for (const fit of found) bySample.set(fit.sample, [...(bySample.get(fit.sample) ?? []), fit]);
  const all = [...bySample].flatMap(([sample, fits]) => {
    const likely = likeliestFirst(fits).sort((a, b) => compareRanks(rankOf(a), rankOf(b)));
    const { families } = sortIntoFamilies(likely, sample, { isOneRow: false, precision: 0, outputs });
    return families.map((family) => ({ family, sample, rank: rankOf(family.fits[0] as Confirmed) }));
  });
  all.sort((a, b) => compareRanks(a.rank, b.rank));
  // Most dialects equal a core variant, so one is named first only where no core variant fits.
  const isCore = ({ fits }: Family): boolean =>
    fits.some(({ candidate }) => CORE_VARIANTS.includes(candidate.record));
  const named = all.some(({ family }) => isCore(family)) ? all.filter(({ family }) => isCore(family)) : all;
  const [first, second] = named;
  return {
    matches: named
      .slice(0, MOST_MATCHES)
      .map(({ family, sample }) => answersMatch(family, sample, roles, answers)),
    ambiguous: first !== undefined && second !== undefined && compareRanks(first.rank, second.rank) === 0,
  };
}

/** Smaller is better; the first number that differs decides. */
function rankOf({ candidate, decimals, explainsOutside }: Confirmed): readonly number[] {
  const { derived, options } = candidate;
  const unusual = ["axis", "dim"].filter((name) => options[name] !== undefined).length;
  return [explainsOutside ? 0 : 1, derived ? 1 : 0, unusual, decimals];
}

function answersMatch(
  family: Family,
  sample: ReadSample,
  { inputs }: Roles,
  answers: readonly ProbeAnswer[],
): AnswersMatch {
  const { options, ...match } = matchOf(family, false, sample, targetsOf(answers));
  const { candidate } = family.fits[0]!;
  const said = (["weight", "sampleWeight", "ignoreIndex", "numClasses"] as const).filter(
    (role) => inputs[role] !== undefined,
  );
  const { weight } = sample;
  const isGiven = answers[0]!.probe.labelSmoothing !== undefined;
  const isConstant = inputs.weight === undefined && candidate.weighted && weight !== undefined;
  return {
    ...match,
    options: {
      ...options,
      ...(isConstant ? { weight: [...weight.data] } : {}),
      ...Object.fromEntries([...said, ...(isGiven ? ["labelSmoothing"] : [])].map((role) => [role, GIVEN])),
    },
    ...(candidate.derived ? { takesLogits: true as const } : {}),
  };
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at === -1 ? 0 : a[at]! - b[at]!;
}

/**
 * Says which mistake wrong answers look like: the mutants (losses with one deliberate mistake) that give the same numbers.
 *
 * One failure may fit several mutants; all failures and passes together rarely do. So this is decided at the end of a run,
 * variant by variant, and by the whole run where one variant is not enough.
 */
import type { Likeness } from "../compare/symptom.ts";
import type { Judgement, Verdict } from "../compare/verdict.ts";
import { MUTANTS } from "../mutants/index.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { type Evidence, Exhibit, evidenceOf } from "./evidence.ts";
import { explainedByOmission } from "./left-out.ts";
import { type Suspect, suspectsFor } from "./suspects.ts";

/** Among mutants that explain at least this share of what the best one explains, the fewest contradictions decide. */
const NEARLY_AS_MUCH = 0.9;

/** The verdicts, with `looksLike` filled in. */
export function settle(judgements: readonly Judgement[]): Verdict[] {
  const evidence = new Map<Judgement, Evidence>();
  for (const judgement of judgements) {
    const found = evidenceOf(judgement);
    if (found !== undefined) evidence.set(judgement, found);
  }
  const mutants = explainFailures([...evidence.values()]);
  return judgements.map((judgement) => {
    const { verdict } = judgement;
    const found = evidence.get(judgement);
    const mutant = found === undefined ? undefined : mutants.get(found);
    return mutant === undefined ? verdict : { ...verdict, looksLike: likenessTo(mutant, verdict.variant) };
  });
}

/**
 * The mutant that gives the numbers of each failure, where one does.
 *
 * @param isListed whether only the listed mutants are tried, and none whose number the answers tell
 */
export function explainFailures(
  evidence: readonly Evidence[],
  isListed = false,
): ReadonlyMap<Evidence, Mutant> {
  const trials: Trial[] = [];
  const exhibits = new Map<Exhibit, Evidence>();
  for (const members of byVariant(evidence)) {
    const failures: Exhibit[] = [];
    const passes: Exhibit[] = [];
    for (const member of members) {
      const exhibit = new Exhibit(member);
      exhibits.set(exhibit, member);
      (member.failed ? failures : passes).push(exhibit);
    }
    if (failures.length > 0)
      trials.push({ failures, passes, suspects: suspectsFor(failures, passes, isListed) });
  }
  const chosen = choose(trials);
  for (const { failures, passes } of trials) {
    const isOpen = failures.some((exhibit) => !chosen.has(exhibit) && exhibit.isTelling);
    const left = isOpen ? explainedByOmission(failures, passes) : [];
    for (const [exhibit, mutant] of left) if (!chosen.has(exhibit)) chosen.set(exhibit, mutant);
  }
  return new Map([...chosen].map(([exhibit, mutant]) => [exhibits.get(exhibit)!, mutant]));
}

/** The answers to one variant's calls, and the mutants that may explain the failures. */
interface Trial {
  readonly failures: readonly Exhibit[];
  readonly passes: readonly Exhibit[];
  readonly suspects: readonly Suspect[];
}

function byVariant(evidence: readonly Evidence[]): Iterable<readonly Evidence[]> {
  const groups = new Map<string, Evidence[]>();
  for (const each of evidence) {
    const { variant } = each.call;
    const members = groups.get(variant) ?? [];
    groups.set(variant, members);
    members.push(each);
  }
  return groups.values();
}

/** For each variant, the smallest set of mutants that explains the most failures. */
function choose(trials: readonly Trial[]): Map<Exhibit, Mutant> {
  const everywhere = new Map<Mutant, number>();
  for (const { mutant, explains, contradicted } of trials.flatMap(({ suspects }) => suspects)) {
    everywhere.set(mutant, (everywhere.get(mutant) ?? 0) + explains.size - contradicted);
  }
  const chosen = new Map<Exhibit, Mutant>();
  for (const { failures, suspects } of trials) {
    const guilty: Mutant[] = [];
    const open = new Set(failures);
    for (
      let best = likeliest(suspects, open, everywhere);
      best;
      best = likeliest(suspects, open, everywhere)
    ) {
      const { mutant, left } = best;
      for (const exhibit of left) open.delete(exhibit);
      if (isGuess(best, suspects)) continue;
      for (const exhibit of left) chosen.set(exhibit, mutant);
      guilty.push(mutant);
    }
    // The large failures, on which not every mutant was tried.
    for (const exhibit of failures) {
      const mutant = chosen.get(exhibit) ?? guilty.find((each) => exhibit.effectOf(each) === "same");
      if (mutant !== undefined) chosen.set(exhibit, mutant);
    }
  }
  return chosen;
}

/** Whether another mutant explains the same failures as well, and is another function. */
function isGuess({ mutant, left, explains, contradicted }: Likeliest, suspects: readonly Suspect[]): boolean {
  return suspects.some(
    (rival) =>
      rival.mutant !== mutant &&
      rival.contradicted === contradicted &&
      rival.explains.size === explains.size &&
      left.every((exhibit) => rival.explains.has(exhibit)) &&
      !left[0]!.areAlike(mutant, rival.mutant),
  );
}

type Likeliest = Suspect & { readonly left: readonly Exhibit[] };

/** The mutant that explains most unexplained failures; among those that explain nearly as many, the least contradicted. */
function likeliest(
  suspects: readonly Suspect[],
  open: ReadonlySet<Exhibit>,
  everywhere: ReadonlyMap<Mutant, number>,
): Likeliest | undefined {
  const leftOver = suspects.map((suspect) => ({
    ...suspect,
    left: [...suspect.explains].filter((exhibit) => open.has(exhibit)),
  }));
  const most = Math.max(0, ...leftOver.map(({ left }) => left.length));
  return leftOver
    .filter(({ left }) => left.length > 0 && left.length >= NEARLY_AS_MUCH * most)
    .sort(
      (a, b) =>
        a.contradicted - b.contradicted ||
        b.left.length - a.left.length ||
        everywhere.get(b.mutant)! - everywhere.get(a.mutant)! ||
        placeOf(a.mutant) - placeOf(b.mutant),
    )[0];
}

/** One mistake is likelier than two. */
function placeOf(mutant: Mutant): number {
  const place = MUTANTS.indexOf(mutant);
  return place === -1 ? MUTANTS.length : place;
}

/** What a report says of a mutant to somebody who meant to compute the variant `asked`. */
export function likenessTo({ id, says, variant, seen, besides }: Mutant, asked: string): Likeness {
  return {
    mutant: id,
    says,
    ...(seen === undefined ? {} : { seen }),
    ...(variant === undefined || variant === asked ? {} : { variant }),
    ...(besides === undefined ? {} : { besides }),
  };
}

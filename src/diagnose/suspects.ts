/**
 * Finds the mutants that may explain the failures of one variant.
 *
 * A mutant speaks for itself by failures it explains, giving these very numbers, and against itself where it would have
 * given others: by passes it contradicts, and by failures with other numbers. One that speaks against itself too often
 * is no suspect, for no name is better than a wrong one. Where no mutant stands by itself, two at once are tried.
 */
import { estimatesFrom } from "../mutants/estimated.ts";
import { MUTANTS } from "../mutants/index.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { withRestrictions } from "../mutants/restricted.ts";
import { isPoint, together } from "../mutants/together.ts";
import type { Exhibit } from "./evidence.ts";

/** How many failures all mutants are tried on; the likely mutants are then tried on all failures. */
const SAMPLE = 40;

/** How many mutants are examined closely. */
const SHORT_LIST = 12;

/** Most passes that are examined. */
const MOST_PASSES = 150;

/** Larger inputs tell no more than small ones, and cost a hundred times as much. */
const SMALL_ELEMENTS = 1000;

/** Most failures that are examined. */
const MOST_FAILURES = 500;

/** Of the answers that a mutant would have changed, the share that must be its own. */
export const CONSISTENT = 0.9;

/**
 * Failures that a mutant must explain, and all of them, where it gives nothing but zeros, NaN and infinities: many
 * causes give these.
 */
const ALL_ALIKE = 10;

/** Failures that every pair is tried on; those that give their numbers are then tried on the sample. */
const FIRST_LOOK = 3;

export interface Suspect {
  readonly mutant: Mutant;
  readonly explains: ReadonlySet<Exhibit>;
  /** Passes that it would have failed. */
  readonly contradicted: number;
}

/**
 * The likely mutants and what they explain of the small failures.
 *
 * @param isListed whether only the listed mutants are tried, and none whose number the answers tell
 */
export function suspectsFor(
  failures: readonly Exhibit[],
  passes: readonly Exhibit[],
  isListed: boolean,
): Suspect[] {
  const trial = trialOf(failures, passes);
  const single = examined(MUTANTS, trial);
  const isOpen = (exhibit: Exhibit, found: readonly Suspect[]): boolean =>
    exhibit.isTelling && !found.some(({ explains }) => explains.has(exhibit));
  const open = isListed ? [] : trial.sample.filter((exhibit) => isOpen(exhibit, single));
  const estimated = examined(estimatesBehind(open), trial).filter(
    ({ explains }) => explains.size >= TOLD_AND_CONFIRMED,
  );
  // What no mutant explains by itself.
  const left = trial.sample
    .filter(
      (exhibit) =>
        isOpen(exhibit, estimated) && !MUTANTS.some((mutant) => exhibit.effectOf(mutant) === "same"),
    )
    .sort((a, b) => a.elements - b.elements);
  return [...single, ...estimated, ...(left.length === 0 ? [] : examined(pairsBehind(left), trial))];
}

/** Failures that a number must explain: that from which it was read, and others by which it is more than that one. */
const TOLD_AND_CONFIRMED = 3;

/** Failures that tell the numbers of a mistake: twice the smoothing, a factor of 1.5. */
const TELLING = 6;

/**
 * Mistakes with a number in them that give the very answer from which the number was read, and those of some calls only,
 * the listed ones among them.
 */
function estimatesBehind(failures: readonly Exhibit[]): readonly Mutant[] {
  const found = new Map<string, Mutant>();
  const sorted = [...failures].sort((a, b) => a.elements - b.elements);
  for (const exhibit of spread(sorted, TELLING)) {
    const { told } = exhibit;
    const possible = [...MUTANTS, ...(told === undefined ? [] : estimatesFrom(told))];
    for (const mutant of possible) {
      if (found.has(mutant.id) || exhibit.effectOf(mutant) !== "same") continue;
      for (const each of withRestrictions(mutant)) found.set(each.id, each);
    }
  }
  return [...found.values()].filter((mutant) => !MUTANTS.includes(mutant));
}

/** The answers that mutants are compared with. */
export interface Trial {
  readonly sample: readonly Exhibit[];
  readonly failures: readonly Exhibit[];
  readonly passes: readonly Exhibit[];
}

/** Small answers, evenly chosen where there are many. */
export function trialOf(failures: readonly Exhibit[], passes: readonly Exhibit[]): Trial {
  const small = failures.filter(isSmall);
  const shown = small.length > 0 ? small : failures.slice(0, 1);
  return {
    sample: spread(shown, SAMPLE),
    failures: spread(shown, MOST_FAILURES),
    passes: spread(passes.filter(isSmall), MOST_PASSES),
  };
}

/** Those that explain most of the sample, in full, without the ones that speak against themselves. */
export function examined(mutants: readonly Mutant[], { sample, failures, passes }: Trial): Suspect[] {
  const counted = mutants.map((mutant) => ({
    mutant,
    explained: sample.filter((exhibit) => exhibit.effectOf(mutant) === "same").length,
  }));
  const shortList = counted
    .filter(({ explained }) => explained > 0)
    .sort((a, b) => b.explained - a.explained)
    .slice(0, SHORT_LIST);
  return shortList.flatMap(({ mutant }) => {
    const explains = new Set<Exhibit>();
    let telling = 0;
    for (const exhibit of failures) {
      if (exhibit.effectOf(mutant) !== "same") continue;
      explains.add(exhibit);
      if (exhibit.isTelling) telling += 1;
    }
    const isOther = (exhibit: Exhibit): boolean => exhibit.effectOf(mutant) === "other";
    const against = [...failures.filter(isOther), ...passes.filter(isOther)];
    const contradicted = against.filter(({ failed }) => !failed).length;
    const isConsistent =
      explains.size >= CONSISTENT * (explains.size + against.length) &&
      !against.some(({ isOrdinary }) => isOrdinary);
    const isBacked = telling > 0 || (explains.size >= ALL_ALIKE && explains.size === failures.length);
    return isConsistent && isBacked ? [{ mutant, explains, contradicted }] : [];
  });
}

/** Two mutants at once that give the very numbers of the first of these failures, and are felt in some of them. */
function pairsBehind(failures: readonly Exhibit[]): Mutant[] {
  const first = failures.slice(0, FIRST_LOOK);
  const isFelt = (mutant: Mutant): boolean => failures.some((exhibit) => exhibit.effectOf(mutant) !== "none");
  const felt = MUTANTS.filter(isFelt);
  return felt.flatMap((one) =>
    isPoint(one)
      ? felt
          .filter((other) => other !== one)
          .map((other) => together(one, other))
          .filter((pair) => first.every((exhibit) => exhibit.effectOf(pair) === "same"))
      : [],
  );
}

function isSmall({ elements }: Exhibit): boolean {
  return elements <= SMALL_ELEMENTS;
}

/** At most `count` items, evenly spread over the list. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}

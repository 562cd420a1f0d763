/**
 * Finds the mutants that may explain the failures of one variant.
 *
 * A failure supports a mutant that gives exactly its numbers; a pass contradicts a mutant that would have given others.
 */
import { MUTANTS } from "../mutants/index.ts";
import type { Mutant } from "../mutants/mutant.ts";
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

export interface Suspect {
  readonly mutant: Mutant;
  readonly explains: ReadonlySet<Exhibit>;
  /** Passes that it would have failed. */
  readonly contradicted: number;
}

/** The likely mutants and what they explain of the small failures. */
export function suspectsFor(failures: readonly Exhibit[], passes: readonly Exhibit[]): Suspect[] {
  const small = failures.filter(isSmall);
  const shown = small.length > 0 ? small : failures.slice(0, 1);
  const sample = spread(shown, SAMPLE);
  const explainedOf = (mutant: Mutant): number =>
    sample.filter((exhibit) => exhibit.effectOf(mutant) === "same").length;
  const counted = MUTANTS.map((mutant) => ({ mutant, explained: explainedOf(mutant) }));
  const shortList = counted
    .filter(({ explained }) => explained > 0)
    .sort((a, b) => b.explained - a.explained)
    .slice(0, SHORT_LIST);
  return shortList.map(({ mutant }) => ({
    mutant,
    explains: new Set(spread(shown, MOST_FAILURES).filter((exhibit) => exhibit.effectOf(mutant) === "same")),
    contradicted: spread(passes.filter(isSmall), MOST_PASSES).filter(
      (exhibit) => exhibit.effectOf(mutant) !== "none",
    ).length,
  }));
}

function isSmall({ elements }: Exhibit): boolean {
  return elements <= SMALL_ELEMENTS;
}

/** At most `count` items, evenly spread over the list. */
function spread<Item>(items: readonly Item[], count: number): readonly Item[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}

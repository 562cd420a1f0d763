/**
 * Counts verdicts: in total, per tier, and per variant and dtype.
 */

import type { Units, Verdict } from "../compare/verdict.ts";
import { type Counts, countVerdicts } from "../conformance/outcome.ts";
import { TIERS, type Tier } from "../fixtures/tier.ts";
import { groupBy } from "../math/group-by.ts";

export interface Summary extends Counts {
  readonly tiers: { readonly [tier in Tier]: Counts };
}

export function summarise(verdicts: readonly Verdict[]): Summary {
  const ofTier = (wanted: Tier): Counts => countVerdicts(verdicts.filter(({ tier }) => tier === wanted));
  return {
    ...countVerdicts(verdicts),
    tiers: Object.fromEntries(TIERS.map((tier) => [tier, ofTier(tier)])) as Summary["tiers"],
  };
}

/** One line of the table. */
export interface Group {
  readonly variant: string;
  readonly dtype: string;
  readonly counts: Counts;
  /** Largest errors over the vectors; undefined where none was measured. */
  readonly loss: Units | undefined;
  readonly gradient: Units | undefined;
  readonly referenceLoss: Units | undefined;
  readonly referenceGradient: Units | undefined;
}

/** Verdicts by variant and dtype; variants in the order of the verdicts, wider dtypes first. */
export function groupVerdicts(verdicts: readonly Verdict[]): Group[] {
  const order = ["float64", "float32", "float16", "bfloat16"];
  return [...groupBy(verdicts, ({ variant }) => variant)].flatMap(([variant, own]) =>
    [...groupBy(own, ({ dtype }) => dtype)]
      .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      .map(([dtype, members]) => groupOf(variant, dtype, members)),
  );
}

/** Counts and largest errors over any verdicts: one line of the table. */
export function groupOf(variant: string, dtype: string, members: readonly Verdict[]): Group {
  const measures = members.map((verdict) => verdict.measures);
  return {
    variant,
    dtype,
    counts: countVerdicts(members),
    loss: largest(measures.map(({ loss }) => loss?.units)),
    gradient: largest(measures.map(({ gradient }) => gradient?.units)),
    referenceLoss: largest(measures.map(({ loss }) => loss?.referenceUnits)),
    referenceGradient: largest(measures.map(({ gradient }) => gradient?.referenceUnits)),
  };
}

function largest(units: readonly (Units | undefined)[]): Units | undefined {
  let result: number | undefined;
  for (const value of units) {
    if (value === "class") return "class";
    if (value !== undefined) result = Math.max(result ?? 0, value);
  }
  return result;
}

/**
 * Counts verdicts: in total, per tier, and per variant and dtype.
 */

import type { Units, Verdict } from "../compare/verdict.ts";
import { TIERS, type Tier } from "../fixtures/vector.ts";

export interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** No answer, or none that could be judged. */
  readonly errored: number;
  /** Failures that were listed as expected. */
  readonly known: number;
  /** Never asked: the run ended before, or the implementation had been given up. */
  readonly notJudged: number;
}

export interface Summary extends Counts {
  readonly tiers: { readonly [tier in Tier]: Counts };
}

export function countVerdicts(verdicts: readonly Verdict[]): Counts {
  const counts = { pass: 0, fail: 0, skip: 0, error: 0, known: 0, notJudged: 0 };
  for (const { status } of verdicts) counts[status] += 1;
  const { pass: passed, fail: failed, skip: skipped, error: errored, known, notJudged } = counts;
  return { passed, failed, skipped, errored, known, notJudged };
}

export function summarise(verdicts: readonly Verdict[]): Summary {
  const ofTier = (wanted: Tier): Counts => countVerdicts(verdicts.filter(({ tier }) => tier === wanted));
  return {
    ...countVerdicts(verdicts),
    tiers: Object.fromEntries(TIERS.map((tier) => [tier, ofTier(tier)])) as Summary["tiers"],
  };
}

/** The outcome of a run. A run that was cut short does not pass, nor does one in which nothing was judged. */
export type Outcome = "FAIL" | "INCOMPLETE" | "NOTHING JUDGED" | "PASS";

export function outcomeOf({ passed, failed, errored, notJudged }: Counts): Outcome {
  if (failed + errored > 0) return "FAIL";
  if (notJudged > 0) return "INCOMPLETE";
  return passed === 0 ? "NOTHING JUDGED" : "PASS";
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
  const groups = new Map<string, Map<string, Verdict[]>>();
  for (const verdict of verdicts) {
    const dtypes = groups.get(verdict.variant) ?? new Map<string, Verdict[]>();
    groups.set(verdict.variant, dtypes);
    const members = dtypes.get(verdict.dtype) ?? [];
    dtypes.set(verdict.dtype, members);
    members.push(verdict);
  }
  const order = ["float64", "float32", "float16", "bfloat16"];
  return [...groups].flatMap(([variant, dtypes]) =>
    [...dtypes]
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

/**
 * Verdicts counted, in all and per variant and dtype.
 */

import type { Units, Verdict } from "../compare/verdict.ts";

export interface Summary {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** No answer, or none that could be judged. */
  readonly errored: number;
  /** Failures that were listed as expected. */
  readonly known: number;
}

export function summarise(verdicts: readonly Verdict[]): Summary {
  const count = (status: Verdict["status"]): number =>
    verdicts.filter((verdict) => verdict.status === status).length;
  return {
    passed: count("pass"),
    failed: count("fail"),
    skipped: count("skip"),
    errored: count("error"),
    known: count("known"),
  };
}

/** One line of the table. */
export interface Group {
  readonly variant: string;
  readonly dtype: string;
  readonly summary: Summary;
  /** Largest errors over the vectors; undefined where none was measured. */
  readonly loss: Units | undefined;
  readonly gradient: Units | undefined;
  readonly reference: string;
  readonly referenceLoss: Units | undefined;
  readonly referenceGradient: Units | undefined;
}

/** Verdicts by variant and dtype, variants in the order they came, wider dtypes first. */
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

/** Counts and largest errors over any verdicts. */
export function totals(members: readonly Verdict[]): Pick<Group, "summary" | "loss" | "gradient"> {
  return {
    summary: summarise(members),
    loss: largest(members.map(({ measures }) => measures.loss?.units)),
    gradient: largest(members.map(({ measures }) => measures.gradient?.units)),
  };
}

/** One line of the table, over any verdicts. */
export function groupOf(variant: string, dtype: string, members: readonly Verdict[]): Group {
  const measures = members.map((verdict) => verdict.measures);
  return {
    variant,
    dtype,
    ...totals(members),
    reference: members[0]?.reference ?? "",
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

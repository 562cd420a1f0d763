/**
 * The rows that pages look at. The true class is class 1, as in the article; a class that a definition leaves out is
 * class 0.
 */

import type { VariantRecord } from "../../../src/definition/record.ts";
import { oneRow, type RowResult } from "../../../src/explain/one-row.ts";
import { linkFacts } from "../../../src/identify/link-facts.ts";
import type { LossCall } from "../../../src/loss/loss-call.ts";
import { InvalidArgument } from "../../../src/math/errors.ts";

export const TRUE_CLASS = 1;
export const EXCLUDED_CLASS = 0;

export type { RowResult } from "../../../src/explain/one-row.ts";

export interface Row {
  /** Natural-log scores, one per class. */
  readonly logits: readonly number[];
  /** Smoothing in [0, 1]. */
  readonly alpha: number;
}

/** Logits with the true class at `margin` and all others at 0. */
export function marginRow(K: number, alpha: number, margin: number): Row {
  return { alpha, logits: Array.from({ length: K }, (_, k) => (k === TRUE_CLASS ? margin : 0)) };
}

/** What a record makes of a row, with all other options at their defaults; the message where it refuses. */
export function rowOf(record: VariantRecord, row: Row): RowResult | { readonly refused: string } {
  try {
    return resultOf(record, row);
  } catch (error) {
    if (error instanceof InvalidArgument) return { refused: error.message };
    throw error;
  }
}

/** The masses alone. @throws InvalidArgument where the record refuses the row */
export function targetOf(record: VariantRecord, row: Row): readonly number[] {
  return resultOf(record, row).target;
}

function resultOf(record: VariantRecord, { logits, alpha }: Row): RowResult {
  const row = { logits, labelSmoothing: alpha, target: TRUE_CLASS, excluded: EXCLUDED_CLASS };
  return oneRow(record, row);
}

type Axes = LossCall["axes"];

export const isPerLabel = ({ link }: Axes): boolean => linkFacts(link).scope === "label";

export function logSumExp(logits: readonly number[]): number {
  const most = logits.reduce((a, b) => Math.max(a, b));
  return most + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - most), 0));
}

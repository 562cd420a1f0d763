/** Computes all facts about a record; the pages only put them into words. */

import type { VariantRecord } from "../../../src/definition/record.ts";
import type { Axes } from "../../../src/loss/axes.ts";
import { VARIANTS, variantById } from "../../../src/variants/index.ts";
import {
  type ClosedForm,
  closedFormOf,
  type Divergence,
  divergence,
  type Fit,
  fitOf,
  lossInClosedForm,
} from "./closed-form.ts";
import { type LimitRow, limitsOf } from "./limits.ts";
import { marginRow, type RowResult, rowOf, TRUE_CLASS } from "./row.ts";

/** The article's definition, which all others are compared with. */
export const YARDSTICK = variantById("equation1")!;

/** The article's example: hard target [0, 1, 0, 0]. */
export const EXAMPLE = { K: 4, alpha: 0.1 } as const;

/** Logit of the true class where all others are 0: a row the model is confident about. */
const MARGIN = 5;
const WORKED_CLASSES = [2, 3, 4, 10, 100, 1000, 32_000] as const;

interface AxisRow {
  readonly axis: keyof Axes;
  readonly yardstick: readonly unknown[];
  readonly value: readonly unknown[];
}

interface WorkedRow {
  readonly K: number;
  readonly yardstick: RowResult;
  readonly own: RowResult | { readonly refused: string };
  /** The difference by the closed form, where there is one. */
  readonly closed: number | undefined;
}

export interface Facts {
  readonly record: VariantRecord;
  readonly isYardstick: boolean;
  readonly form: ClosedForm;
  /** How well the evaluator's losses fit the closed form. */
  readonly fit: Fit;
  readonly isClosed: boolean;
  readonly divergence: Divergence;
  readonly differing: readonly AxisRow[];
  readonly same: readonly AxisRow[];
  readonly limits: readonly LimitRow[];
  readonly worked: readonly WorkedRow[];
}

export function factsOf(record: VariantRecord): Facts {
  const yardstick = closedFormOf(YARDSTICK);
  const form = closedFormOf(record);
  const fit = fitOf(form);
  const isClosed = fit.is !== "none";
  const rows = axisRows(record);
  const agree = ({ yardstick: a, value: b }: AxisRow): boolean => JSON.stringify(a) === JSON.stringify(b);
  return {
    record,
    isYardstick: record === YARDSTICK,
    form,
    fit,
    isClosed,
    divergence: divergence(yardstick, form),
    differing: rows.filter((row) => !agree(row)),
    same: rows.filter(agree),
    limits: limitsOf(record, form.masses, fit.is === "exact" ? 0 : 1e-6),
    worked: WORKED_CLASSES.map((K) => {
      const row = marginRow(K, EXAMPLE.alpha, MARGIN);
      const own = rowOf(record, row);
      const closed = isClosed ? lossInClosedForm(form, row) - lossInClosedForm(yardstick, row) : undefined;
      return { K, yardstick: resultOf(YARDSTICK, row), own, closed };
    }),
  };
}

/** All records' facts, by id. */
export function allFacts(): ReadonlyMap<string, Facts> {
  return new Map(VARIANTS.map((record) => [record.id, factsOf(record)]));
}

export function resultOf(record: VariantRecord, row: Parameters<typeof rowOf>[1]): RowResult {
  const result = rowOf(record, row);
  if ("refused" in result)
    throw new RangeError(`${record.id}: expected a row it accepts, got ${result.refused}`);
  return result;
}

/** What a picture needs to know of a row: the loss, and the gradient at the true class. */
interface Sample {
  readonly loss: number;
  readonly gradient: number;
}

/** Computed rows, since the pictures of all languages and all variants need the same ones. */
const samples = new Map<string, Sample | undefined>();

function sampleAt(record: VariantRecord, alpha: number, K: number): Sample | undefined {
  const key = `${record.id} ${alpha} ${K}`;
  if (!samples.has(key)) {
    const result = rowOf(record, marginRow(K, alpha, MARGIN));
    const sample =
      "refused" in result ? undefined : { loss: result.loss, gradient: result.gradient[TRUE_CLASS]! };
    samples.set(key, sample);
  }
  return samples.get(key);
}

/** Loss and gradient at the true class, minus those of equation (1); undefined where the record refuses the row. */
export function differenceAt(record: VariantRecord, alpha: number, K: number): Sample | undefined {
  const own = sampleAt(record, alpha, K);
  const yardstick = sampleAt(YARDSTICK, alpha, K);
  if (own === undefined || yardstick === undefined) return undefined;
  return { loss: own.loss - yardstick.loss, gradient: own.gradient - yardstick.gradient };
}

function axisRows(record: VariantRecord): AxisRow[] {
  return (Object.keys(record.axes) as (keyof Axes)[]).map((axis) => ({
    axis,
    yardstick: valuesOf(YARDSTICK, axis, record),
    value: valuesOf(record, axis, record),
  }));
}

/** An axis' value, or its values for the kinds of target that the described record takes. */
export function valuesOf(
  { axes }: VariantRecord,
  axis: keyof Axes,
  { accepts }: VariantRecord,
): readonly unknown[] {
  const value: unknown = axes[axis];
  if (typeof value !== "object" || value === null || !("indices" in value)) return [value];
  const byKind = value as { readonly [kind: string]: unknown };
  const seen = new Map(accepts.targets.map((kind) => [JSON.stringify(byKind[kind]), byKind[kind]]));
  return [...seen.values()];
}

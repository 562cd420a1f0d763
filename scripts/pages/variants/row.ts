/**
 * One row put to a record: the target the evaluator sees, the loss, and the gradient in the logits, whatever the
 * first input is. The true class is class 1, as in the article; a class that a definition leaves out is class 0.
 */
import { inLogits } from "../../../src/analysis/chain-rule.ts";
import { deriveInput } from "../../../src/analysis/derive-input.ts";
import { linkFacts } from "../../../src/analysis/link-facts.ts";
import { bind } from "../../../src/definition/bind.ts";
import type { OptionValue } from "../../../src/definition/options.ts";
import type { VariantRecord } from "../../../src/definition/record.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { LossCall } from "../../../src/loss/loss-call.ts";
import { TargetRows } from "../../../src/loss/target-rows.ts";
import { InvalidArgument } from "../../../src/math/errors.ts";
import { rowsAlong } from "../../../src/math/rows.ts";
import type { Tensor } from "../../../src/math/tensor.ts";

export const TRUE_CLASS = 1;
export const EXCLUDED_CLASS = 0;

export interface Row {
  /** Natural-log scores, one per class. */
  readonly logits: readonly number[];
  /** Smoothing in [0, 1]. */
  readonly alpha: number;
}

export interface RowResult {
  /** Mass on each class. */
  readonly target: readonly number[];
  /** In nats. */
  readonly loss: number;
  /** d loss / d logit. */
  readonly gradient: readonly number[];
}

/** Logits with the true class at `margin` and all others at 0. */
export function marginRow(K: number, alpha: number, margin: number): Row {
  return { alpha, logits: Array.from({ length: K }, (_, k) => (k === TRUE_CLASS ? margin : 0)) };
}

/** What a record makes of a row, with all other options at their defaults; the message where it refuses. */
export function rowOf(record: VariantRecord, row: Row): RowResult | { readonly refused: string } {
  const lossCall = lossCallOf(record, row);
  if ("refused" in lossCall) return lossCall;
  const { loss, gradient } = evaluate(lossCall);
  const { length } = row.logits;
  const target = new TargetRows(lossCall, length);
  target.read(rowsAlong(lossCall.input.shape, lossCall.classAxis), 0);
  return {
    target: Array.from(target.high, (high, k) => high + target.low[k]!),
    loss: loss.data[0]!,
    gradient: [...inLogits(gradient.data, lossCall.input, lossCall.axes, lossCall.softmaxAxis)],
  };
}

/** The masses alone, which need no sum over the classes. @throws RangeError where the record refuses the row */
export function targetOf(record: VariantRecord, row: Row): readonly number[] {
  const result = rowOf(record, row);
  if ("refused" in result)
    throw new RangeError(`${record.id}: expected a row it accepts, got ${result.refused}`);
  return result.target;
}

function lossCallOf(record: VariantRecord, { logits, alpha }: Row): LossCall | { readonly refused: string } {
  const K = logits.length;
  const options = optionsFor(record, alpha, K);
  const { shape, classAxis } = layoutFor(record, K);
  const values = (data: readonly number[]): Tensor => ({
    dtype: "float64",
    shape,
    data: Float64Array.from(data),
  });
  try {
    const bound = bind(record, options);
    const target: Tensor = record.accepts.targets.includes("indices")
      ? { dtype: "int64", shape: shape.filter((size) => size === 1), data: Float64Array.of(TRUE_CLASS) }
      : values(logits.map((_, k) => (k === TRUE_CLASS ? 1 : 0)));
    const input = deriveInput({ holds: "logits", input: values(logits) }, bound.axes, classAxis);
    return bound.call({ input, target });
  } catch (error) {
    if (error instanceof InvalidArgument) return { refused: error.message };
    throw error;
  }
}

/** One row: every axis but that of the classes has length 1. */
function layoutFor(
  { axes, accepts }: VariantRecord,
  K: number,
): { shape: readonly number[]; classAxis: number } {
  const ones: number[] = new Array(Math.max(accepts.rank.least, 2) - 1).fill(1);
  const isSecond = axes.classAxis === "second" || axes.classAxis === "axis-1";
  const classAxis = isSecond ? 1 : ones.length;
  return { shape: [...ones.slice(0, classAxis), K, ...ones.slice(classAxis)], classAxis };
}

/** Smoothing, the class count, and a class to leave out or to ignore where the record wants one. */
function optionsFor(record: VariantRecord, alpha: number, K: number): { [name: string]: OptionValue } {
  const given: { [name: string]: OptionValue } = { labelSmoothing: alpha, numClasses: K };
  const spec = record.options.ignoreIndex;
  const wantsIndex = spec?.default === undefined;
  if (record.axes.excludedClass !== "none" || wantsIndex) given.ignoreIndex = EXCLUDED_CLASS;
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in record.options));
}

type Axes = LossCall["axes"];

export const isPerLabel = ({ link }: Axes): boolean => linkFacts(link).scope === "label";

export function logSumExp(logits: readonly number[]): number {
  const most = logits.reduce((a, b) => Math.max(a, b));
  return most + Math.log(logits.reduce((sum, x) => sum + Math.exp(x - most), 0));
}

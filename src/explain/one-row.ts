/**
 * Computes one row by a definition: the target that its evaluator uses, the loss, and the gradient with respect to the
 * logits, whatever its first input is. People can look at these class by class.
 */
import { bind } from "../definition/bind.ts";
import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import { inLogits } from "../identify/chain-rule.ts";
import { deriveInput } from "../identify/derive-input.ts";
import { EXACT, type LossBackend } from "../loss/backend.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { TargetRows } from "../loss/target-rows.ts";
import { rowsAlong } from "../math/rows.ts";
import type { Tensor } from "../math/tensor.ts";

/** The row that a definition is applied to. */
export interface Row {
  /** Unnormalised scores, one per class. */
  readonly logits: ArrayLike<number>;
  /** The smoothing, in the range that the definition accepts. */
  readonly labelSmoothing: number;
  /** The true class, in [0, K). */
  readonly target: number;
  /** The class to exclude or to ignore, for definitions that need one. */
  readonly excluded: number;
}

/** The results of a definition for a row. */
export interface RowResult {
  /** Mass on each class. */
  readonly target: readonly number[];
  /** The loss, in nats. */
  readonly loss: number;
  /** d loss / d logit. */
  readonly gradient: readonly number[];
}

/**
 * Target, loss (in nats) and gradient of a row, with every option except the smoothing at its default.
 *
 *     loss = -sum_k q_k ln p_k and gradient = p - q for most definitions; the record's axes give those of the others
 *
 * @param backend what computes the loss and the gradient. Default: the exact kernel
 * @throws InvalidArgument where the definition refuses the row
 * @example
 * oneRow(torchRecord, { logits: [2, 1, 0, -1, 0.5], labelSmoothing: 0.1, target: 0, excluded: 1 }).target; // [0.92, 0.02, …]
 */
export function oneRow(record: VariantRecord, row: Row, backend: LossBackend = EXACT): RowResult {
  const lossCall = lossCallOf(record, row);
  const { loss, gradient } = backend.evaluate(lossCall, { gradient: true });
  const target = new TargetRows(lossCall, row.logits.length);
  target.read(rowsAlong(lossCall.input.shape, lossCall.classAxis), 0);
  return {
    target: Array.from(target.high, (high, k) => high + target.low[k]!),
    loss: loss.data[0]!,
    gradient: [...inLogits(gradient!.data, lossCall.input, lossCall.axes, lossCall.softmaxAxis)],
  };
}

function lossCallOf(record: VariantRecord, row: Row): LossCall {
  const { logits, target: trueClass } = row;
  const { shape, classAxis } = layoutFor(record, logits.length);
  const values = (data: ArrayLike<number>): Tensor => ({
    dtype: "float64",
    shape,
    data: Float64Array.from(data),
  });
  const bound = bind(record, rowOptions(record, row));
  const target: Tensor = record.accepts.targets.includes("indices")
    ? {
        dtype: "int64",
        shape: shape.filter((_, axis) => axis !== classAxis),
        data: Float64Array.of(trueClass),
      }
    : values(Array.from(logits, (_, k) => (k === trueClass ? 1 : 0)));
  const input = deriveInput({ holds: "logits", input: values(logits) }, bound.axes, classAxis);
  return bound.call({ input, target });
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

/** The options of a row: its smoothing, its class count, and a class to exclude or to ignore where one is needed. */
export function rowOptions(
  record: VariantRecord,
  { labelSmoothing, logits, excluded }: Omit<Row, "target">,
): OptionValues {
  const wantsIndex = record.options.ignoreIndex?.default === undefined;
  const ignoreIndex = record.axes.excludedClass !== "none" || wantsIndex ? { ignoreIndex: excluded } : {};
  const given: OptionValues = { labelSmoothing, numClasses: logits.length, ...ignoreIndex };
  return Object.fromEntries(Object.entries(given).filter(([name]) => name in record.options));
}

/** Computes two row losses on a few rows of logits, to check conclusions that were drawn from their masses. */

import { inLogits } from "../identify/chain-rule.ts";
import { deriveInput } from "../identify/derive-input.ts";
import { linkFacts } from "../identify/link-facts.ts";
import { UNREDUCED } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { FloatArray } from "../math/dtypes.ts";
import type { Tensor } from "../math/tensor.ts";
import type { Rule } from "./target-masses.ts";

const ROWS = 3;

/** The differences that were measured. */
export interface Sighting {
  /** Loss of the second minus that of the first, per row, in nats. */
  readonly offsets: readonly number[];
  /** Largest difference of the gradients with respect to the logits. */
  readonly gradient: number;
}

interface Side {
  readonly rule: Rule;
  readonly smoothing: number;
}

/**
 * Row losses of both rules at their smoothings, on the same rows: class 0, 1, … is the target, and the last is excluded.
 * An independent label is compared with the second of two classes, the first of which has the logit 0.
 */
export function probe(first: Side, second: Side): Sighting {
  const [a, b] =
    scopeOf(first) === scopeOf(second)
      ? [onRows(first), onRows(second)]
      : ([first, second].map((side) => (scopeOf(side) === "label" ? onLabels(side) : onPairs(side))) as [
          RowLosses,
          RowLosses,
        ]);
  return {
    offsets: Array.from(b.loss, (loss, row) => loss - a.loss[row]!),
    gradient: a.gradient.reduce((worst, g, i) => Math.max(worst, Math.abs(g - b.gradient[i]!)), 0),
  };
}

function scopeOf({ rule }: Side): "row" | "label" {
  return linkFacts(rule.axes.link).scope;
}

interface RowLosses {
  readonly loss: FloatArray;
  /** In the logits. */
  readonly gradient: FloatArray;
}

function onRows(side: Side): RowLosses {
  const { numClasses } = side.rule;
  const targets = Array.from({ length: ROWS }, (_, row) => row % Math.max(1, numClasses - 1));
  return rowLosses(side, numClasses, scattered(ROWS * numClasses), targets);
}

/** Labels, of which every other one is present. */
function onLabels(side: Side): RowLosses {
  return rowLosses(side, 1, scattered(ROWS), [0, -1, 0]);
}

/** The same labels as two classes with logits [0, x]; of the gradient, only the part with respect to x. */
function onPairs(side: Side): RowLosses {
  const pairs = Float64Array.from([...scattered(ROWS)].flatMap((x) => [0, x]));
  const { loss, gradient } = rowLosses(side, 2, pairs, [1, 0, 1]);
  return { loss, gradient: Float64Array.from({ length: ROWS }, (_, row) => gradient[2 * row + 1]!) };
}

/** Numbers in [-3, 3.3] without a pattern. */
function scattered(length: number): Float64Array {
  return Float64Array.from({ length }, (_, i) => ((i * 7919 + 13) % 101) / 16 - 3);
}

function rowLosses(
  { rule: { axesAt, linkNumbers, numClasses, excludes }, smoothing: labelSmoothing }: Side,
  width: number,
  logits: Float64Array,
  targets: readonly number[],
): RowLosses {
  const axes = axesAt(labelSmoothing);
  const shape = [ROWS, width];
  const given: Tensor = { dtype: "float64", shape, data: logits };
  const input = deriveInput({ holds: "logits", input: given }, axes, 1);
  const { loss, gradient } = evaluate({
    axes: { ...axes, rowLoss: "sum", reduction: UNREDUCED, weight: "none", ignoredRows: "none" },
    labelSmoothing,
    numClasses,
    ...(linkNumbers === undefined ? {} : { linkNumbers }),
    classAxis: 1,
    softmaxAxis: 1,
    ignoreIndex: undefined,
    excludedClass: excludes ? numClasses - 1 : undefined,
    input,
    targetKind: "indices",
    target: { dtype: "int64", shape: [ROWS], data: Float64Array.from(targets) },
    weight: undefined,
    upstream: undefined,
  });
  return { loss: loss.data, gradient: inLogits(gradient.data, input, axes, 1) };
}

/** Two row losses computed side by side on a few rows of logits: what reasoning about masses says must show there. */
import type { Axes } from "../math/axes.ts";
import { evaluate } from "../math/evaluate.ts";
import { deriveInput } from "./derive-input.ts";
import { LINK_FACTS } from "./link-facts.ts";
import type { Rule } from "./target-masses.ts";

const ROWS = 3;

/** What was seen. */
export interface Sighting {
  /** Loss of the second less that of the first, per row. */
  readonly offsets: readonly number[];
  /** Greatest difference of the gradients in the logits. */
  readonly gradient: number;
}

/** Row losses of both rules at their smoothings, on the same rows: class 0, 1, … is the target, the last is excluded. */
export function probe(
  first: { readonly rule: Rule; readonly smoothing: number },
  second: { readonly rule: Rule; readonly smoothing: number },
): Sighting {
  const a = rowLosses(first.rule, first.smoothing);
  const b = rowLosses(second.rule, second.smoothing);
  return {
    offsets: Array.from(b.loss, (loss, row) => loss - a.loss[row]!),
    gradient: a.gradient.reduce((worst, g, i) => Math.max(worst, Math.abs(g - b.gradient[i]!)), 0),
  };
}

interface RowLosses {
  readonly loss: Float64Array;
  /** In the logits. */
  readonly gradient: Float64Array;
}

function rowLosses({ axes, numClasses, excludes }: Rule, labelSmoothing: number): RowLosses {
  const shape = [ROWS, numClasses];
  const targets = Float64Array.from({ length: ROWS }, (_, row) => row % Math.max(1, numClasses - 1));
  const logits = Float64Array.from({ length: ROWS * numClasses }, (_, i) => ((i * 7919 + 13) % 101) / 16 - 3);
  const input = deriveInput({ holds: "logits", input: { dtype: "float64", shape, data: logits } }, axes, 1);
  const { loss, gradient } = evaluate({
    axes: { ...axes, rowLoss: "sum", reduction: "none", weight: "none", ignoredRows: "none" },
    labelSmoothing,
    numClasses,
    classAxis: 1,
    softmaxAxis: 1,
    ignoreIndex: undefined,
    excludedClass: excludes ? numClasses - 1 : undefined,
    input,
    targetKind: "indices",
    target: { dtype: "int64", shape: [ROWS], data: targets },
    weight: undefined,
    upstream: undefined,
  });
  return { loss: loss.data, gradient: inLogits(gradient.data, input.data, axes, numClasses) };
}

/** The gradient in the first input, carried on to the logits it was derived from. */
export function inLogits(
  gradient: Float64Array,
  input: Float64Array,
  axes: Axes,
  width: number,
): Float64Array {
  if (axes.input === "logits") return gradient;
  const p = axes.input === "probs" ? input : input.map(Math.exp);
  // d/d(ln p), whichever of the two the input is.
  const g = axes.input === "probs" ? gradient.map((value, i) => value * p[i]!) : gradient;
  if (LINK_FACTS[axes.link].scope === "label") return g.map((value, i) => value * (1 - p[i]!));
  return g.map((value, i) => {
    const start = i - (i % width);
    const sum = g.subarray(start, start + width).reduce((total, each) => total + each, 0);
    return value - p[i]! * sum;
  });
}

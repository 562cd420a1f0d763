/** Carries a gradient with respect to a derived input back to the input that was given. */
import type { Axes } from "../loss/axes.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { type Rows, rowsAlong } from "../math/rows.ts";
import type { Tensor } from "../math/tensor.ts";
import { linkFacts } from "./link-facts.ts";

type Form = Axes["input"];

/** How a first input was derived. */
export interface Derivation {
  /** The form that was given, and the form that the loss takes. */
  readonly from: Form;
  readonly to: Form;
  /** Whether probabilities belong to rows that sum to one (softmax) or to single labels (sigmoid). */
  readonly scope: "row" | "label";
  /** The probabilities, given or derived. */
  readonly probabilities: FloatArray;
  readonly rows: Rows;
}

/** d loss / d given, from d loss / d taken: the reverse of `deriveInput`. */
export function pulledBack(
  gradient: FloatArray,
  { from, to, scope, probabilities: p, rows }: Derivation,
): FloatArray {
  if (from === to) return gradient;
  if (from === "probs")
    return Float64Array.from(
      gradient,
      (g, i) => g / (scope === "label" && to === "logits" ? p[i]! * (1 - p[i]!) : p[i]!),
    );
  // First with respect to ln p, whether the loss takes p or ln p.
  const inLogs = to === "probs" ? Float64Array.from(gradient, (g, i) => g * p[i]!) : gradient;
  if (scope === "label") {
    if (from === "logits") return Float64Array.from(inLogs, (g, i) => g * (1 - p[i]!));
    return to === "logits" ? Float64Array.from(inLogs, (g, i) => g / (1 - p[i]!)) : inLogs;
  }
  // Through log-softmax: g - p sum(g). Log-probabilities are themselves logits.
  return from === "logits" ? lessShares(inLogs, p, rows) : inLogs;
}

/** The gradient with respect to logits, for a loss that may take another form of them (`input`). */
export function inLogits(
  gradient: FloatArray,
  { data, shape }: Pick<Tensor, "data" | "shape">,
  axes: Axes,
  softmaxAxis: number,
): FloatArray {
  const { scope } = linkFacts(axes.link);
  return pulledBack(gradient, {
    from: "logits",
    to: axes.input,
    scope,
    probabilities: axes.input === "logProbs" ? Float64Array.from(data, Math.exp) : data,
    rows: rowsAlong(shape, softmaxAxis),
  });
}

function lessShares(gradient: FloatArray, probabilities: FloatArray, rows: Rows): Float64Array {
  const less = new Float64Array(gradient.length);
  for (let row = 0; row < rows.count; row += 1) {
    const start = rows.start(row);
    let sum = 0;
    for (let k = 0; k < rows.length; k += 1) sum += gradient[start + k * rows.stride]!;
    for (let k = 0; k < rows.length; k += 1) {
      const flat = start + k * rows.stride;
      less[flat] = gradient[flat]! - probabilities[flat]! * sum;
    }
  }
  return less;
}

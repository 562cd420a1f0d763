/**
 * Derives inputs that a side needs and the sample does not have: probabilities or log-probabilities from logits and back,
 * a one-hot target from class indices and back.
 */

import type { Axes } from "../loss/axes.ts";
import { logSoftmax, rowDistribution } from "../loss/log-softmax.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { refuse, show } from "../math/errors.ts";
import { type Rows, rowsAlong } from "../math/rows.ts";
import { formatShape, roundTo, sameShape, sizeOf, type Tensor, withoutAxis } from "../math/tensor.ts";
import { linkFacts } from "./link-facts.ts";
import type { ReadSample } from "./sample.ts";

type Form = Axes["input"];

/** Converts a value of an independent label between its forms. The logit of p is ln p - ln(1 - p). */
const LABEL_FORMS: { readonly [to in Form]: { readonly [from in Form]: (value: number) => number } } = {
  logits: {
    logits: (x) => x,
    logProbs: (s) => s - Math.log(-Math.expm1(s)),
    probs: (p) => Math.log(p) - Math.log1p(-p),
  },
  logProbs: {
    logits: (x) => (x >= 0 ? -Math.log1p(Math.exp(-x)) : x - Math.log1p(Math.exp(x))),
    logProbs: (s) => s,
    probs: (p) => Math.log(p),
  },
  probs: {
    logits: (x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x))),
    logProbs: (s) => Math.exp(s),
    probs: (p) => p,
  },
};

/**
 * The first input in the form that the axes take. For rows, log-probabilities are themselves logits, ln p are logits for
 * p, and softmax or log-softmax leads back. For independent labels, it is the sigmoid and its inverse.
 */
export function deriveInput(
  { holds, input }: Pick<ReadSample, "holds" | "input">,
  axes: Axes,
  axis: number,
): Tensor {
  if (holds === axes.input) return input;
  const data = formOf(axes.input, { holds, input }, linkFacts(axes.link).scope, axis);
  return { ...input, data: Float64Array.from(data, (value) => roundTo(input.dtype, value)) };
}

/** The values of a first input in another form, not rounded. */
export function formOf(
  needs: Form,
  { holds, input }: Pick<ReadSample, "holds" | "input">,
  scope: "row" | "label",
  axis: number,
): FloatArray {
  if (holds === needs) return input.data;
  if (scope === "label") return Float64Array.from(input.data, LABEL_FORMS[needs][holds]);
  return rowForms(holds, input, needs, axis);
}

function rowForms(holds: Form, { data, shape }: Tensor, needs: Form, axis: number): FloatArray {
  const logits = holds === "probs" ? Float64Array.from(data, (p) => Math.log(p)) : data;
  if (needs === "logits") return logits;
  if (holds !== "logits") return holds === "probs" ? logits : Float64Array.from(data, (s) => Math.exp(s));
  const rows = rowsAlong(shape, axis);
  const row = rowDistribution(rows.length);
  const derived = new Float64Array(data.length);
  forEachRow(rows, (start) => {
    logSoftmax(logits, start, rows.stride, rows.length, row);
    for (let k = 0; k < rows.length; k += 1) {
      derived[start + k * rows.stride] = needs === "probs" ? row.probability[k]! : -row.surprisal[k]!;
    }
  });
  return derived;
}

function forEachRow(rows: Rows, visit: (start: number, row: number) => void): void {
  for (let row = 0; row < rows.count; row += 1) visit(rows.start(row), row);
}

/** Whether the target has the form of class indices. */
export function holdsIndices({ input, target }: Pick<ReadSample, "input" | "target">): boolean {
  return input.shape.length === 0 || !sameShape(target.shape, input.shape);
}

/**
 * A one-hot distribution; a negative index, as ignored rows have, gives a row of zeros, as in `jax.nn.one_hot`.
 *
 * @throws InvalidArgument where the target's shape is not the input's without the class axis, or an index is too large
 */
export function oneHot(target: Tensor, input: Tensor, axis: number): Tensor {
  const expected = withoutAxis(input.shape, axis);
  if (!sameShape(target.shape, expected)) {
    const shapes = `${formatShape(expected)} for input ${formatShape(input.shape)}, got ${formatShape(target.shape)}`;
    refuse("target", `expected indices ${shapes}`, "shape-mismatch");
  }
  const rows = rowsAlong(input.shape, axis);
  const data = new Float64Array(sizeOf(input.shape));
  forEachRow(rows, (start, row) => {
    const index = target.data[row]!;
    if (!Number.isSafeInteger(index) || index >= rows.length) {
      refuse(
        "target",
        `expected class indices in [0, ${rows.length - 1}], got ${show(index)}`,
        "class-index-out-of-range",
      );
    }
    if (index >= 0) data[start + index * rows.stride] = 1;
  });
  return { dtype: input.dtype, shape: input.shape, data };
}

/**
 * The class indices of a one-hot distribution.
 *
 * @throws InvalidArgument where a row is not one-hot
 */
export function classIndices(target: Tensor, axis: number): Tensor {
  const data = indicesOf(target, axis);
  const row = data.indexOf(NOT_ONE_HOT);
  if (row < 0) return { dtype: "int64", shape: withoutAxis(target.shape, axis), data };
  refuse(
    "target",
    `expected class indices or one-hot rows, got row ${row}, which is neither`,
    "target-dtype",
  );
}

/** The same; undefined where a row is not one-hot. */
export function hardened(target: Tensor, axis: number): Tensor | undefined {
  const data = indicesOf(target, axis);
  if (data.includes(NOT_ONE_HOT)) return undefined;
  return { dtype: "int64", shape: withoutAxis(target.shape, axis), data };
}

const NOT_ONE_HOT = -1;

/** The position of the 1 in each row. */
function indicesOf(target: Tensor, axis: number): Float64Array {
  const rows = rowsAlong(target.shape, axis);
  const data = new Float64Array(rows.count).fill(NOT_ONE_HOT);
  forEachRow(rows, (start, row) => {
    for (let k = 0; k < rows.length; k += 1) {
      const y = target.data[start + k * rows.stride]!;
      if (y === 0) continue;
      const isFirst = y === 1 && data[row] === NOT_ONE_HOT;
      data[row] = isFirst ? k : NOT_ONE_HOT;
      if (!isFirst) return;
    }
  });
  return data;
}

/** Independent labels of the plain kernel. */

import { value } from "../math/double-double.ts";
import { expOfNegative } from "./exponential.ts";
import { load, smooth, store } from "./plain-row.ts";
import { difference } from "./plain-slope.ts";
import type { RowJob } from "./row-kernel.ts";

/** Independent labels: (1 - z) x + log1p(exp(-x)) for x >= 0, z (-x) + log1p(exp(x)) below. */
export function plainSigmoidRows({
  lossCall,
  rows,
  masses,
  coefficients,
  losses,
  gradient,
}: RowJob): readonly number[] {
  const { count, length, stride } = rows;
  const left: number[] = [];
  if (masses.kind !== "distribution") return left;
  const factor = value(masses.scale);
  const bias = value(masses.bias);
  const logits = new Float64Array(length);
  const labels = new Float64Array(length);
  for (let row = 0; row < count; row += 1) {
    const start = rows.start(row);
    load(lossCall.input.halves ?? lossCall.input.data, start, stride, length, logits);
    smooth(masses.halves ?? masses.target, start, stride, factor, bias, masses.weight, labels);
    if (!areFinite(logits, labels, coefficients, start, stride, length)) {
      left.push(row);
      continue;
    }
    for (let k = 0; k < length; k += 1) {
      const flat = start + k * stride;
      const x = logits[k]!;
      const z = labels[k]!;
      const e = expOfNegative(-Math.abs(x));
      losses.high[flat] = (x >= 0 ? (1 - z) * x : z * -x) + Math.log1p(e);
      if (gradient === undefined) continue;
      const probability = x >= 0 ? 1 / (1 + e) : e / (1 + e);
      logits[k] = coefficients[flat]! * difference(probability, z) + 0;
    }
    if (gradient !== undefined) store(logits, gradient, start, stride, length);
  }
  return left;
}

/** Whether all numbers of a row are finite, incoming gradients included. */
function areFinite(
  logits: Float64Array,
  labels: Float64Array,
  coefficients: Float64Array,
  start: number,
  stride: number,
  length: number,
): boolean {
  let zero = 0;
  for (let k = 0; k < length; k += 1) {
    zero += logits[k]! - logits[k]! + (labels[k]! - labels[k]!);
    const coefficient = coefficients[start + k * stride]!;
    zero += coefficient - coefficient;
  }
  return zero === 0;
}

/** The input at which a loss is least, row by row. */

import { linkFacts } from "../identify/link-facts.ts";
import type { Axes } from "../loss/axes.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { TargetRows } from "../loss/target-rows.ts";
import { Accumulator } from "../math/double-double.ts";
import { rowsAlong } from "../math/rows.ts";

/** A finite logit that is so far below the others that a class without mass gets probability 0. */
const NO_PROBABILITY = -800;

/**
 * Cross entropy of masses m is least at p = m / sum m or, for independent labels, at p = m; class weights are part of the
 * masses. Undefined where a mass is negative, or a label's mass is greater than 1: then the loss has no least value.
 *
 * @param least classes with a smaller share of the mass get probability 0
 */
export function bestInput(lossCall: LossCall, least = 0): Float64Array | undefined {
  const { axes, input, softmaxAxis } = lossCall;
  const rows = rowsAlong(input.shape, softmaxAxis);
  const target = new TargetRows(lossCall, rows.length);
  const best = new Float64Array(input.data.length);
  const perLabel = linkFacts(axes.link).scope === "label";
  for (let row = 0; row < rows.count; row += 1) {
    target.read(rows, row);
    const masses = target.high;
    if (masses.some((mass) => !(mass >= 0 && (!perLabel || mass <= 1)))) return undefined;
    const whole = sumOf(masses);
    const served = masses.map((mass) => (perLabel || mass >= least * whole ? mass : 0));
    const sum = perLabel ? 1 : sumOf(served);
    for (let k = 0; k < rows.length; k += 1) {
      best[rows.start(row) + k * rows.stride] = place(axes.input, sum === 0 ? 0 : served[k]! / sum, perLabel);
    }
  }
  return best;
}

function sumOf(masses: Float64Array): number {
  const sum = new Accumulator();
  for (const mass of masses) sum.add(mass);
  return sum.value;
}

function place(holds: Axes["input"], p: number, perLabel: boolean): number {
  if (holds === "probs") return p;
  if (p === 0) return NO_PROBABILITY;
  if (!perLabel) return Math.log(p);
  return p === 1 ? -NO_PROBABILITY : Math.log(p) - Math.log1p(-p);
}

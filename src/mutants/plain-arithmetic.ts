/**
 * A plain evaluator for the softmax and log-probability links, with flaws that can be switched on. Most people write the
 * loss like this the first time; without a flaw, it agrees with the real evaluator up to rounding.
 */

import { GIVEN_LOGS, isLink, SOFTMAX } from "../loss/axis-values.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { roundedTensor } from "../loss/reduction.ts";
import { reductionPlan } from "../loss/row-losses.ts";
import { TargetRows } from "../loss/target-rows.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { rowsAlong } from "../math/rows.ts";

export interface Flaws {
  /** Rounds every intermediate result; identity by default. */
  readonly round?: (value: number) => number;
  /** -log p of a row of logits; the stable log-softmax by default. */
  readonly surprisal?: (
    logits: Float64Array,
    round: (value: number) => number,
    block?: number,
  ) => Float64Array;
  /** The weight of the true class on the whole row, or only on the target's term. */
  readonly weighting?: "true-class" | "target-term";
  /** Length of the blocks that are summed separately before they are added, as vector code does; all terms by default. */
  readonly block?: number;
  /** The part of ignored rows that is counted. */
  readonly ignoredRows?: "uniform-part";
}

const identity = (value: number): number => value;

function shifted(logits: Float64Array, round: (value: number) => number, block?: number): Float64Array {
  const max = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const sum = summed(
    logits.map((x) => round(Math.exp(round(x - max)))),
    round,
    block,
  );
  const logSum = round(Math.log(sum));
  return logits.map((x) => round(logSum - round(x - max)));
}

/** A running sum of the sums of blocks. */
function summed(terms: ArrayLike<number>, round: (value: number) => number, block = terms.length): number {
  let total = 0;
  for (let start = 0; start < terms.length; start += block) {
    let sum = 0;
    for (let k = start; k < Math.min(terms.length, start + block); k += 1) sum = round(sum + terms[k]!);
    total = round(total + sum);
  }
  return total;
}

/** The plain evaluator without a flaw. */
export function honest(lossCall: LossCall): LossAndGradient | undefined {
  return plain(lossCall, {});
}

/** The plain evaluator with flaws; undefined for other links. */
export function plain(lossCall: LossCall, flaws: Flaws): LossAndGradient | undefined {
  const { axes, input, softmaxAxis, weight } = lossCall;
  if (!isLink(axes.link, SOFTMAX) && !isLink(axes.link, GIVEN_LOGS)) return undefined;
  const { round = identity, surprisal = shifted, block } = flaws;
  const rows = rowsAlong(input.shape, softmaxAxis);
  // Weights are applied here, in the flawed way; the reduction still sees them.
  const target = new TargetRows(
    flaws.weighting === undefined ? lossCall : { ...lossCall, weight: undefined },
    rows.length,
  );
  const plan = reductionPlan(lossCall);
  const isGathered = axes.zeroMass[lossCall.targetKind] === "gathered";
  const losses = new Float64Array(rows.count);
  const gradient = new Float64Array(input.data.length);
  for (let row = 0; row < rows.count; row += 1) {
    const start = rows.start(row);
    const x = new Float64Array(rows.length);
    for (let k = 0; k < rows.length; k += 1) x[k] = input.data[start + k * rows.stride]!;
    const cost = isLink(axes.link, GIVEN_LOGS) ? x.map((value) => -value) : surprisal(x, round, block);
    target.read(rows, row);
    const ignored = target.ignored && (axes.ignoredRows === "masked" || axes.ignoredRows === "multiplied");
    const mass = new Float64Array(rows.length);
    for (let k = 0; k < rows.length; k += 1) mass[k] = round(target.high[k]! + target.low[k]!);
    if (flaws.weighting !== undefined) applyWeights(mass, weight!.data, target.position, flaws.weighting);
    if (ignored) {
      if (flaws.ignoredRows === "uniform-part") mass.fill(target.masses.bias.high);
      else mass.fill(0);
    }
    const terms: number[] = [];
    for (let k = 0; k < rows.length; k += 1) {
      // A masked row contributes nothing, whatever its logits; nor does a class that the source does not gather.
      const isCounted = !ignored || flaws.ignoredRows !== undefined;
      if (isCounted && !(isGathered && mass[k] === 0)) terms.push(round(mass[k]! * cost[k]!));
      if (axes.divergence !== "cross-entropy" && mass[k] !== 0)
        terms.push(round(mass[k]! * Math.log(mass[k]!)));
    }
    const loss = summed(terms, round, block);
    const sum = summed(mass, round, block);
    losses[row] = loss;
    const total = axes.normaliser === "once-in-gradient" ? 1 : sum;
    const coefficient = ignored && flaws.ignoredRows === undefined ? 0 : plan.coefficients[row]!;
    for (let k = 0; k < rows.length; k += 1) {
      const p = isLink(axes.link, GIVEN_LOGS) ? 0 : round(Math.exp(-cost[k]!));
      gradient[start + k * rows.stride] = round(coefficient * round(round(p * total) - mass[k]!));
    }
  }
  return {
    loss: roundedTensor(
      input.dtype,
      plan.shape,
      plan.reduce(losses, new Float64Array(rows.count)).map(round),
    ),
    gradient: roundedTensor(input.dtype, input.shape, gradient),
  };
}

function applyWeights(
  mass: Float64Array,
  weights: FloatArray,
  position: number,
  weighting: "true-class" | "target-term",
): void {
  for (let k = 0; k < mass.length; k += 1) {
    if (weighting === "true-class") mass[k]! *= weights[position] ?? 1;
    else if (k === position) mass[k]! *= weights[k]!;
  }
}

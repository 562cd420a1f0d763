/**
 * The evaluator: loss and gradient of any point of the space of axes, in float64 with compensated sums.
 *
 * Row loss = sum of w_k q_k (-log p_k), with the entropy of q taken off for KL; the slope in logit k is
 * p_k * sum(w q) - w_k q_k. Index targets build no target tensor beyond one row of masses.
 */
import { Accumulator, type DoubleDouble, quotient, scale } from "./double-double.ts";
import type { Evaluation, LossAndGradient } from "./evaluation.ts";
import { type Link, linkFor, type RowMasses } from "./links.ts";
import { planReduction, roundedTensor, type ReductionPlan } from "./reduction.ts";
import { HARD_MASSES, isSmoothed, type Masses, smoothedMasses } from "./target.ts";
import { sizeOf, withoutAxis } from "./tensor.ts";

/** Rows along one axis: where each starts and how far apart its elements are. */
interface Rows {
  readonly count: number;
  readonly length: number;
  readonly stride: number;
  readonly start: (row: number) => number;
}

function rowsAlong(shape: readonly number[], axis: number): Rows {
  const length = shape[axis] ?? 1; // a scalar is a row of one
  const stride = sizeOf(shape.slice(axis + 1));
  return {
    count: sizeOf(withoutAxis(shape, axis)),
    length,
    stride,
    start: (row) => Math.floor(row / stride) * stride * length + (row % stride),
  };
}

function massesOf({ axes, labelSmoothing, numClasses }: Evaluation): Masses {
  return isSmoothed(axes.smoothingApplies, labelSmoothing) ? smoothedMasses(axes.targetRule, labelSmoothing, numClasses) : HARD_MASSES;
}

/** The shape of the row losses, before weights and reduction. */
export function rowLossShape({ axes, input, softmaxAxis }: Evaluation): readonly number[] {
  return axes.rowLoss === "each" ? input.shape : withoutAxis(input.shape, softmaxAxis);
}

function reductionPlan(evaluation: Evaluation): ReductionPlan {
  const { axes, targetKind, weight, upstream } = evaluation;
  const perRow = axes.weight === "per-row-aligned" || axes.weight === "per-row-broadcast";
  const reduction = typeof axes.reduction === "string" ? axes.reduction : axes.reduction[targetKind];
  return planReduction(
    reduction,
    {
      shape: rowLossShape(evaluation),
      keptWeight: keptWeight(evaluation),
      sampleWeight: perRow ? weight : undefined,
      aligned: axes.weight === "per-row-aligned",
    },
    upstream,
  );
}

function keptWeight({ axes, target, targetKind, weight, ignoreIndex }: Evaluation): number {
  if (targetKind === "distribution") return target.data.length;
  const sum = new Accumulator();
  const weights = axes.weight === "per-class" ? weight : undefined;
  for (const index of target.data) {
    if (index !== ignoreIndex) sum.add(weights === undefined ? 1 : weights.data[index]!);
  }
  return sum.value;
}

/** Reads the target masses of one row at a time, class weights included. */
class TargetReader implements RowMasses {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly masses: Masses;
  readonly #evaluation: Evaluation;
  readonly #classes: Rows;
  /** Position of the target in this row if the row runs over the classes, else -1. */
  position = -1;
  ignored = false;

  constructor(evaluation: Evaluation, length: number) {
    this.high = new Float64Array(length);
    this.low = new Float64Array(length);
    this.masses = massesOf(evaluation);
    this.#evaluation = evaluation;
    this.#classes = rowsAlong(evaluation.input.shape, evaluation.classAxis);
  }

  read(rows: Rows, row: number): void {
    const { axes, target, targetKind, ignoreIndex, classAxis, softmaxAxis } = this.#evaluation;
    const alongClasses = classAxis === softmaxAxis;
    this.position = alongClasses && targetKind === "indices" ? target.data[row]! : -1;
    this.ignored = targetKind === "indices" && alongClasses && this.position === ignoreIndex;
    const start = rows.start(row);
    for (let k = 0; k < rows.length; k += 1) {
      const flat = start + k * rows.stride;
      if (targetKind === "distribution") this.#fromDistribution(k, target.data[flat]!);
      else if (this.ignored && axes.ignoredRows === "zero-mass") this.#set(k, 0, 0, 1);
      else this.#fromIndex(k, flat);
    }
  }

  #fromDistribution(k: number, y: number): void {
    const { scale: factor, bias } = this.masses;
    const product = scale(factor, y);
    const sum = new Accumulator();
    sum.add(product.high);
    sum.add(bias.high);
    sum.add(product.low);
    sum.add(bias.low);
    this.#set(k, sum.high, sum.low, this.#weightOf(k));
  }

  #fromIndex(k: number, flat: number): void {
    const { target, excludedClass } = this.#evaluation;
    const { length, stride } = this.#classes;
    const classIndex = Math.floor(flat / stride) % length;
    const row = Math.floor(flat / (stride * length)) * stride + (flat % stride);
    const { on, bias } = this.masses;
    if (classIndex === target.data[row]) this.#set(k, on.high, on.low, this.#weightOf(k));
    else if (classIndex === excludedClass) this.#set(k, 0, 0, this.#weightOf(k));
    else this.#set(k, bias.high, bias.low, this.#weightOf(k));
  }

  #weightOf(k: number): number {
    const { axes, weight } = this.#evaluation;
    return axes.weight === "per-class" && weight !== undefined ? weight.data[k]! : 1;
  }

  #set(k: number, high: number, low: number, weight: number): void {
    if (weight === 1) {
      this.high[k] = high;
      this.low[k] = low;
      return;
    }
    const product = scale({ high, low }, weight);
    this.high[k] = product.high;
    this.low[k] = product.low;
  }

  /** Class weight of this row's target. */
  get targetWeight(): number {
    return this.#weightOf(this.position);
  }
}

/** Computes the loss, and the gradient if asked for. */
export function evaluate(evaluation: Evaluation): LossAndGradient;
export function evaluate(evaluation: Evaluation, want: { gradient: false }): Pick<LossAndGradient, "loss">;
export function evaluate(
  evaluation: Evaluation,
  want: { gradient: boolean } = { gradient: true },
): Pick<LossAndGradient, "loss"> & Partial<LossAndGradient> {
  const { axes, input, softmaxAxis } = evaluation;
  const rows = rowsAlong(input.shape, softmaxAxis);
  const link = linkFor(axes, input.dtype, rows.length);
  const target = new TargetReader(evaluation, rows.length);
  const plan = reductionPlan(evaluation);
  const lossCount = sizeOf(rowLossShape(evaluation));
  const high = new Float64Array(lossCount);
  const low = new Float64Array(lossCount);
  const gradient = want.gradient ? new Float64Array(input.data.length) : undefined;

  for (let row = 0; row < rows.count; row += 1) {
    const start = rows.start(row);
    link.load(input.data, start, rows.stride, rows.length);
    target.read(rows, row);
    const masked = target.ignored && axes.ignoredRows === "masked";
    if (axes.rowLoss === "each") {
      for (let k = 0; k < rows.length; k += 1) {
        const flat = start + k * rows.stride;
        const sum = new Accumulator();
        link.addTerm(k, target.high[k]!, target.low[k]!, sum);
        high[flat] = sum.high;
        low[flat] = sum.low;
      }
    } else if (!masked) {
      const sum = rowLoss(evaluation, link, target, rows.length);
      high[row] = sum.high;
      low[row] = sum.low;
    }
    if (gradient === undefined) continue;
    link.prepareSlopes(target, rows.length);
    for (let k = 0; k < rows.length; k += 1) {
      const flat = start + k * rows.stride;
      const coefficient = masked ? 0 : plan.coefficients[axes.rowLoss === "each" ? flat : row]!;
      const slope = link.slope(k, target) / (axes.rowLoss === "mean" ? rows.length : 1);
      // Adding 0 turns -0 into 0, which is what a masked or cancelled gradient is in the sources.
      gradient[flat] = coefficient * slope + 0;
    }
  }
  const loss = roundedTensor(input, plan.shape, plan.reduce(high, low));
  return gradient === undefined
    ? { loss }
    : { loss, gradient: roundedTensor(input, input.shape, gradient) };
}

function rowLoss({ axes, targetKind }: Evaluation, link: Link, target: TargetReader, length: number): DoubleDouble {
  const sum = new Accumulator();
  const gathered = axes.zeroMass[targetKind] === "gathered";
  for (let k = 0; k < length; k += 1) {
    if (gathered && k === target.position && target.masses.smoothed && !link.isFiniteAt(k)) {
      // A source that gathers adds two parts, (1 - a) times the target's term and its share of the sum over all
      // classes. They differ from one term only where an infinity meets a zero part.
      const { scale: kept, bias } = target.masses;
      link.addTerm(k, kept.high * target.targetWeight, 0, sum);
      link.addTerm(k, bias.high * target.targetWeight, 0, sum);
    } else if (!gathered || k === target.position || target.masses.smoothed) {
      link.addTerm(k, target.high[k]!, target.low[k]!, sum);
    }
    if (axes.divergence === "kl" && target.high[k] !== 0) {
      const q = target.high[k]!;
      const logQ = Math.log(q);
      sum.addProduct(q, target.low[k]!, logQ, target.low[k]! / q);
    }
  }
  if (axes.rowLoss === "mean") {
    return quotient(sum.high, sum.low, length);
  }
  return sum;
}

/**
 * The exact kernel: any point of the space of axes, in float64 with compensated sums. It serves every job.
 *
 * Row loss = sum of w_k q_k (-log p_k), minus the entropy of q for KL; the slope in logit k is
 * p_k * sum(w q) - w_k q_k. Index targets need no target tensor beyond one row of masses.
 */
import { Accumulator, type DoubleDouble, quotient } from "../math/double-double.ts";
import { put } from "../math/halves.ts";
import type { LossCall } from "./loss-call.ts";
import type { RowCost } from "./row-cost.ts";
import { type LinkCosts, rowCostAmong } from "./row-costs.ts";
import type { RowJob } from "./row-kernel.ts";
import { TargetRows } from "./target-rows.ts";

/** Keeps the logarithm finite where nothing is smoothed (tensor2tensor, common_layers.py, 2106). */
const FORMULA_EPSILON = 1e-20;

/** Computes all rows of a job, or only those given. */
export function exactRows(
  job: RowJob,
  only: readonly number[] | undefined,
  costs: readonly LinkCosts[],
): void {
  const { lossCall, rows, coefficients, losses, gradient } = job;
  const { axes, input } = lossCall;
  if (only?.length === 0) return;
  const link = rowCostAmong(costs, lossCall, rows.length);
  const target = new TargetRows(lossCall, rows.length);
  // A cross entropy is masked before its masses are applied, so that a NaN among them is without effect. A divergence
  // multiplies the 0 that comes back by its masses.
  const massless = { high: new Float64Array(rows.length), low: new Float64Array(rows.length) };
  const count = only?.length ?? rows.count;
  for (let i = 0; i < count; i += 1) {
    const row = only?.[i] ?? i;
    const start = rows.start(row);
    link.load(input.data, start, rows.stride, rows.length);
    target.read(rows, row);
    const masked = target.ignored && axes.ignoredRows === "masked";
    const multiplied = target.ignored && axes.ignoredRows === "multiplied";
    if (axes.rowLoss === "each") {
      for (let k = 0; k < rows.length; k += 1) {
        const sum = new Accumulator();
        link.addTerm(k, target.high[k]!, target.low[k]!, sum);
        losses.set(start + k * rows.stride, sum.high, sum.low);
      }
    } else if (!masked) {
      const sum = rowLoss(lossCall, link, target, rows.length);
      losses.set(row, multiplied ? sum.high * 0 : sum.high, multiplied ? 0 : sum.low);
    }
    if (gradient === undefined) continue;
    const rowWeight = multiplied || masked ? 0 : target.rowWeight().high;
    const masses = masked && axes.divergence === "cross-entropy" ? massless : target;
    link.prepareSlopes(masses, rows.length);
    for (let k = 0; k < rows.length; k += 1) {
      const flat = start + k * rows.stride;
      const coefficient = masked ? 0 : coefficients[axes.rowLoss === "each" ? flat : row]!;
      const slope = (link.slope(k, masses) * rowWeight) / (axes.rowLoss === "mean" ? rows.length : 1);
      // Adding 0 turns -0 into 0, as the sources give for a masked or cancelled gradient.
      put(gradient, flat, coefficient * slope + 0);
    }
  }
}

function rowLoss(
  { axes, targetKind }: LossCall,
  link: RowCost,
  target: TargetRows,
  length: number,
): DoubleDouble {
  const sum = new Accumulator();
  const zeroMass = axes.zeroMass[targetKind];
  const gathered = zeroMass === "gathered";
  for (let k = 0; k < length; k += 1) {
    const apart = link.addOwnTerm !== undefined || !link.isFiniteAt(k);
    if (gathered && k === target.position && target.masses.smoothed && apart) {
      // A source that gathers adds two parts: (1 - a) times the target's term, and its share of the sum over all classes.
      // Their sum differs from a single term where an infinity meets a zero part, or the parts are computed differently.
      const { scale: kept, bias } = target.masses;
      const { targetWeight } = target;
      if (link.addOwnTerm === undefined) link.addTerm(k, kept.high * targetWeight, 0, sum);
      else link.addOwnTerm(k, kept.high * targetWeight, kept.low * targetWeight, sum);
      link.addTerm(k, bias.high * targetWeight, 0, sum);
    } else if (!gathered || k === target.position || target.masses.smoothed) {
      link.addTerm(k, target.high[k]!, target.low[k]!, sum);
    }
    if (zeroMass === "dense-labels" && !link.isFiniteAt(k) && target.isUnlabelled(k)) sum.add(Number.NaN);
    if (axes.divergence !== "cross-entropy") {
      addNegativeEntropy(target, k, axes.divergence === "kl-formula", sum);
    }
  }
  if (axes.normaliser === "once") addMissingMass(link, target, length, sum);
  // The formula has the target's term also for a target that is no class; times 0, only a NaN of it shows.
  const isClass = target.position >= 0 && target.position < length;
  if (axes.divergence === "kl-formula" && !isClass && !(target.masses.on.high > 0)) sum.add(Number.NaN);
  link.addRowTerm?.(sum);
  if (axes.rowLoss === "mean") return quotient(sum.high, sum.low, length);
  const { high, low } = target.rowWeight();
  if (high === 1 && low === 0) return sum;
  const weighted = new Accumulator();
  weighted.addProduct(sum.high, sum.low, high, low);
  return weighted;
}

/**
 * Adds q log q. With `byFormula`, the target's mass has a term even where it is 0, and 0 log 0 is NaN; the masses off
 * the target have an epsilon added inside their logarithm.
 */
function addNegativeEntropy(target: TargetRows, k: number, byFormula: boolean, into: Accumulator): void {
  const q = target.high[k]!;
  const isOn = k === target.position;
  if (q === 0 && !(byFormula && isOn)) return;
  const epsilon = byFormula && !isOn ? FORMULA_EPSILON : 0;
  into.addProduct(q, target.low[k]!, Math.log(q), Math.log1p((target.low[k]! + epsilon) / q));
}

/** The logarithm of the normaliser counts once whatever the target sums to: adds it for the mass missing from 1. */
function addMissingMass(link: RowCost, target: TargetRows, length: number, into: Accumulator): void {
  const missing = new Accumulator();
  missing.add(1);
  for (let k = 0; k < length; k += 1) {
    missing.add(-target.high[k]!);
    missing.add(-target.low[k]!);
  }
  link.addNormaliser?.(missing.high, missing.low, into);
}

/**
 * A row's loss in closed form: lead(x) - sum of mass * x - entropy, with the masses as formulas in alpha and K.
 *
 * `lead` is the part that does not depend on the class: log-sum-exp of the logits times the total mass or, for
 * independent labels, their softplus. So two records differ by masses, leads and an entropy.
 */

import type { VariantRecord } from "../../../src/definition/record.ts";
import { isMean } from "../../../src/loss/axis-values.ts";
import { reductionOf } from "../../../src/loss/row-losses.ts";
import { departure, type Masses, massesOf, ONE_OVER_K, total, weighted } from "./masses.ts";
import { equal, evaluated, integer, isZero, multiplied, type Rational } from "./rational.ts";
import { EXCLUDED_CLASS, isPerLabel, logSumExp, type Row, rowOf, TRUE_CLASS } from "./row.ts";

export interface ClosedForm {
  readonly record: VariantRecord;
  readonly masses: Masses;
  /** Classes that share one softmax, or independent labels. */
  readonly kind: "classes" | "labels";
  /** The factor of a label's loss: 1, or 1/K where labels are averaged. */
  readonly share: Rational;
  /** The masses as they occur in the loss, multiplied by `share`. */
  readonly inLoss: Masses;
  readonly totalMass: Rational;
  /** Whether the entropy of the target is subtracted. */
  readonly takesEntropyOff: boolean;
}

export interface Divergence {
  readonly from: ClosedForm;
  readonly to: ClosedForm;
  /** Masses in the loss, minus those of equation (1). */
  readonly masses: Masses;
  /** What a margin of 1 over the ordinary other classes adds to the difference. */
  readonly perMargin: Rational;
  /** Whether the two are the same function of the probabilities, for every K and alpha. */
  readonly isSame: boolean;
}

export function closedFormOf(record: VariantRecord): ClosedForm {
  const { axes } = record;
  const kind = isPerLabel(axes) ? "labels" : "classes";
  const averaged =
    axes.rowLoss === "mean" || (axes.rowLoss === "each" && isMean(reductionOf(axes, "distribution")));
  const masses = massesOf(record);
  const share = averaged ? ONE_OVER_K : integer(1);
  return {
    record,
    masses,
    kind,
    share,
    inLoss: weighted(masses, share),
    totalMass: total(masses),
    takesEntropyOff: axes.divergence.startsWith("kl"),
  };
}

export function divergence(from: ClosedForm, to: ClosedForm): Divergence {
  const masses = departure(to.inLoss, from.inLoss);
  const massesAgree = [masses.on, masses.off, masses.excluded ?? integer(0)].every(isZero);
  return {
    from,
    to,
    masses,
    perMargin: multiplied(masses.others, masses.off),
    isSame: massesAgree && from.kind === to.kind && from.takesEntropyOff === to.takesEntropyOff,
  };
}

/** Whether every definition with this form spreads a mass of 1. */
export const isDistribution = ({ totalMass }: ClosedForm): boolean => equal(totalMass, integer(1));

/** The masses of a row with K classes. */
function massesAt({ on, off, excluded }: Masses, alpha: number, K: number): number[] {
  return Array.from({ length: K }, (_, k) => {
    if (k === TRUE_CLASS) return evaluated(on, alpha, K);
    return evaluated(k === EXCLUDED_CLASS && excluded !== undefined ? excluded : off, alpha, K);
  });
}

/** Entropy of the target in nats; 0 ln 0 is 0. */
function entropy(masses: readonly number[]): number {
  return -masses.reduce((sum, q) => sum + (q > 0 ? q * Math.log(q) : 0), 0);
}

const softplus = (x: number): number => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** The loss by the closed form, in nats. */
export function lossInClosedForm(form: ClosedForm, { logits, alpha }: Row): number {
  const K = logits.length;
  const masses = massesAt(form.masses, alpha, K);
  const lead =
    form.kind === "classes"
      ? masses.reduce((sum, q) => sum + q, 0) * logSumExp(logits)
      : logits.reduce((sum, x) => sum + softplus(x), 0);
  const linear = masses.reduce((sum, q, k) => sum + q * logits[k]!, 0);
  const loss = evaluated(form.share, alpha, K) * (lead - linear);
  return form.takesEntropyOff ? loss - entropy(masses) : loss;
}

/** Largest relative difference of two ways of summing in doubles. */
const CLOSE = 1e-11;

/** The largest change by an epsilon that a source adds to a sum or inside a logarithm. */
const EPSILON = 1e-5;

/** How well the evaluator's losses fit the closed form: `exact`, `near` for a source that adds an epsilon, or `none`. */
export interface Fit {
  readonly is: "exact" | "near" | "none";
  /** Greatest difference, relative to losses above 1 and absolute below. */
  readonly within: number;
}

/** Compares the closed form with the evaluator on rows of many shapes. */
export function fitOf(form: ClosedForm): Fit {
  let within = 0;
  for (const row of ROWS) {
    const result = rowOf(form.record, row);
    if ("refused" in result) continue;
    const expected = lossInClosedForm(form, row);
    within = Math.max(within, Math.abs(result.loss - expected) / Math.max(1, Math.abs(expected)));
  }
  return { is: within <= CLOSE ? "exact" : within <= EPSILON ? "near" : "none", within };
}

/** Logits are eighths between -4 and 4 in mixed order, so that no two are equal. */
const ROWS: readonly Row[] = [3, 4, 5, 10, 37].flatMap((K) =>
  [0.05, 0.1, 0.5, 0.9].map((alpha, i) => ({
    alpha,
    logits: Array.from({ length: K }, (_, k) => ((k * 37 + i * 11 + K) % 65) / 8 - 4),
  })),
);

/** How many rows that is. */
export const CHECKED_ROWS: number = ROWS.length;

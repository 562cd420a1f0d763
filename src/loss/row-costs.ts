/**
 * Links: how the first input becomes class probabilities, what a target mass of 1 on a class then costs, and the slope
 * of a row's loss.
 *
 * Each link works on one row at a time and reuses its scratch memory, so that a large batch allocates nothing per row.
 */

import { Accumulator, add, type DoubleDouble, doubleDouble, scale } from "../math/double-double.ts";
import type { Axes } from "./axes.ts";
import { bentLogits } from "./bent-logits.ts";
import { raisedLogits, underflowingSoftmax } from "./clipped-logits.ts";
import { clipOf, clippedProbability, clippedRows, cutLogarithms } from "./clipped-probabilities.ts";
import { focalProbabilities, focalRows } from "./focal.ts";
import { logSoftmax, rowDistribution } from "./log-softmax.ts";
import type { LossCall } from "./loss-call.ts";
import type { RowCost } from "./row-cost.ts";
import { sigmoid } from "./sigmoid.ts";

/** A difference smaller than this share of its terms is the rounding error of an exact zero. */
const NOTHING_LEFT = 2 ** -90;

/**
 * -log softmax(x): slope p * S - q, with S the sum of the masses or, where a source assumes it, 1. With a factor z of the
 * square of L = log sum exp(x), a row costs z L^2 besides, and S is larger by 2 z L.
 */
function softmaxLink(length: number, normaliser: Axes["normaliser"], square: number): RowCost {
  const row = rowDistribution(length);
  /** L. */
  let whole: DoubleDouble = doubleDouble(0);
  const one = normaliser !== "by-mass";
  let mass = new Accumulator();
  mass.add(1);
  /** The largest logit has the least surprisal, which is the logarithm of the normaliser. */
  const likeliest = (): number => {
    let least = 0;
    for (let k = 1; k < row.surprisal.length; k += 1)
      if (row.surprisal[k]! < row.surprisal[least]!) least = k;
    return least;
  };
  return {
    load(data, start, stride, n, lows) {
      logSoftmax(data, start, stride, n, row, lows);
      if (square === 0) return;
      const k = likeliest();
      const logarithm = { high: row.surprisal[k] ?? Number.NaN, low: row.surprisalLow[k] ?? 0 };
      whole = add({ high: data[start + k * stride] ?? Number.NaN, low: lows?.[k] ?? 0 }, logarithm);
    },
    ...(square === 0
      ? {}
      : {
          addRowTerm(into: Accumulator): void {
            const { high, low } = scale(whole, square);
            into.addProduct(high, low, whole.high, whole.low);
          },
        }),
    addTerm: (k, high, low, into) => into.addProduct(high, low, row.surprisal[k]!, row.surprisalLow[k]!),
    unitCost: (k) => row.surprisal[k]!,
    isFiniteAt: (k) => Number.isFinite(row.surprisal[k]!),
    addNormaliser(high, low, into) {
      const least = likeliest();
      into.addProduct(high, low, row.surprisal[least] ?? Number.NaN, row.surprisalLow[least] ?? 0);
    },
    prepareSlopes(masses, n) {
      if (one && square === 0) return;
      mass = new Accumulator();
      if (one) mass.add(1);
      else
        for (let k = 0; k < n; k += 1) {
          mass.add(masses.high[k]!);
          mass.add(masses.low[k]!);
        }
      mass.addProduct(whole.high, whole.low, 2 * square, 0);
    },
    slope(k, masses) {
      const p = row.probability[k]!;
      const q = masses.high[k]!;
      const difference = new Accumulator();
      difference.addProduct(p, row.probabilityLow[k]!, mass.high, mass.low);
      difference.add(-q);
      difference.add(-masses.low[k]!);
      const slope = difference.value;
      return Math.abs(slope) < NOTHING_LEFT * (Math.abs(p * mass.high) + Math.abs(q)) ? 0 : slope;
    },
    slopeMagnitude: (k, q, total) =>
      row.probability[k]! * ((one ? 1 : total) + Math.abs(2 * square * whole.high)) + Math.abs(q),
  };
}

/** Log-probabilities as given: slope -q. */
function givenLink(length: number): RowCost {
  const surprisal = new Float64Array(length);
  return {
    load(data, start, stride, n) {
      for (let k = 0; k < n; k += 1) surprisal[k] = -data[start + k * stride]!;
    },
    addTerm: (k, high, low, into) => into.addProduct(high, low, surprisal[k]!, 0),
    unitCost: (k) => surprisal[k]!,
    isFiniteAt: (k) => Number.isFinite(surprisal[k]!),
    prepareSlopes() {},
    slope: (k, masses) => -masses.high[k]!,
    slopeMagnitude: (_, q) => Math.abs(q),
  };
}

/** What decides the cost of a row: the link with its numbers, and the dtype of the input. */
export type LinkCall = Pick<LossCall, "axes" | "input" | "linkNumbers">;

/** The links of one kind: the cost of a call that has such a link, with scratch for rows of `length`. */
export type LinkCosts = (call: LinkCall, length: number) => RowCost | undefined;

/** Focal links, and softmax whose probabilities are clipped. Alpha 1 and gamma 0 change nothing. */
export const focalCosts: LinkCosts = ({ axes: { link }, input: { dtype }, linkNumbers = {} }, length) => {
  const { probabilities, clip, focal } = link;
  const { alpha = 1, gamma = 0 } = linkNumbers;
  const isSoftmax = probabilities === "softmax";
  if (focal === "none" && !(isSoftmax && clip.startsWith("epsilon"))) return undefined;
  const bounds = clipOf(clip, dtype);
  if (isSoftmax || probabilities === "row-shares")
    return focalRows(length, bounds, { alpha, gamma }, isSoftmax);
  return focalProbabilities(length, link, bounds, { alpha, gamma }, dtype);
};

/** Softmax of the logits as they are. */
export const softmaxCosts: LinkCosts = ({ axes: { link, normaliser }, linkNumbers = {} }, length) =>
  link.probabilities === "softmax"
    ? softmaxLink(length, normaliser, link.normaliserCost ? (linkNumbers.lseSquareScale ?? 0) : 0)
    : undefined;

/** Softmax of logits that are scaled, capped or clipped first, or whose probabilities may underflow. */
export const bentCosts: LinkCosts = (call, length) => {
  const { clip, scale, cap } = call.axes.link;
  const isBent = scale !== undefined || cap !== undefined;
  if (!isBent && clip !== "logits" && clip !== "underflow") return undefined;
  const cost = softmaxCosts(call, length);
  if (cost === undefined) return undefined;
  if (isBent) return bentLogits(length, cost, call.axes.link, call.linkNumbers ?? {}, call.input.dtype);
  return clip === "logits" ? raisedLogits(length, cost) : underflowingSoftmax(length, cost);
};

/** Log-probabilities that the caller has computed. */
export const givenCosts: LinkCosts = ({ axes: { link } }, length) =>
  link.probabilities === "given-logs" ? givenLink(length) : undefined;

/** Independent labels. A weight of 1 on the positive side changes nothing. */
export const sigmoidCosts: LinkCosts = ({ axes: { link }, linkNumbers: { posWeight = 1 } = {} }, length) =>
  link.probabilities === "sigmoid"
    ? sigmoid(length, link.positives === undefined ? 1 : posWeight)
    : undefined;

/** Probabilities that are clipped. */
export const clippedCosts: LinkCosts = ({ axes: { link }, input: { dtype } }, length) => {
  const { probabilities, clip } = link;
  if (probabilities === "row-shares") return clippedRows(length, clipOf(clip, dtype));
  if (probabilities !== "given") return undefined;
  return clip === "logarithms" ? cutLogarithms(length) : clippedProbability(length, clipOf(clip, dtype));
};

/** All links. A kind that stands before another is the narrower one. */
export const ALL_COSTS: readonly LinkCosts[] = [
  focalCosts,
  bentCosts,
  softmaxCosts,
  givenCosts,
  sigmoidCosts,
  clippedCosts,
];

/** The link of a loss call, with scratch for rows of `length`. */
export function rowCostFor(call: LinkCall, length: number): RowCost {
  return rowCostAmong(ALL_COSTS, call, length);
}

/** The same from some kinds of links. */
export function rowCostAmong(costs: readonly LinkCosts[], call: LinkCall, length: number): RowCost {
  for (const costOf of costs) {
    const cost = costOf(call, length);
    if (cost !== undefined) return cost;
  }
  throw new Error(`no link here computes ${JSON.stringify(call.axes.link)}`);
}

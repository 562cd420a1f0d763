/**
 * Links: how the first input becomes class probabilities, what a target mass of 1 on a class then costs, and the slope
 * of a row's loss.
 *
 * Each link works on one row at a time and reuses its scratch memory, so that a large batch allocates nothing per row.
 */

import { Accumulator, add, type DoubleDouble, doubleDouble, scale } from "../math/double-double.ts";
import type { DType } from "../math/dtypes.ts";
import type { Axes } from "./axes.ts";
import { bentLogits } from "./bent-logits.ts";
import { raisedLogits, underflowingSoftmax } from "./clipped-logits.ts";
import { clipOf, clippedProbability, clippedRows, cutLogarithms } from "./clipped-probabilities.ts";
import { focalProbabilities, focalRows } from "./focal.ts";
import { logSoftmax, rowDistribution } from "./log-softmax.ts";
import type { LinkNumbers, LossCall } from "./loss-call.ts";
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

function softmaxCost(
  length: number,
  { link, normaliser }: Axes,
  numbers: LinkNumbers,
  dtype: DType,
): RowCost {
  const cost = softmaxLink(length, normaliser, link.normaliserCost ? (numbers.lseSquareScale ?? 0) : 0);
  if (link.scale !== undefined || link.cap !== undefined)
    return bentLogits(length, cost, link, numbers, dtype);
  if (link.clip === "logits") return raisedLogits(length, cost);
  return link.clip === "underflow" ? underflowingSoftmax(length, cost) : cost;
}

/** The link of a loss call, with scratch for rows of `length`. */
export function rowCostFor(
  { axes, input, linkNumbers = {} }: Pick<LossCall, "axes" | "input" | "linkNumbers">,
  length: number,
): RowCost {
  const { probabilities, clip, focal, positives } = axes.link;
  // Alpha 1 and gamma 0 change nothing, nor does a weight of 1.
  const { alpha = 1, gamma = 0, posWeight = 1 } = linkNumbers;
  const focus = { alpha, gamma };
  const bounds = clipOf(clip, input.dtype);
  const isFocal = focal !== "none";
  switch (probabilities) {
    case "softmax":
      if (isFocal || clip.startsWith("epsilon")) return focalRows(length, bounds, focus, true);
      return softmaxCost(length, axes, linkNumbers, input.dtype);
    case "given-logs":
      return givenLink(length);
    case "row-shares":
      return isFocal ? focalRows(length, bounds, focus, false) : clippedRows(length, bounds);
    case "sigmoid":
      if (isFocal) return focalProbabilities(length, axes.link, bounds, focus, input.dtype);
      return sigmoid(length, positives === undefined ? 1 : posWeight);
    case "given":
      if (isFocal) return focalProbabilities(length, axes.link, bounds, focus, input.dtype);
      return clip === "logarithms" ? cutLogarithms(length) : clippedProbability(length, bounds);
  }
}

/** Softmax and log-probabilities of the plain kernel: one pass over each row. */

import { value } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import type { Halves } from "../math/halves.ts";
import { isLink, SOFTMAX } from "./axis-values.ts";
import { exponentials, type RowSums, weighedExponentials } from "./exponential.ts";
import { massSums } from "./mass-sums.ts";
import { clear, load, smooth, store } from "./plain-row.ts";
import { difference, slopes, slopesOf } from "./plain-slope.ts";
import type { RowJob } from "./row-kernel.ts";

/** A part of a sum that is below this share of the whole loses too many digits if it is found by subtraction. */
const TOO_SMALL_A_SHARE = 2 ** -16;

/**
 * Computes the rows of a job, and returns those that it leaves: of a NaN, of an infinity that costs something, or of a
 * target that is no class.
 */
export function plainSoftmaxRows(job: RowJob): readonly number[] {
  const { lossCall, rows, masses, coefficients, losses, gradient } = job;
  const { axes, ignoreIndex, input } = lossCall;
  const { count, length, stride } = rows;
  const data = input.halves ?? input.data;
  if (masses.kind === "by-row") return Array.from({ length: count }, (_, row) => row);
  const isSoftmax = isLink(axes.link, SOFTMAX);
  const isDivergence = axes.divergence === "kl";
  const share = axes.rowLoss === "mean" ? 1 / length : 1;
  const row64 = new Float64Array(length);
  const sums: RowSums = { exponentials: 1, below: 0 };
  const left: number[] = [];
  const clears = gradient !== undefined && !job.isFresh;
  // One mass per class, where two numbers are not enough.
  const given =
    masses.kind === "distribution" || masses.weight !== undefined ? new Float64Array(length) : undefined;
  const isClasses = masses.kind === "classes";
  const on = isClasses ? value(masses.on) : 0;
  const off = isClasses ? value(masses.off) : 0;
  const excluded = isClasses && masses.excluded < length ? masses.excluded : -1;
  const massesOf = isClasses ? massSums(masses, length) : undefined;
  const offMasses =
    isClasses && given !== undefined ? Float64Array.from(masses.weight!, (w) => w * off) : undefined;

  for (let row = 0; row < count; row += 1) {
    const start = rows.start(row);
    const position = isClasses ? masses.target[row]! : -1;
    const ignored = isClasses && position === ignoreIndex && axes.ignoredRows !== "none";
    if (ignored && axes.ignoredRows === "masked") {
      // A softmax that is NaN is so times 0 as well: the sources mask its loss and not its slope. So is a mass of a
      // divergence.
      const hasNoMass = isDivergence && on - on !== 0;
      load(data, start, stride, length, row64);
      if (hasNoMass || (isSoftmax && !isFiniteRow(row64))) {
        left.push(row);
        continue;
      }
      if (clears) clear(gradient, start, stride, length);
      continue;
    }
    const coefficient = coefficients[row]! * share;
    const max = load(data, start, stride, length, row64);
    const isOdd =
      max - max !== 0 ||
      coefficient - coefficient !== 0 ||
      (isClasses && !(position >= 0 && position < length)) ||
      (ignored && (axes.ignoredRows === "no-label" || axes.normaliser !== "by-mass"));
    if (isOdd) {
      left.push(row);
      continue;
    }
    const targetLogit = isClasses ? row64[position]! : 0;
    const excludedLogit = excluded >= 0 ? row64[excluded]! : 0;
    // A log-probability is a logit whose normaliser is 1.
    const top = isSoftmax ? max : 0;
    let total: number;
    let negativeEntropy = 0;
    if (given === undefined) {
      ({ total, negativeEntropy } = position === excluded ? massesOf!.same : massesOf!.beside);
    } else if (masses.kind === "distribution") {
      total = smooth(
        masses.halves ?? masses.target,
        start,
        stride,
        value(masses.scale),
        value(masses.bias),
        masses.weight,
        given,
      );
      if (isDivergence) negativeEntropy = sumOfLogs(given);
    } else {
      given.set(offMasses!);
      if (excluded >= 0) given[excluded] = 0;
      given[position] = on * masses.weight![position]!;
      total = sumOf(given);
    }
    const unit = isSoftmax ? exponential(row64, given, length, top, sums) : bare(row64, given, length, sums);
    const targetBelow = isClasses ? top - targetLogit : 0;
    const excludedBelow = excluded >= 0 && excluded !== position ? top - excludedLogit : 0;
    let loss: number;
    if (given !== undefined) loss = sums.below;
    else if (off === 0) loss = on * targetBelow;
    else {
      let others = sums.below - targetBelow - excludedBelow;
      if (Math.abs(others) < TOO_SMALL_A_SHARE * (Math.abs(targetBelow) + Math.abs(excludedBelow)))
        others = sumBelow(data, start, stride, length, top, position, excluded);
      loss = on * targetBelow + off * others;
    }
    const isInfinite = sums.below - sums.below !== 0 && !mayHaveInfinities(job);
    if (isInfinite || loss - loss !== 0 || total - total !== 0 || unit - unit !== 0) {
      left.push(row);
      continue;
    }
    if (ignored) {
      if (clears) clear(gradient, start, stride, length);
      continue;
    }
    const normalised = axes.normaliser === "once" ? 1 : total;
    if (isSoftmax) loss += normalised * logOfSum(row64, length, unit);
    if (isDivergence) loss += negativeEntropy;
    losses.high[row] = loss * share;
    if (gradient === undefined) continue;
    const slope = isSoftmax ? (coefficient * (axes.normaliser === "by-mass" ? total : 1)) / unit : 0;
    const e = isClasses ? row64[position]! * slope : 0;
    const excludedE = excluded >= 0 ? row64[excluded]! * slope : 0;
    if (given === undefined) slopes(row64, length, slope, coefficient * off);
    else slopesOf(row64, given, length, slope, coefficient);
    if (given === undefined) {
      if (excluded >= 0) row64[excluded] = excludedE + 0;
      row64[position] = difference(e, coefficient * on);
    }
    store(row64, gradient, start, stride, length);
  }
  return left;
}

function isFiniteRow(row: Float64Array): boolean {
  for (let k = 0; k < row.length; k += 1) if (!Number.isFinite(row[k]!)) return false;
  return true;
}

/** Whether a -Infinity off the target costs nothing: there is no smoothing, and the source reads the target alone. */
function mayHaveInfinities({ lossCall: { axes }, masses }: RowJob): boolean {
  return masses.kind === "classes" && !masses.smoothed && axes.zeroMass.indices === "gathered";
}

/** Replaces logits by exponentials and returns their sum. */
function exponential(
  row: Float64Array,
  given: Float64Array | undefined,
  length: number,
  max: number,
  sums: RowSums,
): number {
  if (given === undefined) exponentials(row, length, max, sums);
  else weighedExponentials(row, given, length, max, sums);
  return sums.exponentials;
}

/** Sums of log-probabilities, which need no exponentials: the normaliser is 1. */
function bare(row: Float64Array, given: Float64Array | undefined, length: number, sums: RowSums): number {
  let below = 0;
  for (let k = 0; k < length; k += 1) below -= given === undefined ? row[k]! : row[k]! * given[k]!;
  sums.below = below;
  // The slope of a log-probability does not need these sums.
  row.fill(0);
  return 1;
}

/** A loop, since `reduce` calls a function for each class, which takes as long as an exponential. */
function sumOf(masses: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < masses.length; k += 1) sum += masses[k]!;
  return sum;
}

function sumOfLogs(masses: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < masses.length; k += 1) if (masses[k] !== 0) sum += masses[k]! * Math.log(masses[k]!);
  return sum;
}

/** log of the sum of exponentials, of which the largest is exactly 1. */
function logOfSum(row: Float64Array, length: number, sum: number): number {
  const rest = sum - 1;
  if (rest > TOO_SMALL_A_SHARE) return Math.log1p(rest);
  // A confident row, in which one term is 1: the others are summed separately, so that they keep their digits.
  let others = 0;
  for (let k = 0; k < length; k += 1) if (row[k] !== 1) others += row[k]!;
  return Math.log1p(others);
}

/** Sum of max - x over all classes but two. */
function sumBelow(
  data: FloatArray | Halves,
  start: number,
  stride: number,
  length: number,
  max: number,
  position: number,
  excluded: number,
): number {
  const row = new Float64Array(length);
  load(data, start, stride, length, row);
  let sum = 0;
  for (let k = 0; k < length; k += 1) if (k !== position && k !== excluded) sum += max - row[k]!;
  return sum;
}

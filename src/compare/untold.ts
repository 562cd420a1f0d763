/**
 * What is known of the elements that a vector does not tell: of a large gradient, it tells some, and a sum over all.
 *
 * The signs of the sum are random. So an error moves it by about its own Euclidean norm, wherever it is and whatever it
 * looks like, and rounding errors of n elements by about the square root of n times one of them, not by n times.
 */

import { mulberry32 } from "../fixtures/recipe.ts";
import type { ExpectedOutput, Sums } from "../fixtures/vector.ts";
import { FLOAT_FORMATS } from "../formats/bits.ts";
import { Accumulator } from "../math/double-double.ts";
import { remembered } from "../math/remembered.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import { type Finding, fail } from "./finding.ts";
import { showIndex, showUnits, unravel } from "./show.ts";
import { type OutputName, SIGNED_SUM, type ToleranceRow } from "./tolerances.ts";
import type { OutputMeasure } from "./verdict.ts";

/** Draws the signs; in python-ref they are SIGNS. */
const SEED = 1;

/** Scales are written with three digits, rounded up: the most that makes them too large. */
const ROUNDED_UP = 1.01;

/** What the told elements contribute to the sum of all. */
const toldSumOf = remembered(({ shape, at = [], truth }: ExpectedOutput) =>
  signedSum(sizeOf(shape), at, (_, k) => (k === undefined ? 0 : Number(truth[k]))),
);

/**
 * Why the elements that are not told cannot be right. Where those that are told are numbers, so must the others be, and
 * the sum of all must be the true one.
 *
 * @param measure of the elements that are told: its budget holds for the others, too
 */
export function findUntold(
  output: OutputName,
  expected: ExpectedOutput,
  got: Tensor,
  measure: OutputMeasure,
  tolerance: ToleranceRow,
): Finding | undefined {
  const { at, observed, sums } = expected;
  if (at === undefined || !observed.every(Number.isFinite)) return undefined;
  const notFinite = findNotFinite(output, got, at);
  // A wrong element that is told says more.
  if (notFinite !== undefined || sums === undefined || measure.mismatches > 0) return notFinite;
  const due = sums.signed - toldSumOf(expected);
  const sum = signedSum(got.data.length, at, (i, k) => (k === undefined ? got.data[i]! : 0));
  const allowed = allowedError(expected, sums, measure.budget, tolerance);
  if (Math.abs(sum - due) <= allowed) return undefined;
  return fail(
    output,
    `${output}: some of the ${measure.untold} elements that the vector does not tell are wrong: with its signs, they add up to ${shown(sum)}, expected ${shown(due)}, ${showUnits(allowed)} allowed`,
    { kind: "another-number", output },
  );
}

function findNotFinite(output: OutputName, got: Tensor, at: readonly number[]): Finding | undefined {
  let first = -1;
  let count = 0;
  const told = new Set(at);
  for (let i = 0; i < got.data.length; i++) {
    if (Number.isFinite(got.data[i]!) || told.has(i)) continue;
    if (first === -1) first = i;
    count += 1;
  }
  if (first === -1) return undefined;
  const value = String(got.data[first]);
  const where = `${output}${showIndex(unravel(first, got.shape))}`;
  return fail(
    output,
    `${where}: expected a number, got ${value}; so it is with ${count} of ${got.data.length - at.length} elements that the vector does not tell`,
    { kind: "another-class", output, got: value, due: "a number" },
  );
}

/** How far the sum may be off where each element is within the budget: rounding moves it further as good as never. */
function allowedError(
  { dtype, scale }: ExpectedOutput,
  { count, signed, scaleNorm }: Sums,
  budget: number,
  { flushesSubnormals }: ToleranceRow,
): number {
  const { epsilon, smallestSubnormal } = FLOAT_FORMATS[dtype];
  const smallest = flushesSubnormals ? smallestSubnormal / epsilon : smallestSubnormal;
  const told = scale.reduce((sum, each) => sum + (each / ROUNDED_UP) ** 2, 0);
  const norm = Math.sqrt(Math.max(scaleNorm ** 2 - told, 0));
  const rounded = FLOAT_FORMATS.float64.epsilon * (Math.abs(signed) + scaleNorm);
  return SIGNED_SUM.deviations * budget * Math.hypot(epsilon * norm, smallest * Math.sqrt(count)) + rounded;
}

/**
 * The sum with its signs.
 *
 * @param valueAt the element at a flat index; `k` is its place among those that are told, undefined where it is not
 */
function signedSum(
  length: number,
  at: readonly number[],
  valueAt: (i: number, k: number | undefined) => number,
): number {
  const next = mulberry32(SEED);
  const sum = new Accumulator();
  let k = 0;
  for (let i = 0; i < length; i++) {
    const isPositive = next() >= 2 ** 31;
    const value = valueAt(i, i === at[k] ? k++ : undefined);
    sum.add(isPositive ? value : -value);
  }
  return sum.value;
}

function shown(value: number): string {
  return String(Number(value.toPrecision(6)));
}

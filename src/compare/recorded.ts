/**
 * Checks that each expected value is still the one that was observed.
 *
 * Results are judged against the truth, within a tolerance that would hide a changed bit in a vector's observed value. So
 * every observed value is recorded with its signed distance from the truth, and must lie exactly there.
 */

import type { ExpectedOutput } from "../fixtures/vector.ts";
import { toHex } from "../formats/bits.ts";
import { Accumulator, sumError } from "../math/double-double.ts";
import { CLASS_NAMES, classOf, isNonFinite } from "./classes.ts";
import { RECORDED } from "./tolerances.ts";
import { exactDifference, spacingAtTruth, type Truth } from "./truth.ts";

/** Distances below this are recorded to three decimals. */
const MILLION = 1e6;
/** Below this magnitude the second double of a truth underflows. */
const LOW_UNDERFLOWS = 2 ** -900;

/** An expected value that is not at its recorded distance from the truth. */
export interface Misplaced {
  /** Row-major offset; absent where only the sum of all distances shows the change. */
  readonly offset?: number;
  readonly problem: string;
}

/** The first element whose observed value is not at its recorded distance from the truth, if there is one. */
export function findMisplaced(output: ExpectedOutput, truth: Truth): Misplaced | undefined {
  if (output.off) {
    for (let offset = 0; offset < output.observed.length; offset++) {
      const problem = misplacement(output, truth, offset, output.off[offset]!);
      if (problem) return { offset, problem };
    }
  }
  return output.offSum === undefined ? undefined : misplacedSum(output, truth, output.offSum);
}

function misplacement(output: ExpectedOutput, truth: Truth, i: number, recorded: string): string | undefined {
  const observed = output.observed[i]!;
  const observedClass = classOf(observed);
  const truthClass = truth.classes[i]!;
  const anyNonFinite = isNonFinite(observedClass) || isNonFinite(truthClass);
  const found = `the observed value is ${observed} (${toHex(observed, output.observedDtype)})`;
  switch (recorded) {
    case "same":
      if (observedClass === truthClass && (anyNonFinite || observedClass === "zero")) return undefined;
      return `${found}, but was recorded to be ${CLASS_NAMES[truthClass]} like the truth`;
    case "class":
      if (anyNonFinite && observedClass !== truthClass) return undefined;
      return `${found}, but was recorded to be of another class than the truth`;
  }
  if (anyNonFinite) return `${found}, but was recorded at ${recorded} ULP from the truth`;
  const distance = distanceInUlp(output, truth, i);
  if (agrees(output, truth, i, distance, recorded)) return undefined;
  return `${found}, ${distance} ULP from the truth, but was recorded at ${recorded} ULP`;
}

/** Signed (observed - truth) in ULP of the truth, in the dtype that was observed. */
function distanceInUlp(output: ExpectedOutput, truth: Truth, i: number): number {
  const observed = output.observed[i]!;
  const high = truth.high[i]!;
  const ulp = spacingAtTruth(truth, i, output.observedDtype);
  const digits = output.truth[i]!;
  const tiny = Math.abs(high) < LOW_UNDERFLOWS && truth.classes[i] === "finite";
  if (tiny && output.observedDtype === "float64" && typeof digits === "string") {
    return exactDifference(observed, digits, ulp).toNumber();
  }
  const difference = observed - high;
  return (difference + (sumError(observed, -high, difference) - truth.low[i]!)) / ulp;
}

/**
 * Below a million, distances are written with three decimals. Above, the nearest double is written and must match
 * exactly: there one bit of the observed value moves the distance by as little as one step of a double.
 */
function agrees(
  output: ExpectedOutput,
  truth: Truth,
  i: number,
  distance: number,
  recorded: string,
): boolean {
  const expected = Number(recorded);
  if (Math.abs(expected) < MILLION) return Math.abs(distance - expected) <= RECORDED.decimals;
  if (Number.isNaN(expected)) return false;
  const observed = output.observed[i]!;
  const ulp = spacingAtTruth(truth, i, output.observedDtype);
  const isDistanceOf = (value: number): boolean =>
    exactDifference(value, String(output.truth[i]), ulp).toNumber() === expected;
  // Relative to a large truth, a tiny number has the same distance as zero: then zero is what was recorded.
  return isDistanceOf(observed) && (observed === 0 || !isDistanceOf(0));
}

function misplacedSum(output: ExpectedOutput, truth: Truth, recorded: string): Misplaced | undefined {
  const sum = new Accumulator();
  let magnitudes = 0;
  for (let i = 0; i < output.observed.length; i++) {
    if (isNonFinite(classOf(output.observed[i]!)) || isNonFinite(truth.classes[i]!)) continue;
    const distance = distanceInUlp(output, truth, i);
    sum.add(distance);
    magnitudes += Math.abs(distance);
  }
  if (Math.abs(sum.value - Number(recorded)) <= RECORDED.decimals + RECORDED.sum * magnitudes)
    return undefined;
  const problem = `the observed values are ${sum.value} ULP from the truth in sum, but were recorded at ${recorded} ULP`;
  return { problem };
}

/** The smoothings at which a curve has given numbers: found wherever they hide between the points that are looked at. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Observed } from "../../src/identify/numbers/precision.ts";
import {
  type Curve,
  decimalsIn,
  type Interval,
  smoothingIntervals,
} from "../../src/identify/numbers/smoothing-interval.ts";

const observed = (value: number, reach = 1e-9): Observed => ({
  output: "loss",
  written: Float64Array.of(value),
  values: Float64Array.of(value),
  tolerance: Float64Array.of(reach),
  rounding: Float64Array.of(reach),
  digits: 9,
  dtype: "float64",
});

const curve = (at: (smoothing: number) => number, isAffine = false): Curve => ({
  at: (smoothing) => Float64Array.of(at(smoothing)),
  isAffine,
});

const holds = (intervals: readonly Interval[], smoothing: number): boolean =>
  intervals.some(({ low, high }) => low <= smoothing && smoothing <= high);

describe("intervals", () => {
  test("two crossings between two points that are looked at, around a least value there", () => {
    const parabola = curve((a) => (a - 0.09) ** 2);
    const intervals = smoothingIntervals(parabola, observed(0.02 ** 2));
    expect(intervals).toHaveLength(2);
    expect(holds(intervals, 0.07)).toBe(true);
    expect(holds(intervals, 0.11)).toBe(true);
  });

  test("a least value between the end and the next point", () => {
    const parabola = curve((a) => (a - 0.02) ** 2);
    expect(holds(smoothingIntervals(parabola, observed(0.01 ** 2)), 0.03)).toBe(true);
    expect(holds(smoothingIntervals(parabola, observed(0.005 ** 2)), 0.015)).toBe(true);
  });

  test("the whole width of the band around the number, on both sides of it", () => {
    const [interval] = smoothingIntervals(
      curve((a) => (a - 0.5) ** 2),
      observed(0.4 ** 2, 1e-3),
    ) as [Interval];
    expect((interval.low - 0.5) ** 2).toBeCloseTo(0.4 ** 2 + 1e-3, 12);
    expect((interval.high - 0.5) ** 2).toBeCloseTo(0.4 ** 2 - 1e-3, 12);
  });

  test("a curve that stays above the number has none, however near it comes", () => {
    expect(
      smoothingIntervals(
        curve((a) => (a - 0.09) ** 2 + 1e-6),
        observed(0),
      ),
    ).toEqual([]);
  });

  test("any smoothing of a line, a divergence and a cubic is found again", () => {
    const shapes = [
      curve((a) => 1 + 2 * a, true),
      curve((a) => 3 * a + (a === 0 ? 0 : a * Math.log(a / 50)) + (a === 1 ? 0 : (1 - a) * Math.log(1 - a))),
      curve((a) => (a - 0.3) ** 3 - 0.05 * a),
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...shapes),
        fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000),
        (shape, smoothing) => holds(smoothingIntervals(shape, observed(shape.at(smoothing)[0]!)), smoothing),
      ),
      { seed: 1, numRuns: 2000 },
    );
  });
});

describe("decimals", () => {
  const values = (low: number, high: number, usual = 2, most = 6): readonly number[] =>
    decimalsIn({ low, high }, usual, most).map(({ value }) => value);

  test("all that people choose, not the shortest alone", () => {
    expect(values(0.484, 0.513)).toEqual([0.49, 0.5, 0.51]);
    expect(decimalsIn({ low: 0.484, high: 0.513 }, 2, 6).map(({ decimals }) => decimals)).toEqual([2, 1, 2]);
  });

  test("a longer one where there is none of these", () => {
    expect(values(0.49215, 0.49245)).toEqual([0.4923]);
    expect(values(0.49215, 0.49245, 2, 3)).toEqual([]);
  });
});

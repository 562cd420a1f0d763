/**
 * exp in plain float64 for arguments of 0 and below, a few times as fast as Math.exp over a whole row.
 *
 * x = (64 m + j) ln 2 / 64 + r with |r| at most ln 2 / 128, so that exp(x) = 2^m * 2^(j/64) * exp(r): two small tables
 * and four terms of a series. The relative error is below 2^-42, which leaves float32 eighteen bits to spare.
 */

const STEPS = 64;
const PER_STEP = STEPS / Math.LN2;
const STEP = Math.LN2 / STEPS;

/** Below this exp is 0 in float64. */
const LEAST = -746;

/** 2^-m. */
const HALVES = /* @__PURE__ */ Float64Array.from({ length: 1080 }, (_, m) => 2 ** -m);

/** 2^(j/64). */
const FRACTIONS = /* @__PURE__ */ Float64Array.from({ length: STEPS }, (_, j) => 2 ** (j / STEPS));

/** exp(x) for x <= 0. NaN stays NaN. */
export function expOfNegative(x: number): number {
  const y = Math.max(x, LEAST);
  const i = (y * PER_STEP - 0.5) | 0;
  const r = y - i * STEP;
  const series = 1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24))));
  return HALVES[-(i >> 6)]! * FRACTIONS[i & (STEPS - 1)]! * series;
}

/** The sums that one pass over a row finds. */
export interface RowSums {
  /** Sum of exp(x - max). */
  exponentials: number;
  /** Sum of max - x. */
  below: number;
}

/** Replaces `length` logits by exp(x - max), and sums these and the differences. */
export function exponentials(row: Float64Array, length: number, max: number, sums: RowSums): void {
  let sum = 0;
  let below = 0;
  for (let k = 0; k < length; k += 1) {
    const x = row[k]! - max;
    below -= x;
    const e = expOfNegative(x);
    row[k] = e;
    sum += e;
  }
  sums.exponentials = sum;
  sums.below = below;
}

/** The same, with each difference times its mass. */
export function weighedExponentials(
  row: Float64Array,
  masses: Float64Array,
  length: number,
  max: number,
  sums: RowSums,
): void {
  let sum = 0;
  let below = 0;
  for (let k = 0; k < length; k += 1) {
    const x = row[k]! - max;
    below -= x * masses[k]!;
    const e = expOfNegative(x);
    row[k] = e;
    sum += e;
  }
  sums.exponentials = sum;
  sums.below = below;
}

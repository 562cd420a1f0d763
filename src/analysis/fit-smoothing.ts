/** The label smoothing that makes a definition give certain numbers: in closed form where it is affine in it. */

/** Losses as a function of the smoothing; undefined where they cannot be computed. */
export type LossesAt = (smoothing: number) => readonly number[] | undefined;

/** Points at which a loss that is not affine in its smoothing is looked at, and halvings of a bracket. */
const SCAN = 64;
const HALVINGS = 60;

/** Deviation from a straight line that rounding may cause, relative to the values. */
const STRAIGHT = 1e-6;

/** Smoothings in [0, 1] for which the losses come nearest to the observed ones; none where nothing fits at all. */
export function fitSmoothing(lossesAt: LossesAt, observed: readonly number[]): readonly number[] {
  const zero = lossesAt(0);
  const half = lossesAt(0.5);
  const one = lossesAt(1);
  if (zero === undefined || half === undefined || one === undefined) return [];
  const usable = observed.map((value, i) => [value, zero[i], half[i], one[i]].every(Number.isFinite));
  if (!usable.includes(true)) return [];
  const isAffine = zero.every((a, i) => {
    const c = one[i]!;
    return !usable[i] || Math.abs(half[i]! - (a + c) / 2) <= STRAIGHT * Math.max(Math.abs(a), Math.abs(c));
  });
  return isAffine ? line(zero, one, observed, usable) : roots(lossesAt, observed, usable.indexOf(true));
}

/** Least squares, each value relative to its own size. */
function line(
  zero: readonly number[],
  one: readonly number[],
  observed: readonly number[],
  usable: readonly boolean[],
): readonly number[] {
  let products = 0;
  let squares = 0;
  zero.forEach((from, i) => {
    if (!usable[i]) return;
    const slope = one[i]! - from;
    const weight =
      1 / Math.max(Math.abs(from), Math.abs(one[i]!), Math.abs(observed[i]!), Number.MIN_VALUE) ** 2;
    products += weight * slope * (observed[i]! - from);
    squares += weight * slope * slope;
  });
  return squares === 0 ? [0] : [products / squares];
}

/** Where the loss at one index crosses what was observed; a divergence may do so twice. */
function roots(lossesAt: LossesAt, observed: readonly number[], index: number): readonly number[] {
  const off = (smoothing: number): number => (lossesAt(smoothing)?.[index] ?? Number.NaN) - observed[index]!;
  const found: number[] = [];
  let previous = off(0);
  for (let step = 1; step <= SCAN; step += 1) {
    const here = off(step / SCAN);
    if (previous === 0 || previous < 0 !== here < 0) {
      let [low, high] = [(step - 1) / SCAN, step / SCAN];
      const sign = previous < 0;
      for (let i = 0; i < HALVINGS; i += 1) {
        const middle = (low + high) / 2;
        if (off(middle) < 0 === sign) low = middle;
        else high = middle;
      }
      found.push((low + high) / 2);
    }
    previous = here;
  }
  return found;
}

/** Digits beyond which a smoothing is nobody's choice. */
const MOST_DIGITS = 12;

/** Decimals near a fitted smoothing, the shortest first, and the number itself last: people choose short ones. */
export function shortDecimals(fitted: number): readonly number[] {
  if (!Number.isFinite(fitted)) return [];
  const near = Array.from({ length: MOST_DIGITS }, (_, digits) => Number(fitted.toPrecision(digits + 1)));
  return [...new Set([0, 1, ...near, fitted])].filter(
    (value) => value >= 0 && value <= 1 && Math.abs(value - fitted) < 0.01,
  );
}

/** How many digits a smoothing has; 17 and more for one that nobody chose. */
export function digitsOf(smoothing: number): number {
  return smoothing.toExponential().replace(/e.*$/, "").replace(/\D/g, "").length;
}

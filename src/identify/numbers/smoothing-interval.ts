/** Finds the label smoothings at which a definition gives certain numbers. */
import type { Observed } from "./precision.ts";

/** Losses as a function of the smoothing. */
export interface Curve {
  readonly at: (smoothing: number) => Float64Array;
  readonly isAffine: boolean;
  /** How far off the curve may be, where it is not exact. */
  readonly error?: number;
}

/** Smoothings within which all numbers agree. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * Where a loss that is not affine in its smoothing is looked at: evenly, and closer at the ends, beside which a least
 * loss would hide from three points in a row.
 */
const SCAN: readonly number[] = [
  ...[0, 2 ** -10, 2 ** -8, 2 ** -6, 2 ** -5],
  ...Array.from({ length: 15 }, (_, i) => (i + 1) / 16),
  ...[1 - 2 ** -5, 1 - 2 ** -7, 1],
];

/** Thirds taken from a bracket around a turning point. */
const MOST_THIRDS = 60;

/** Most steps for a root. About ten are usual; in the worst case, each step halves the interval. */
const MOST_STEPS = 120;

/** Several times the distance by which a parabola comes closer. */
const BENDS = 8;

/** The intervals in [0, 1], none where nothing fits. */
export function smoothingIntervals(curve: Curve, exact: Observed): readonly Interval[] {
  const { error = 0 } = curve;
  const observed = { ...exact, tolerance: exact.tolerance.map((reach) => reach + error) };
  return curve.isAffine ? line(curve, observed) : bends(curve, observed);
}

function line({ at }: Curve, { values, tolerance }: Observed): readonly Interval[] {
  const [from, to] = [at(0), at(1)];
  let low = 0;
  let high = 1;
  for (let j = 0; j < values.length; j += 1) {
    const slope = to[j]! - from[j]!;
    const gap = values[j]! - from[j]!;
    const reach = tolerance[j]!;
    if (!Number.isFinite(slope) || !Number.isFinite(gap)) return [];
    if (slope === 0) {
      if (Math.abs(gap) > reach) return [];
      continue;
    }
    const ends = [(gap - reach) / slope, (gap + reach) / slope];
    low = Math.max(low, Math.min(...ends));
    high = Math.min(high, Math.max(...ends));
    if (low > high) return [];
  }
  return [{ low, high }];
}

/** Intervals around each crossing of the number that depends most on the smoothing; the other numbers must agree there. */
function bends({ at }: Curve, observed: Observed): readonly Interval[] {
  const grid = SCAN.map((smoothing) => at(smoothing));
  const index = mostTelling(grid, observed);
  const wanted = observed.values[index]!;
  const reach = observed.tolerance[index]!;
  const off = (smoothing: number): number => at(smoothing)[index]! - wanted;
  const points = grid.map(
    (values, i): Point => ({ smoothing: SCAN[i]!, values, off: values[index]! - wanted }),
  );
  const bent: Point[] = [];
  points.forEach((point, i) => {
    const turn = turningPoint(off, points[i - 1], point, points[i + 1]);
    if (turn === undefined) {
      bent.push(point);
      return;
    }
    const values = at(turn);
    const turned = { smoothing: turn, values, off: values[index]! - wanted };
    bent.push(...(turn < point.smoothing ? [turned, point] : [point, turned]));
  });
  const found: Interval[] = [];
  for (let i = 0; i + 1 < bent.length; i += 1) {
    const [a, b] = [bent[i]!, bent[i + 1]!];
    // The two edges of the interval are where the loss leaves the band around the number.
    const inside = (value: number): boolean => Math.abs(value) <= reach;
    if (inside(a.off) && inside(b.off)) found.push({ low: a.smoothing, high: b.smoothing });
    else if ((a.off < 0 !== b.off < 0 || inside(a.off) || inside(b.off)) && mayAgree(a, b, observed)) {
      const edges = [-reach, reach].map((edge) => crossing(off, a, b, edge));
      found.push({ low: Math.min(...edges), high: Math.max(...edges) });
    }
  }
  return found.filter(({ low, high }) => agreesAt(at((low + high) / 2), observed));
}

interface Point {
  readonly smoothing: number;
  readonly values: Float64Array;
  readonly off: number;
}

/** Whether all numbers lie near the range of the curve between two points. */
function mayAgree(a: Point, b: Point, { values, tolerance }: Observed): boolean {
  return a.values.every((from, j) => {
    const to = b.values[j]!;
    const room = Math.abs(to - from) + tolerance[j]!;
    const value = values[j]!;
    return value >= Math.min(from, to) - room && value <= Math.max(from, to) + room;
  });
}

/** Where the loss is least or greatest between three points, found only where a crossing may hide beside it. */
function turningPoint(
  off: (smoothing: number) => number,
  before: Point | undefined,
  point: Point,
  after: Point | undefined,
): number | undefined {
  if (before === undefined || after === undefined) return undefined;
  if (before.off < 0 !== point.off < 0 || point.off < 0 !== after.off < 0) return undefined;
  if (!(Math.abs(point.off) <= Math.abs(before.off) && Math.abs(point.off) <= Math.abs(after.off)))
    return undefined;
  // The deviation of the curve from a line over three points limits how much closer it comes between them.
  const share = (point.smoothing - before.smoothing) / (after.smoothing - before.smoothing);
  const bend = before.off + (after.off - before.off) * share - point.off;
  if (Math.abs(point.off) > BENDS * Math.abs(bend)) return undefined;
  // The extremum of the loss itself is searched: the least distance would be the crossing.
  const side = point.off < 0 ? -1 : 1;
  let [low, high] = [before.smoothing, after.smoothing];
  for (let i = 0; i < MOST_THIRDS && high - low > 1e-9; i += 1) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3];
    if (side * off(left) < side * off(right)) high = right;
    else low = left;
  }
  return (low + high) / 2;
}

/** Where the loss is `edge` away from the number, or the end that is nearer to it. */
function crossing(off: (smoothing: number) => number, a: Point, b: Point, edge: number): number {
  if (a.off < edge === b.off < edge)
    return Math.abs(a.off - edge) < Math.abs(b.off - edge) ? a.smoothing : b.smoothing;
  return root(
    (smoothing) => off(smoothing) - edge,
    { x: a.smoothing, y: a.off - edge },
    { x: b.smoothing, y: b.off - edge },
  );
}

interface Place {
  readonly x: number;
  readonly y: number;
}

/**
 * Where a function is zero between two places on either side of it: Chandrupatla's choice between a parabola through
 * the last three places and halving (Advances in Engineering Software 28, 1997), until doubles end.
 */
function root(f: (x: number) => number, from: Place, to: Place): number {
  let [near, far] = [to, from];
  let share = 0.5;
  for (let i = 0; i < MOST_STEPS; i += 1) {
    const x = near.x + share * (far.x - near.x);
    const next = { x, y: f(x) };
    const last = Math.sign(next.y) === Math.sign(near.y) ? near : far;
    if (last === far) far = near;
    near = next;
    const best = Math.abs(near.y) < Math.abs(far.y) ? near : far;
    const least = (Number.EPSILON * Math.abs(best.x)) / Math.abs(far.x - near.x);
    if (best.y === 0 || !(least < 0.5)) return best.x;
    // The parabola is taken where it runs one way between the places.
    const [xi, phi] = [(near.x - far.x) / (last.x - far.x), (near.y - far.y) / (last.y - far.y)];
    const runsOneWay = phi ** 2 < xi && (1 - phi) ** 2 < 1 - xi;
    const bent = runsOneWay
      ? (near.y / (far.y - near.y)) * (last.y / (far.y - last.y)) +
        ((last.x - near.x) / (far.x - near.x)) * (near.y / (last.y - near.y)) * (far.y / (last.y - far.y))
      : 0.5;
    share = Math.min(1 - least, Math.max(least, bent));
  }
  return near.x;
}

/** The number that changes most along the curve, in units of how exactly it is known. */
function mostTelling(grid: readonly Float64Array[], { values, tolerance }: Observed): number {
  if (values.length === 1) return 0;
  let best = 0;
  let most = -1;
  for (let j = 0; j < values.length; j += 1) {
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (const losses of grid) {
      const loss = losses[j]!;
      if (!Number.isFinite(loss)) continue;
      if (loss < least) least = loss;
      if (loss > greatest) greatest = loss;
    }
    const told = (greatest - least) / tolerance[j]!;
    if (told > most) [best, most] = [j, told];
  }
  return best;
}

/** A margin, since a root is a little off, and so are the losses there. */
const MARGIN = 2;

function agreesAt(losses: Float64Array, { values, tolerance }: Observed): boolean {
  return losses.every((value, j) => Math.abs(value - values[j]!) <= MARGIN * tolerance[j]!);
}

/** A smoothing, and how many decimals it has. */
export interface Decimal {
  readonly value: number;
  readonly decimals: number;
}

/**
 * The decimals in an interval: all with up to `usual` places where there are any, else one of the shortest, with up to
 * `most`. Of very many, those nearest to the middle.
 */
export function decimalsIn(interval: Interval, usual: number, most: number): readonly Decimal[] {
  for (let places = Math.min(usual, most); places <= most; places += 1) {
    const found = multiplesIn(interval, places);
    const told = places > usual ? found.filter((_, i) => i === found.length >> 1) : found;
    if (told.length > 0) return told.map((value) => ({ value, decimals: placesOf(value, places) }));
  }
  return [];
}

/** The most decimals of a smoothing that are searched. */
const MOST_DECIMALS_TOLD = 16;

function multiplesIn({ low, high }: Interval, places: number): number[] {
  const scale = 10 ** places;
  const [first, last] = [Math.ceil(low * scale), Math.floor(high * scale)];
  const middle = Math.round(((low + high) / 2) * scale);
  const half = MOST_DECIMALS_TOLD / 2;
  const [from, to] = [Math.max(first, middle - half), Math.min(last, middle + half)];
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => (from + i) / scale);
}

function placesOf(value: number, most: number): number {
  for (let places = 0; places < most; places += 1) {
    if (Number.isInteger(Number((value * 10 ** places).toPrecision(15)))) return places;
  }
  return most;
}

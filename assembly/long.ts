/**
 * Long rows of float32 with class indices, one after the other. While the exponentials of a row are computed, the next
 * row's maximum is found, so that a row is read once less, and the place of the next gradient is touched, so that it is in
 * the cache by then.
 *
 * Nothing is looked up: the sum of all exponentials less the one at the maximum is the rest, unless the maximum is most of
 * it. Then the rest is summed by itself, since the subtraction would have lost its digits.
 */
import { C32, expVector, madd } from "./exponential";
import { entropy, expTop, log1p2, lossMass, off, on, share, slopeMass, sumOf4 } from "./pairs";
import { isFinite } from "./rows";

/** Elements whose lanes are summed before they are widened. */
const BLOCK: i32 = 64;

/** What `exponentials` found: sums of the exponentials and of what the logits lie below the maximum. */
let sumE: f64 = 0;
let sumBelow: f64 = 0;

/** What `othersOf` found: how many elements are the maximum. */
let ties: i32 = 0;

/** The maximum of the row that begins at `knownOf`. */
let known: f32 = 0;
let knownOf: usize = 0;

/** What was read from the next gradient's place; kept, so that the compiler does not leave the reading out. */
let touched: i32 = 0;

/** What became of a row: `rows` has to compute it, and nothing is written; it is computed; it is left as `rows` leaves it. */
const NOT_BEGUN: i32 = 0;
const DONE: i32 = 1;
const LEFT: i32 = 2;

// @ts-ignore: decorator
@inline
function at(base: usize, k: i32): usize {
  return base + ((<usize>k) << 2);
}

/** Ones in the last `count` of four lanes. */
// @ts-ignore: decorator
@inline
function lastLanes(count: i32): v128 {
  if (count >= 4) return i32x4.splat(-1);
  return i32x4(0, count == 3 ? -1 : 0, count >= 2 ? -1 : 0, -1);
}

// @ts-ignore: decorator
@inline
function largestLane(m: v128): f32 {
  const b = f32x4.pmax(m, v128.shuffle<i64>(m, m, 1, 0));
  const first = f32x4.extract_lane(b, 0);
  const second = f32x4.extract_lane(b, 1);
  return second > first ? second : first;
}

/** The largest element of a row of 4 or more; NaN is passed over, and shows in the sums. */
function maximum(x: usize, n: i32): f32 {
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let m2 = m0;
  let m3 = m0;
  let k = 0;
  for (; k + 16 <= n; k += 16) {
    const p = at(x, k);
    m0 = f32x4.pmax(m0, v128.load(p));
    m1 = f32x4.pmax(m1, v128.load(p, 16));
    m2 = f32x4.pmax(m2, v128.load(p, 32));
    m3 = f32x4.pmax(m3, v128.load(p, 48));
  }
  for (; k + 4 <= n; k += 4) m0 = f32x4.pmax(m0, v128.load(at(x, k)));
  if (k < n) m1 = f32x4.pmax(m1, v128.load(at(x, n - 4)));
  return largestLane(f32x4.pmax(f32x4.pmax(m0, m1), f32x4.pmax(m2, m3)));
}

/** Exponentials of a row, written to `e`, and their sums; the maximum of the row at `nextX`; `nextOut` is touched. */
function exponentials(
  x: usize, e: usize, n: i32, max: f32, magicHere: f32, nextX: usize, nextOut: usize, kept: bool,
): void {
  const m = f32x4.splat(max);
  const least = f32x4.splat(max - 131);
  const magic = f32x4.splat(magicHere);
  let m0 = f32x4.splat(-Infinity);
  let m1 = m0;
  let touch = i32x4.splat(0);
  let s = f64x2.splat(0);
  let below = s;
  // Read now, since the exponentials may take the place of the logits.
  const last = v128.load(at(x, n - 4));
  let k = 0;
  while (k + 16 <= n) {
    const end = k + BLOCK <= n ? k + BLOCK : n;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let d0 = s0;
    let d1 = s0;
    for (; k + 16 <= end; k += 16) {
      const next = at(nextX, k);
      m0 = f32x4.pmax(m0, v128.load(next));
      m1 = f32x4.pmax(m1, v128.load(next, 16));
      m0 = f32x4.pmax(m0, v128.load(next, 32));
      m1 = f32x4.pmax(m1, v128.load(next, 48));
      touch = v128.or(touch, v128.load(at(nextOut, k)));
      const p = at(x, k);
      const x0 = v128.load(p);
      const x1 = v128.load(p, 16);
      const x2 = v128.load(p, 32);
      const x3 = v128.load(p, 48);
      d0 = f32x4.add(f32x4.add(d0, f32x4.sub(m, x0)), f32x4.sub(m, x2));
      d1 = f32x4.add(f32x4.add(d1, f32x4.sub(m, x1)), f32x4.sub(m, x3));
      // Four at once, since a constant in a register then serves four.
      const y0 = f32x4.pmax(x0, least);
      const y1 = f32x4.pmax(x1, least);
      const y2 = f32x4.pmax(x2, least);
      const y3 = f32x4.pmax(x3, least);
      let c = v128.load(C32);
      const t0 = madd<f32>(y0, c, magic);
      const t1 = madd<f32>(y1, c, magic);
      const t2 = madd<f32>(y2, c, magic);
      const t3 = madd<f32>(y3, c, magic);
      const n0 = f32x4.sub(t0, magic);
      const n1 = f32x4.sub(t1, magic);
      const n2 = f32x4.sub(t2, magic);
      const n3 = f32x4.sub(t3, magic);
      c = v128.load(C32, 16);
      let r0 = madd<f32>(n0, c, y0);
      let r1 = madd<f32>(n1, c, y1);
      let r2 = madd<f32>(n2, c, y2);
      let r3 = madd<f32>(n3, c, y3);
      c = v128.load(C32, 32);
      r0 = madd<f32>(n0, c, r0);
      r1 = madd<f32>(n1, c, r1);
      r2 = madd<f32>(n2, c, r2);
      r3 = madd<f32>(n3, c, r3);
      const first = v128.load(C32, 144);
      c = v128.load(C32, 128);
      let e0 = madd<f32>(first, r0, c);
      let e1 = madd<f32>(first, r1, c);
      let e2 = madd<f32>(first, r2, c);
      let e3 = madd<f32>(first, r3, c);
      c = v128.load(C32, 112);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      e2 = madd<f32>(e2, r2, c);
      e3 = madd<f32>(e3, r3, c);
      c = v128.load(C32, 96);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      e2 = madd<f32>(e2, r2, c);
      e3 = madd<f32>(e3, r3, c);
      c = v128.load(C32, 80);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      e2 = madd<f32>(e2, r2, c);
      e3 = madd<f32>(e3, r3, c);
      c = v128.load(C32, 64);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      e2 = madd<f32>(e2, r2, c);
      e3 = madd<f32>(e3, r3, c);
      c = v128.load(C32, 48);
      e0 = i32x4.add(madd<f32>(e0, r0, c), i32x4.shl(t0, 23));
      e1 = i32x4.add(madd<f32>(e1, r1, c), i32x4.shl(t1, 23));
      e2 = i32x4.add(madd<f32>(e2, r2, c), i32x4.shl(t2, 23));
      e3 = i32x4.add(madd<f32>(e3, r3, c), i32x4.shl(t3, 23));
      if (kept) {
        const to = at(e, k);
        v128.store(to, e0);
        v128.store(to, e1, 16);
        v128.store(to, e2, 32);
        v128.store(to, e3, 48);
      }
      s0 = f32x4.add(f32x4.add(s0, e0), e2);
      s1 = f32x4.add(f32x4.add(s1, e1), e3);
    }
    s = f64x2.add(s, sumOf4(f32x4.add(s0, s1)));
    below = f64x2.add(below, sumOf4(f32x4.add(d0, d1)));
  }
  let s0 = f32x4.splat(0);
  let d0 = s0;
  for (; k < n; k += 4) {
    const rest = n - k;
    const from = rest >= 4 ? k : n - 4;
    const mask = lastLanes(rest);
    const x0 = rest >= 4 ? v128.load(at(x, from)) : last;
    m0 = f32x4.pmax(m0, v128.load(at(nextX, from)));
    d0 = f32x4.add(d0, v128.and(f32x4.sub(m, x0), mask));
    const e0 = expVector<f32>(x0, least, magic);
    if (kept) v128.store(at(e, from), e0);
    s0 = f32x4.add(s0, v128.and(e0, mask));
  }
  s = f64x2.add(s, sumOf4(s0));
  below = f64x2.add(below, sumOf4(d0));
  known = largestLane(f32x4.pmax(m0, m1));
  touched = i32x4.extract_lane(touch, 0);
  sumE = f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
  sumBelow = f64x2.extract_lane(below, 0) + f64x2.extract_lane(below, 1);
}

/**
 * Sum of the exponentials below the top, which `e` holds.
 *
 * @param isLogits whether `e` holds logits instead, and `top` the largest of them
 */
function othersOf(e: usize, n: i32, top: f32, isLogits: bool, magicHere: f32): f64 {
  const most = f32x4.splat(top);
  const magic = f32x4.splat(magicHere);
  const least = f32x4.splat(top - 131);
  let s = f64x2.splat(0);
  let count = i32x4.splat(0);
  let k = 0;
  while (k < n) {
    const end = k + BLOCK <= n ? k + BLOCK : n;
    let s0 = f32x4.splat(0);
    for (; k < end; k += 4) {
      const rest = n - k;
      const mask = lastLanes(rest);
      let v = v128.load(at(e, rest >= 4 ? k : n - 4));
      const isTop = v128.and(f32x4.ge(v, most), mask);
      if (isLogits) v = expVector<f32>(v, least, magic);
      count = i32x4.sub(count, isTop);
      s0 = f32x4.add(s0, v128.and(v128.andnot(v, isTop), mask));
    }
    s = f64x2.add(s, sumOf4(s0));
  }
  const pairs = i32x4.add(count, v128.shuffle<i64>(count, count, 1, 0));
  ties = i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1);
  return f64x2.extract_lane(s, 0) + f64x2.extract_lane(s, 1);
}

/** One row of 5 or more classes. */
function long(
  x: usize, out: usize, targetAt: usize, coefficientAt: usize, lossAt: usize, n: i32, ignores: bool, ignoreIndex: i32,
  kept: bool, isLast: bool, overwrites: bool,
): i32 {
  const step = (<usize>n) << 2;
  const max = knownOf == x ? known : maximum(x, n);
  knownOf = 0;
  const target = load<i32>(targetAt);
  if (ignores && target == ignoreIndex) return NOT_BEGUN;
  if (<u32>target >= <u32>n || !(Math.abs(<f64>max) <= 256)) return NOT_BEGUN;
  // What is overwritten cannot be left any more.
  if (overwrites && !isFinite<f32>(x, n)) return NOT_BEGUN;
  const atTarget = <f64>max - <f64>load<f32>(at(x, target));
  const power = <f32>64 - nearest<f32>(max * load<f32>(C32));
  const magic = <f32>12582912.0 + power;
  const next: usize = isLast ? 0 : step;
  exponentials(x, out, n, max, magic, x + next, kept ? out + next : x, kept);
  if (!isLast) knownOf = x + step;
  const most = f64x2.extract_lane(expTop(f64x2.splat(<f64>max), f64x2.splat(<f64>power)), 0);
  let others = sumE - most;
  if (others < most) {
    const m = f32x4.splat(max);
    const top = kept ? f32x4.extract_lane(expVector<f32>(m, m, f32x4.splat(magic)), 0) : max;
    others = othersOf(kept ? out : x, n, top, !kept, magic);
    others += <f64>(ties - 1) * most;
  }
  // An infinity or a NaN among the logits shows here.
  if (!(sumBelow < Infinity)) return LEFT;
  const coefficient = load<f64>(coefficientAt) * share;
  const factor = (coefficient * slopeMass) / (others + most);
  const size = Math.abs(factor);
  if (!(size <= 3e38 && (size >= 1.2e-38 || size == 0))) return LEFT;
  const log = f64x2.extract_lane(log1p2(f64x2.splat(others / most)), 0);
  const loss = entropy + on * atTarget + off * (sumBelow - atTarget) + lossMass * log;
  if (loss - loss != 0) return LEFT;
  store<f64>(lossAt, loss * share);
  if (!kept) return DONE;
  const slope = <f64>load<f32>(at(out, target)) * factor - coefficient * on + 0.0;
  const f = f32x4.splat(<f32>factor);
  const less = f32x4.splat(<f32>(0.0 - coefficient * off));
  let k = 0;
  for (; k + 16 <= n; k += 16) {
    const to = at(out, k);
    v128.store(to, madd<f32>(v128.load(to), f, less));
    v128.store(to, madd<f32>(v128.load(to, 16), f, less), 16);
    v128.store(to, madd<f32>(v128.load(to, 32), f, less), 32);
    v128.store(to, madd<f32>(v128.load(to, 48), f, less), 48);
  }
  for (; k < n; k += 1) {
    const to = at(out, k);
    store<f32>(to, <f32>(load<f32>(to) * <f32>factor + <f32>(0.0 - coefficient * off)));
  }
  store<f32>(at(out, target), <f32>slope);
  return DONE;
}

/**
 * Row `row` of a call. Returns false, with nothing written, where `rows` has to compute it. `left` gets a mark where the
 * row is left to another kernel.
 */
export function longRow(
  x: usize, out: usize, targets: usize, coefficients: usize, losses: usize, left: usize, row: i32, isLast: bool, n: i32,
  ignores: bool, ignoreIndex: i32, kept: bool, overwrites: bool,
): bool {
  const r = <usize>row;
  const offset = r * ((<usize>n) << 2);
  const became = long(
    x + offset, out + offset, targets + (r << 2), coefficients + (r << 3), losses + (r << 3), n, ignores, ignoreIndex,
    kept, isLast, overwrites,
  );
  if (became == NOT_BEGUN) return false;
  store<u8>(left + r, <u8>(became == LEFT ? 1 : 0));
  return true;
}

/**
 * Short rows of float32 with class indices, four at a time, one in each lane. Their columns are turned into vectors in
 * scratch memory, so that no row needs a sum across lanes, a maximum that is looked up, or a logarithm of its own.
 */
import { C32, expVector, madd } from "./exponential";
import { areOrdinary, entropy, expTop, high2, log1p2, lossMass, low2, narrow4, off, on, share, slopeMass } from "./pairs";
import { scratch } from "./rows";

/** The most classes of a row that is computed beside three others. */
export const MOST_ACROSS: i32 = 96;

/** Columns whose sums are added in float32 before they are widened. */
const COLUMNS: i32 = 4;

/** The vector of class `k`, behind the blocks of `rows`. */
// @ts-ignore: decorator
@inline
function column(k: i32): usize {
  return scratch + 1024 + ((<usize>k) << 4);
}

// @ts-ignore: decorator
@inline
function at(row: usize, k: i32): usize {
  return row + ((<usize>k) << 2);
}

/** One float of each of four rows. */
// @ts-ignore: decorator
@inline
function gather(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  let v = v128.load32_zero(p0);
  v = v128.load32_lane(p1, v, 1);
  v = v128.load32_lane(p2, v, 2);
  return v128.load32_lane(p3, v, 3);
}

// @ts-ignore: decorator
@inline
function scatter(v: v128, p0: usize, p1: usize, p2: usize, p3: usize): void {
  v128.store32_lane(p0, v, 0);
  v128.store32_lane(p1, v, 1);
  v128.store32_lane(p2, v, 2);
  v128.store32_lane(p3, v, 3);
}

/** Four floats of each of four rows, turned from rows into columns or back, and stored at four places. */
// @ts-ignore: decorator
@inline
function turn(a: v128, b: v128, c: v128, e: v128, p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  const ab0 = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
  const ab1 = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
  const cd0 = v128.shuffle<f32>(c, e, 0, 4, 1, 5);
  const cd1 = v128.shuffle<f32>(c, e, 2, 6, 3, 7);
  const c0 = v128.shuffle<f32>(ab0, cd0, 0, 1, 4, 5);
  const c1 = v128.shuffle<f32>(ab0, cd0, 2, 3, 6, 7);
  const c2 = v128.shuffle<f32>(ab1, cd1, 0, 1, 4, 5);
  const c3 = v128.shuffle<f32>(ab1, cd1, 2, 3, 6, 7);
  v128.store(p0, c0);
  v128.store(p1, c1);
  v128.store(p2, c2);
  v128.store(p3, c3);
  return f32x4.pmax(f32x4.pmax(c1, c0), f32x4.pmax(c3, c2));
}

/** Writes the columns of four rows, and returns the maximum of each row; NaN is passed over. */
// @ts-ignore: decorator
@inline
function readColumns(x0: usize, x1: usize, x2: usize, x3: usize, n: i32): v128 {
  let max = f32x4.splat(-Infinity);
  if (n >= 4) {
    for (let k = 0; k < n; k += 4) {
      if (k + 4 > n) k = n - 4;
      const p = column(k);
      const most = turn(
        v128.load(at(x0, k)), v128.load(at(x1, k)), v128.load(at(x2, k)), v128.load(at(x3, k)), p, p + 16, p + 32, p + 48,
      );
      max = f32x4.pmax(max, most);
    }
    return max;
  }
  for (let k = 0; k < n; k += 1) {
    const v = gather(at(x0, k), at(x1, k), at(x2, k), at(x3, k));
    v128.store(column(k), v);
    max = f32x4.pmax(max, v);
  }
  return max;
}

/**
 * Four rows of at most MOST_ACROSS classes. Returns false, with nothing written, where `rows` has to compute them: a
 * target that is no class, a maximum beyond the reach of exp, a number that is not finite, or an extraordinary factor.
 *
 * @param ignores whether a row whose target is `ignoreIndex` counts for nothing
 * @param multiplies whether it is multiplied by 0 to that end, so that a coefficient that is not finite shows
 */
export function across(
  x0: usize, out0: usize, targets: usize, coefficients: usize, losses: usize, n: i32, ignores: bool, multiplies: bool,
  ignoreIndex: i32, kept: bool,
): bool {
  const step = (<usize>n) << 2;
  const x1 = x0 + step;
  const x2 = x1 + step;
  const x3 = x2 + step;
  const max = readColumns(x0, x1, x2, x3, n);
  const given = v128.load(targets);
  const ignored = v128.and(i32x4.eq(given, i32x4.splat(ignoreIndex)), i32x4.splat(ignores ? -1 : 0));
  const t = v128.andnot(given, ignored);
  const isNear = f32x4.le(f32x4.abs(max), f32x4.splat(256));
  if (!i32x4.all_true(v128.and(i32x4.lt_u(t, i32x4.splat(n)), isNear))) return false;
  const power = f32x4.sub(f32x4.splat(64), f32x4.nearest(f32x4.mul(max, v128.load(C32))));
  const magic = f32x4.add(f32x4.splat(12582912.0), power);
  const least = f32x4.sub(max, f32x4.splat(131));
  // Sums of the exponentials below the maximum, of what the logits lie below it, and how often it is met.
  let sumLow = f64x2.splat(0);
  let sumHigh = sumLow;
  let belowLow = sumLow;
  let belowHigh = sumLow;
  let count = i32x4.splat(0);
  for (let k = 0; k < n; ) {
    const end = k + COLUMNS <= n ? k + COLUMNS : n;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let g0 = s0;
    let g1 = s0;
    for (; k + 2 <= end; k += 2) {
      const p = column(k);
      const v0 = v128.load(p);
      const v1 = v128.load(p, 16);
      // Both at once, since a constant in a register then serves two.
      const y0 = f32x4.pmax(v0, least);
      const y1 = f32x4.pmax(v1, least);
      let c = v128.load(C32);
      const t0 = madd<f32>(y0, c, magic);
      const t1 = madd<f32>(y1, c, magic);
      const n0 = f32x4.sub(t0, magic);
      const n1 = f32x4.sub(t1, magic);
      c = v128.load(C32, 16);
      let r0 = madd<f32>(n0, c, y0);
      let r1 = madd<f32>(n1, c, y1);
      c = v128.load(C32, 32);
      r0 = madd<f32>(n0, c, r0);
      r1 = madd<f32>(n1, c, r1);
      let e0 = v128.load(C32, 144);
      c = v128.load(C32, 128);
      let e1 = madd<f32>(e0, r1, c);
      e0 = madd<f32>(e0, r0, c);
      c = v128.load(C32, 112);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      c = v128.load(C32, 96);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      c = v128.load(C32, 80);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      c = v128.load(C32, 64);
      e0 = madd<f32>(e0, r0, c);
      e1 = madd<f32>(e1, r1, c);
      c = v128.load(C32, 48);
      e0 = i32x4.add(madd<f32>(e0, r0, c), i32x4.shl(t0, 23));
      e1 = i32x4.add(madd<f32>(e1, r1, c), i32x4.shl(t1, 23));
      v128.store(p, e0);
      v128.store(p, e1, 16);
      const m0 = f32x4.eq(v0, max);
      const m1 = f32x4.eq(v1, max);
      count = i32x4.sub(i32x4.sub(count, m0), m1);
      s0 = f32x4.add(s0, v128.andnot(e0, m0));
      s1 = f32x4.add(s1, v128.andnot(e1, m1));
      g0 = f32x4.add(g0, f32x4.sub(max, v0));
      g1 = f32x4.add(g1, f32x4.sub(max, v1));
    }
    if (k < end) {
      const p = column(k);
      const v = v128.load(p);
      const e = expVector<f32>(v, least, magic);
      v128.store(p, e);
      const m = f32x4.eq(v, max);
      count = i32x4.sub(count, m);
      s0 = f32x4.add(s0, v128.andnot(e, m));
      g0 = f32x4.add(g0, f32x4.sub(max, v));
      k += 1;
    }
    s0 = f32x4.add(s0, s1);
    g0 = f32x4.add(g0, g1);
    sumLow = f64x2.add(sumLow, low2(s0));
    sumHigh = f64x2.add(sumHigh, high2(s0));
    belowLow = f64x2.add(belowLow, low2(g0));
    belowHigh = f64x2.add(belowHigh, high2(g0));
  }
  // An infinity or a NaN among the logits shows here.
  const infinity = f64x2.splat(Infinity);
  if (!i64x2.all_true(v128.and(f64x2.lt(belowLow, infinity), f64x2.lt(belowHigh, infinity)))) return false;
  const ta = i32x4.extract_lane(t, 0);
  const tb = i32x4.extract_lane(t, 1);
  const tc = i32x4.extract_lane(t, 2);
  const td = i32x4.extract_lane(t, 3);
  const atTarget = gather(at(x0, ta), at(x1, tb), at(x2, tc), at(x3, td));
  const ons = f64x2.splat(on);
  const offs = f64x2.splat(off);
  const targetLow = f64x2.sub(low2(max), low2(atTarget));
  const targetHigh = f64x2.sub(high2(max), high2(atTarget));
  const topLow = expTop(low2(max), low2(power));
  const topHigh = expTop(high2(max), high2(power));
  // A maximum that is met again belongs to the others.
  const again = f32x4.convert_i32x4_s(i32x4.sub(count, i32x4.splat(1)));
  const othersLow = madd<f64>(low2(again), topLow, sumLow);
  const othersHigh = madd<f64>(high2(again), topHigh, sumHigh);
  const keptLow = v128.not(v128.shuffle<i32>(ignored, ignored, 0, 0, 1, 1));
  const keptHigh = v128.not(v128.shuffle<i32>(ignored, ignored, 2, 2, 3, 3));
  const shares = f64x2.splat(share);
  const slope = f64x2.splat(slopeMass);
  const givenLow = f64x2.mul(v128.load(coefficients), shares);
  const givenHigh = f64x2.mul(v128.load(coefficients, 16), shares);
  const size = f64x2.add(f64x2.abs(givenLow), f64x2.abs(givenHigh));
  if (multiplies && !i64x2.all_true(f64x2.lt(size, infinity))) return false;
  const cLow = v128.and(givenLow, keptLow);
  const cHigh = v128.and(givenHigh, keptHigh);
  const factorLow = f64x2.div(f64x2.mul(cLow, slope), f64x2.add(othersLow, topLow));
  const factorHigh = f64x2.div(f64x2.mul(cHigh, slope), f64x2.add(othersHigh, topHigh));
  const factor = narrow4(factorLow, factorHigh);
  if (!areOrdinary(factor)) return false;
  const mass = f64x2.splat(lossMass);
  const added = f64x2.splat(entropy);
  const logLow = log1p2(f64x2.div(othersLow, topLow));
  const logHigh = log1p2(f64x2.div(othersHigh, topHigh));
  const restLow = f64x2.mul(offs, f64x2.sub(belowLow, targetLow));
  const restHigh = f64x2.mul(offs, f64x2.sub(belowHigh, targetHigh));
  const lossLow = f64x2.add(added, madd<f64>(mass, logLow, madd<f64>(ons, targetLow, restLow)));
  const lossHigh = f64x2.add(added, madd<f64>(mass, logHigh, madd<f64>(ons, targetHigh, restHigh)));
  v128.store(losses, v128.and(f64x2.mul(lossLow, shares), keptLow));
  v128.store(losses, v128.and(f64x2.mul(lossHigh, shares), keptHigh), 16);
  if (!kept) return true;
  // Not -mass: 0 - 0 is 0, and then no product can make it -0.
  const zero = f64x2.splat(0);
  const less = narrow4(f64x2.sub(zero, f64x2.mul(cLow, offs)), f64x2.sub(zero, f64x2.mul(cHigh, offs)));
  const e = gather(column(ta), column(tb) + 4, column(tc) + 8, column(td) + 12);
  const slopeLow = f64x2.sub(f64x2.mul(low2(e), factorLow), f64x2.mul(cLow, ons));
  const slopeHigh = f64x2.sub(f64x2.mul(high2(e), factorHigh), f64x2.mul(cHigh, ons));
  const slopes = narrow4(f64x2.add(zero, slopeLow), f64x2.add(zero, slopeHigh));
  const out1 = out0 + step;
  const out2 = out1 + step;
  const out3 = out2 + step;
  if (n >= 4) {
    for (let k = 0; k < n; k += 4) {
      if (k + 4 > n) k = n - 4;
      const p = column(k);
      turn(
        madd<f32>(v128.load(p), factor, less), madd<f32>(v128.load(p, 16), factor, less),
        madd<f32>(v128.load(p, 32), factor, less), madd<f32>(v128.load(p, 48), factor, less),
        at(out0, k), at(out1, k), at(out2, k), at(out3, k),
      );
    }
  } else {
    for (let k = 0; k < n; k += 1) {
      const v = madd<f32>(v128.load(column(k)), factor, less);
      scatter(v, at(out0, k), at(out1, k), at(out2, k), at(out3, k));
    }
  }
  scatter(slopes, at(out0, ta), at(out1, tb), at(out2, tc), at(out3, td));
  return true;
}

/**
 * Four rows of float32 logits in lanes: loss and gradient of one row in each lane of every vector. No row needs a sum
 * across lanes, a maximum that is looked up, or a logarithm of its own.
 *
 * The rows come as columns: the vector of class k has the class' logit of each row. So it does not matter how the rows
 * lay in memory, nor what the other three rows are.
 */
import { C32, expVector, madd } from "./exponential";
import { areOrdinary, both, entropy, expTop, high2, log1p2, lossMass, lossMassIsTotal, low2, narrow4, off, on, share, slopeMass, slopeMassIsTotal } from "./pairs";

/** Columns whose sums are added in float32 before they are widened. */
const COLUMNS: i32 = 4;

/** One float of each of four rows. */
// @ts-ignore: decorator
@inline
export function gather(p0: usize, p1: usize, p2: usize, p3: usize): v128 {
  let v = v128.load32_zero(p0);
  v = v128.load32_lane(p1, v, 1);
  v = v128.load32_lane(p2, v, 2);
  return v128.load32_lane(p3, v, 3);
}

// @ts-ignore: decorator
@inline
export function scatter(v: v128, p0: usize, p1: usize, p2: usize, p3: usize): void {
  v128.store32_lane(p0, v, 0);
  v128.store32_lane(p1, v, 1);
  v128.store32_lane(p2, v, 2);
  v128.store32_lane(p3, v, 3);
}

/** Subtracts a maximum that is beyond the reach of exp from its row. */
function lower(columns: usize, step: usize, n: i32, by: v128): void {
  for (let k = 0; k < n; k += 1) {
    v128.store(columns, f32x4.sub(v128.load(columns), by));
    columns += step;
  }
}

/** The mass of every class, in columns: of a distribution that is there, or of the classes `t` and a weight of each class. */
function setMasses(masses: usize, step: usize, n: i32, isDistribution: bool, t: v128, weights: usize): void {
  const ons = f32x4.splat(<f32>on);
  const offs = f32x4.splat(<f32>off);
  for (let k = 0; k < n; k += 1) {
    let m: v128;
    if (isDistribution) m = madd<f32>(v128.load(masses), ons, offs);
    else {
      m = v128.bitselect(ons, offs, i32x4.eq(t, i32x4.splat(k)));
      if (weights != 0) m = f32x4.mul(m, v128.load32_splat(weights + ((<usize>k) << 2)));
    }
    v128.store(masses, m);
    masses += step;
  }
}

/**
 * Computes four rows, and returns a bit for each of them that is computed. The others have a target that is no class, a
 * number that is not finite, or a factor that is not ordinary; what stands in their lanes then means nothing.
 *
 * @param columns the vectors of logits, `step` bytes apart; the gradient takes their place where it is `kept`
 * @param max the maximum of each row
 * @param masses columns of masses, `step` bytes apart: those of a distribution, or room for them where classes have
 *   weights or the mass off the target is the larger one; 0 for two masses that all rows share
 * @param weights a weight for each class, or 0
 * @param ignores whether a row whose target is `ignoreIndex` counts for nothing
 * @param multiplies whether it is multiplied by 0 to that end, so that a coefficient that is not finite shows
 */
export function fourRows(
  columns: usize, step: usize, n: i32, max: v128, masses: usize, isDistribution: bool, weights: usize, targets: usize,
  coefficients: usize, losses: usize, ignores: bool, multiplies: bool, ignoreIndex: i32, kept: bool,
): i32 {
  const given = v128.load(targets);
  const ignored = v128.and(i32x4.eq(given, i32x4.splat(ignoreIndex)), i32x4.splat(ignores ? -1 : 0));
  let t = v128.andnot(given, ignored);
  let isDone = i32x4.lt_u(t, i32x4.splat(n));
  t = v128.and(t, isDone);
  if (isDistribution) isDone = i32x4.splat(-1);
  const isFar = f32x4.gt(f32x4.abs(max), f32x4.splat(256));
  if (v128.any_true(isFar)) {
    const far = v128.and(max, isFar);
    lower(columns, step, n, far);
    max = f32x4.sub(max, far);
  }
  if (masses != 0) setMasses(masses, step, n, isDistribution, t, weights);
  const ta = columns + <usize>i32x4.extract_lane(t, 0) * step;
  const tb = columns + <usize>i32x4.extract_lane(t, 1) * step + 4;
  const tc = columns + <usize>i32x4.extract_lane(t, 2) * step + 8;
  const td = columns + <usize>i32x4.extract_lane(t, 3) * step + 12;
  const atTarget = gather(ta, tb, tc, td);
  const power = f32x4.sub(f32x4.splat(64), f32x4.nearest(f32x4.mul(max, v128.load(C32))));
  const magic = f32x4.add(f32x4.splat(12582912.0), power);
  const least = f32x4.sub(max, f32x4.splat(131));
  // Sums of the exponentials below the maximum, of what the logits lie below it, of masses, and how often it is met.
  let sumLow = f64x2.splat(0);
  let sumHigh = sumLow;
  let belowLow = sumLow;
  let belowHigh = sumLow;
  let massLow = sumLow;
  let massHigh = sumLow;
  let count = i32x4.splat(0);
  let p = columns;
  let q = masses;
  for (let k = 0; k < n; ) {
    const end = k + COLUMNS <= n ? k + COLUMNS : n;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let g0 = s0;
    let g1 = s0;
    let q0 = s0;
    for (; k + 2 <= end; k += 2) {
      const v0 = v128.load(p);
      const v1 = v128.load(p + step);
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
      v128.store(p + step, e1);
      const m0 = f32x4.eq(v0, max);
      const m1 = f32x4.eq(v1, max);
      count = i32x4.sub(i32x4.sub(count, m0), m1);
      s0 = f32x4.add(s0, v128.andnot(e0, m0));
      s1 = f32x4.add(s1, v128.andnot(e1, m1));
      const d0 = f32x4.sub(max, v0);
      const d1 = f32x4.sub(max, v1);
      if (masses == 0) {
        g0 = f32x4.add(g0, d0);
        g1 = f32x4.add(g1, d1);
      } else {
        const w0 = v128.load(q);
        const w1 = v128.load(q + step);
        g0 = madd<f32>(w0, d0, g0);
        g1 = madd<f32>(w1, d1, g1);
        q0 = f32x4.add(q0, f32x4.add(w0, w1));
        q += step << 1;
      }
      p += step << 1;
    }
    if (k < end) {
      const v = v128.load(p);
      const e = expVector<f32>(v, least, magic);
      v128.store(p, e);
      const m = f32x4.eq(v, max);
      count = i32x4.sub(count, m);
      s0 = f32x4.add(s0, v128.andnot(e, m));
      const d = f32x4.sub(max, v);
      if (masses == 0) g0 = f32x4.add(g0, d);
      else {
        const w = v128.load(q);
        g0 = madd<f32>(w, d, g0);
        q0 = f32x4.add(q0, w);
        q += step;
      }
      p += step;
      k += 1;
    }
    s0 = f32x4.add(s0, s1);
    g0 = f32x4.add(g0, g1);
    sumLow = f64x2.add(sumLow, low2(s0));
    sumHigh = f64x2.add(sumHigh, high2(s0));
    belowLow = f64x2.add(belowLow, low2(g0));
    belowHigh = f64x2.add(belowHigh, high2(g0));
    if (masses != 0) {
      massLow = f64x2.add(massLow, low2(q0));
      massHigh = f64x2.add(massHigh, high2(q0));
    }
  }
  // An infinity or a NaN among the logits or masses shows here.
  const infinity = f64x2.splat(Infinity);
  isDone = v128.and(isDone, both(f64x2.lt(f64x2.abs(belowLow), infinity), f64x2.lt(f64x2.abs(belowHigh), infinity)));
  const topLow = expTop(low2(max), low2(power));
  const topHigh = expTop(high2(max), high2(power));
  // A maximum that is met again belongs to the others.
  const again = f32x4.convert_i32x4_s(i32x4.sub(count, i32x4.splat(1)));
  const othersLow = madd<f64>(low2(again), topLow, sumLow);
  const othersHigh = madd<f64>(high2(again), topHigh, sumHigh);
  const keptLow = v128.not(v128.shuffle<i32>(ignored, ignored, 0, 0, 1, 1));
  const keptHigh = v128.not(v128.shuffle<i32>(ignored, ignored, 2, 2, 3, 3));
  const shares = f64x2.splat(share);
  const givenLow = f64x2.mul(v128.load(coefficients), shares);
  const givenHigh = f64x2.mul(v128.load(coefficients, 16), shares);
  if (multiplies)
    isDone = v128.and(isDone, both(f64x2.lt(f64x2.abs(givenLow), infinity), f64x2.lt(f64x2.abs(givenHigh), infinity)));
  const cLow = v128.and(givenLow, keptLow);
  const cHigh = v128.and(givenHigh, keptHigh);
  let slopeLow = f64x2.splat(slopeMass);
  let slopeHigh = slopeLow;
  let logMassLow = f64x2.splat(lossMass);
  let logMassHigh = logMassLow;
  if (masses != 0) {
    isDone = v128.and(isDone, both(f64x2.lt(f64x2.abs(massLow), infinity), f64x2.lt(f64x2.abs(massHigh), infinity)));
    isDone = v128.and(isDone, areOrdinary(narrow4(cLow, cHigh)));
    if (slopeMassIsTotal) {
      slopeLow = massLow;
      slopeHigh = massHigh;
    }
    if (lossMassIsTotal) {
      logMassLow = massLow;
      logMassHigh = massHigh;
    }
  } else {
    const ons = f64x2.splat(on);
    const offs = f64x2.splat(off);
    const targetLow = f64x2.sub(low2(max), low2(atTarget));
    const targetHigh = f64x2.sub(high2(max), high2(atTarget));
    belowLow = madd<f64>(ons, targetLow, f64x2.mul(offs, f64x2.sub(belowLow, targetLow)));
    belowHigh = madd<f64>(ons, targetHigh, f64x2.mul(offs, f64x2.sub(belowHigh, targetHigh)));
  }
  const factorLow = f64x2.div(f64x2.mul(cLow, slopeLow), f64x2.add(othersLow, topLow));
  const factorHigh = f64x2.div(f64x2.mul(cHigh, slopeHigh), f64x2.add(othersHigh, topHigh));
  const factor = narrow4(factorLow, factorHigh);
  isDone = v128.and(isDone, areOrdinary(factor));
  const added = f64x2.splat(entropy);
  const lossLow = f64x2.add(added, madd<f64>(logMassLow, log1p2(f64x2.div(othersLow, topLow)), belowLow));
  const lossHigh = f64x2.add(added, madd<f64>(logMassHigh, log1p2(f64x2.div(othersHigh, topHigh)), belowHigh));
  v128.store(losses, v128.and(f64x2.mul(lossLow, shares), keptLow));
  v128.store(losses, v128.and(f64x2.mul(lossHigh, shares), keptHigh), 16);
  if (!kept) return i32x4.bitmask(isDone);
  // Not -mass: 0 - 0 is 0, and then no product can make it -0.
  const zero = f64x2.splat(0);
  p = columns;
  if (masses != 0) {
    const less = narrow4(f64x2.sub(zero, cLow), f64x2.sub(zero, cHigh));
    q = masses;
    for (let k = 0; k < n; k += 1) {
      v128.store(p, madd<f32>(v128.load(q), less, f32x4.mul(v128.load(p), factor)));
      p += step;
      q += step;
    }
    return i32x4.bitmask(isDone);
  }
  const less = narrow4(f64x2.sub(zero, f64x2.mul(cLow, f64x2.splat(off))), f64x2.sub(zero, f64x2.mul(cHigh, f64x2.splat(off))));
  const e = gather(ta, tb, tc, td);
  const atLow = f64x2.sub(f64x2.mul(low2(e), factorLow), f64x2.mul(cLow, f64x2.splat(on)));
  const atHigh = f64x2.sub(f64x2.mul(high2(e), factorHigh), f64x2.mul(cHigh, f64x2.splat(on)));
  for (let k = 0; k < n; k += 1) {
    v128.store(p, madd<f32>(v128.load(p), factor, less));
    p += step;
  }
  scatter(narrow4(f64x2.add(zero, atLow), f64x2.add(zero, atHigh)), ta, tb, tc, td);
  return i32x4.bitmask(isDone);
}

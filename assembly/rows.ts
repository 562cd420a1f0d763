/**
 * Rows of softmax and of log-probabilities: loss and gradient, one row after the other, fused.
 *
 * A row is read for its maximum, read again for its exponentials, which are written where the gradient will be, and
 * these are scaled to the gradient. Sums run in lanes over 64 elements and from there in float64.
 */
import { addend, depth, expScalar, expVector, madd, reach, topPower } from "./exponential";
import { narrow, widen } from "./halves";
import { across, MOST_ACROSS } from "./across";
import { longRow } from "./long";
import { setShared, weighs } from "./pairs";


/** What is wanted of the rows; src/wasm/kernel.ts has the same table. */
const SOFTMAX: i32 = 1;
export const GRADIENT: i32 = 2;
const DISTRIBUTION: i32 = 4;
const SLOPE_MASS_ONE: i32 = 8;
const LOSS_MASS_ONE: i32 = 16;
const MAY_BE_INFINITE: i32 = 32;
export const SKIPS_IGNORED: i32 = 64;
export const ZEROS_IGNORED: i32 = 128;
const OVERWRITES: i32 = 256;
export const FLOAT16: i32 = 512;
export const BFLOAT16: i32 = 1024;

/** Where memory is free. */
export const heapBase: usize = __heap_base;

/** Elements whose lanes are summed before they are widened. */
const BLOCK: i32 = 64;

/** Bytes of a block in float64. */
const BLOCK_BYTES: usize = 512;

/**
 * Room for two blocks, exponentials that nobody keeps and differences, and for logits and masses in columns. Every
 * instance is given a place of its own (SCRATCH_BYTES in src/wasm/module.ts).
 */
export let scratch: usize = 0;

/** The row's maximum; what is taken off its elements before exp, 0 or the maximum; the least and the addend of exp. */
let max: f64 = 0;
let base: f64 = 0;
let least: f64 = 0;
let magic: f64 = 0;

/** What `exponentials` found, without the element at the maximum. */
let sumE: f64 = 0;
let sumD: f64 = 0;
let sumM: f64 = 0;
let sumMD: f64 = 0;
let lowE: f64 = 0;
let lowD: f64 = 0;
let lowM: f64 = 0;
let lowMD: f64 = 0;

// @ts-ignore: decorator
@inline
function lanes<T>(): i32 {
  return 16 / <i32>sizeof<T>();
}

// @ts-ignore: decorator
@inline
function at<T>(base: usize, k: i32): usize {
  return base + (<usize>k) * sizeof<T>();
}

/** The sum of a vector's lanes, in float64. */
// @ts-ignore: decorator
@inline
function lanesOf<T>(v: v128): f64 {
  if (sizeof<T>() == 8) return v128.extract_lane<f64>(v, 0) + v128.extract_lane<f64>(v, 1);
  const high = v128.shuffle<i64>(v, v, 1, 0);
  const both = v128.add<f64>(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(high));
  return v128.extract_lane<f64>(both, 0) + v128.extract_lane<f64>(both, 1);
}

// @ts-ignore: decorator
@inline
function errorOf(a: f64, b: f64, sum: f64): f64 {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

// float64 sums keep what rounding takes off, float32 has no use for it.
// @ts-ignore: decorator
@inline
function addE<T>(v: f64): void {
  if (sizeof<T>() == 8) lowE += errorOf(sumE, v, sumE + v);
  sumE += v;
}
// @ts-ignore: decorator
@inline
function addD<T>(v: f64): void {
  if (sizeof<T>() == 8) lowD += errorOf(sumD, v, sumD + v);
  sumD += v;
}
// @ts-ignore: decorator
@inline
function addM<T>(v: f64): void {
  if (sizeof<T>() == 8) lowM += errorOf(sumM, v, sumM + v);
  sumM += v;
}
// @ts-ignore: decorator
@inline
function addMD<T>(v: f64): void {
  if (sizeof<T>() == 8) lowMD += errorOf(sumMD, v, sumMD + v);
  sumMD += v;
}

/** Sums over [from, to) of E, the exponential times its power of two, and of x - max; E goes to `out`. */
function exponentials<T>(x: usize, out: usize, kept: bool, from: i32, to: i32): void {
  let k = from;
  if (ASC_FEATURE_SIMD) {
    const m = v128.splat<T>(<T>max);
    const b = v128.splat<T>(<T>base);
    const low = v128.splat<T>(<T>least);
    const by = v128.splat<T>(<T>magic);
    const step = lanes<T>();
    while (k + step <= to) {
      const end = k + BLOCK <= to ? k + BLOCK : to;
      let e0 = v128.splat<T>(<T>0);
      let e1 = e0;
      let d0 = e0;
      let d1 = e0;
      for (; k + 2 * step <= end; k += 2 * step) {
        const x0 = v128.load(at<T>(x, k));
        const x1 = v128.load(at<T>(x, k), 16);
        const y0 = v128.sub<T>(x0, m);
        const y1 = v128.sub<T>(x1, m);
        const p0 = expVector<T>(v128.sub<T>(x0, b), low, by);
        const p1 = expVector<T>(v128.sub<T>(x1, b), low, by);
        if (kept) {
          v128.store(at<T>(out, k), p0);
          v128.store(at<T>(out, k), p1, 16);
        }
        e0 = v128.add<T>(e0, p0);
        e1 = v128.add<T>(e1, p1);
        d0 = v128.add<T>(d0, y0);
        d1 = v128.add<T>(d1, y1);
      }
      if (k + step <= end) {
        const x0 = v128.load(at<T>(x, k));
        const y0 = v128.sub<T>(x0, m);
        const p0 = expVector<T>(v128.sub<T>(x0, b), low, by);
        if (kept) v128.store(at<T>(out, k), p0);
        e0 = v128.add<T>(e0, p0);
        d0 = v128.add<T>(d0, y0);
        k += step;
      }
      addE<T>(lanesOf<T>(v128.add<T>(e0, e1)));
      addD<T>(lanesOf<T>(v128.add<T>(d0, d1)));
    }
  }
  for (; k < to; k += 1) {
    const v = load<T>(at<T>(x, k));
    const d = <T>(v - <T>max);
    const e = expScalar<T>(<T>(v - <T>base), <T>least, <T>magic);
    if (kept) store<T>(at<T>(out, k), e);
    addE<T>(<f64>e);
    addD<T>(<f64>d);
  }
}

/** The same beside a mass m of each class: sums of m and of m (x - max) as well. */
function weighed<T>(x: usize, masses: usize, out: usize, kept: bool, from: i32, to: i32): void {
  let k = from;
  if (ASC_FEATURE_SIMD) {
    const m = v128.splat<T>(<T>max);
    const b = v128.splat<T>(<T>base);
    const low = v128.splat<T>(<T>least);
    const by = v128.splat<T>(<T>magic);
    const step = lanes<T>();
    while (k + step <= to) {
      const end = k + BLOCK <= to ? k + BLOCK : to;
      let e0 = v128.splat<T>(<T>0);
      let d0 = e0;
      let m0 = e0;
      let md0 = e0;
      for (; k + step <= end; k += step) {
        const x0 = v128.load(at<T>(x, k));
        const q0 = v128.load(at<T>(masses, k));
        const y0 = v128.sub<T>(x0, m);
        const p0 = expVector<T>(v128.sub<T>(x0, b), low, by);
        if (kept) v128.store(at<T>(out, k), p0);
        e0 = v128.add<T>(e0, p0);
        d0 = v128.add<T>(d0, y0);
        m0 = v128.add<T>(m0, q0);
        md0 = madd<T>(q0, y0, md0);
      }
      addE<T>(lanesOf<T>(e0));
      addD<T>(lanesOf<T>(d0));
      addM<T>(lanesOf<T>(m0));
      addMD<T>(lanesOf<T>(md0));
    }
  }
  for (; k < to; k += 1) {
    const v = load<T>(at<T>(x, k));
    const q = load<T>(at<T>(masses, k));
    const d = <T>(v - <T>max);
    const e = expScalar<T>(<T>(v - <T>base), <T>least, <T>magic);
    if (kept) store<T>(at<T>(out, k), e);
    addE<T>(<f64>e);
    addD<T>(<f64>d);
    addM<T>(<f64>q);
    addMD<T>(<f64>q * <f64>d);
  }
}

/** Sums of the differences alone, for log-probabilities: no exponentials. */
function differences<T>(x: usize, masses: usize, from: i32, n: i32): void {
  let k = from;
  if (ASC_FEATURE_SIMD) {
    const step = lanes<T>();
    while (k + step <= n) {
      const end = k + BLOCK <= n ? k + BLOCK : n;
      let d0 = v128.splat<T>(<T>0);
      let m0 = d0;
      let md0 = d0;
      for (; k + step <= end; k += step) {
        const x0 = v128.load(at<T>(x, k));
        d0 = v128.add<T>(d0, x0);
        if (masses != 0) {
          const q0 = v128.load(at<T>(masses, k));
          m0 = v128.add<T>(m0, q0);
          md0 = madd<T>(q0, x0, md0);
        }
      }
      addD<T>(lanesOf<T>(d0));
      if (masses != 0) {
        addM<T>(lanesOf<T>(m0));
        addMD<T>(lanesOf<T>(md0));
      }
    }
  }
  for (; k < n; k += 1) {
    const v = <f64>load<T>(at<T>(x, k));
    addD<T>(v);
    if (masses != 0) {
      const q = <f64>load<T>(at<T>(masses, k));
      addM<T>(q);
      addMD<T>(q * v);
    }
  }
}

/** Elements among which the maximum is looked up. */
const STRETCH: i32 = 1024;

let argmax: i32 = 0;

/** The largest element, and its place in `argmax`. NaN is passed over, and found later by the sums. */
function largest<T>(x: usize, n: i32): T {
  let best = <T>-Infinity;
  let bestFrom = 0;
  let k = 0;
  while (k < n) {
    const from = k;
    const end = k + STRETCH <= n ? k + STRETCH : n;
    let most = <T>-Infinity;
    if (ASC_FEATURE_SIMD) {
      const step = lanes<T>();
      if (end - k >= step) {
        let m0 = v128.splat<T>(<T>-Infinity);
        let m1 = m0;
        let m2 = m0;
        let m3 = m0;
        for (; k + 4 * step <= end; k += 4 * step) {
          m0 = v128.pmax<T>(m0, v128.load(at<T>(x, k)));
          m1 = v128.pmax<T>(m1, v128.load(at<T>(x, k), 16));
          m2 = v128.pmax<T>(m2, v128.load(at<T>(x, k), 32));
          m3 = v128.pmax<T>(m3, v128.load(at<T>(x, k), 48));
        }
        for (; k + step <= end; k += step) m0 = v128.pmax<T>(m0, v128.load(at<T>(x, k)));
        m0 = v128.pmax<T>(v128.pmax<T>(m0, m1), v128.pmax<T>(m2, m3));
        m0 = v128.pmax<T>(m0, v128.shuffle<i64>(m0, m0, 1, 0));
        most = v128.extract_lane<T>(m0, 0);
        if (sizeof<T>() == 4) {
          const second = v128.extract_lane<T>(m0, 1);
          if (second > most) most = second;
        }
      }
    }
    for (; k < end; k += 1) {
      const v = load<T>(at<T>(x, k));
      if (v > most) most = v;
    }
    if (most > best) {
      best = most;
      bestFrom = from;
    }
  }
  argmax = bestFrom;
  if (ASC_FEATURE_SIMD) {
    const m = v128.splat<T>(best);
    while (argmax + lanes<T>() <= n && !v128.any_true(v128.eq<T>(v128.load(at<T>(x, argmax)), m))) argmax += lanes<T>();
  }
  while (argmax < n - 1 && load<T>(at<T>(x, argmax)) != best) argmax += 1;
  return best;
}

/** Sum of [from, to) of memory. */
// @ts-ignore: decorator
@inline
function sumOf<T>(base: usize, from: i32, to: i32): f64 {
  let k = from;
  let sum: f64 = 0;
  if (ASC_FEATURE_SIMD) {
    let s = v128.splat<T>(<T>0);
    for (; k + lanes<T>() <= to; k += lanes<T>()) s = v128.add<T>(s, v128.load(at<T>(base, k)));
    sum = lanesOf<T>(s);
  }
  let low: f64 = 0;
  for (; k < to; k += 1) {
    const v = <f64>load<T>(at<T>(base, k));
    if (sizeof<T>() == 8) low += errorOf(sum, v, sum + v);
    sum += v;
  }
  return sum + low;
}

/** Sets what exp is given for a row of this maximum, and returns the maximum's own exponential. */
function prepare<T>(): f64 {
  const isNear = Math.abs(max) <= reach<T>();
  base = isNear ? 0 : max;
  const most = max - base;
  least = most - depth<T>();
  const power = topPower<T>() - Math.round(most * 1.4426950408889634);
  magic = addend<T>(power);
  return expScalar<f64>(most, most - 1, addend<f64>(power));
}

/**
 * A block with an element that stands apart: the maximum, beside whose exponential the others would lose their digits,
 * or the target or the excluded class, whose differences are no part of the sums. What is summed is written to memory
 * first, with a zero in their places.
 */
function special<T>(
  x: usize,
  masses: usize,
  out: usize,
  kept: bool,
  isSoftmax: bool,
  top: T,
  from: i32,
  to: i32,
  target: i32,
  excluded: i32,
): void {
  const differences = scratch + BLOCK_BYTES - (<usize>from) * sizeof<T>();
  const there = kept ? out : scratch - (<usize>from) * sizeof<T>();
  const hasTarget = target >= from && target < to;
  const hasExcluded = excluded >= from && excluded < to;
  if (masses != 0) {
    for (let k = from; k < to; k += 1) {
      if (k == target || k == excluded) continue;
      const q = <f64>load<T>(at<T>(masses, k));
      addM<T>(q);
      addMD<T>(q * (<f64>load<T>(at<T>(x, k)) - max));
    }
  }
  let k = from;
  if (ASC_FEATURE_SIMD) {
    const m = v128.splat<T>(<T>max);
    const b = v128.splat<T>(<T>base);
    const low = v128.splat<T>(<T>least);
    const by = v128.splat<T>(<T>magic);
    for (; k + lanes<T>() <= to; k += lanes<T>()) {
      const x0 = v128.load(at<T>(x, k));
      v128.store(at<T>(differences, k), v128.sub<T>(x0, m));
      if (isSoftmax) v128.store(at<T>(there, k), expVector<T>(v128.sub<T>(x0, b), low, by));
    }
  }
  for (; k < to; k += 1) {
    const v = load<T>(at<T>(x, k));
    store<T>(at<T>(differences, k), <T>(v - <T>max));
    if (isSoftmax) store<T>(at<T>(there, k), expScalar<T>(<T>(v - <T>base), <T>least, <T>magic));
  }
  if (hasTarget) store<T>(at<T>(differences, target), <T>0);
  if (hasExcluded) store<T>(at<T>(differences, excluded), <T>0);
  addD<T>(sumOf<T>(differences, from, to));
  if (!isSoftmax) return;
  const hasMax = argmax >= from && argmax < to;
  if (hasMax) store<T>(at<T>(there, argmax), <T>0);
  addE<T>(sumOf<T>(there, from, to));
  if (hasMax) store<T>(at<T>(there, argmax), top);
}

/** The sums of a row: of exponentials without the one at the maximum, of differences without the target's and the
 * excluded class's. */
function sumRow<T>(
  x: usize,
  masses: usize,
  out: usize,
  kept: bool,
  isSoftmax: bool,
  top: T,
  n: i32,
  target: i32,
  excluded: i32,
): void {
  sumE = sumD = sumM = sumMD = 0;
  lowE = lowD = lowM = lowMD = 0;
  let from = 0;
  while (from < n) {
    let next = n;
    if (isSoftmax && argmax >= from) next = argmax;
    if (target >= from && target < next) next = target;
    if (excluded >= from && excluded < next) next = excluded;
    if (next < n) next = next & ~(BLOCK - 1);
    if (!isSoftmax) differences<T>(x, masses, from, next);
    else if (masses == 0) exponentials<T>(x, out, kept, from, next);
    else weighed<T>(x, masses, out, kept, from, next);
    if (next == n) return;
    from = next + BLOCK < n ? next + BLOCK : n;
    special<T>(x, masses, out, kept, isSoftmax, top, next, from, target, excluded);
  }
}

/** out = out * factor - mass. */
function slopes<T>(out: usize, n: i32, factor: T, mass: T): void {
  let k = 0;
  // Not -mass: 0 - 0 is 0, and then no product can make it -0.
  const q = <T>(<T>0 - mass);
  if (ASC_FEATURE_SIMD) {
    const f = v128.splat<T>(factor);
    const less = v128.splat<T>(q);
    const step = lanes<T>();
    for (; k + 4 * step <= n; k += 4 * step) {
      const to = at<T>(out, k);
      v128.store(to, madd<T>(v128.load(to), f, less));
      v128.store(to, madd<T>(v128.load(to, 16), f, less), 16);
      v128.store(to, madd<T>(v128.load(to, 32), f, less), 32);
      v128.store(to, madd<T>(v128.load(to, 48), f, less), 48);
    }
  }
  for (; k < n; k += 1) store<T>(at<T>(out, k), <T>(load<T>(at<T>(out, k)) * factor + q));
}

/** out = out * factor - (scale * mass + bias). */
function slopesOf<T>(out: usize, masses: usize, n: i32, factor: T, scale: T, bias: T): void {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    const f = v128.splat<T>(factor);
    const s = v128.splat<T>(scale);
    const b = v128.splat<T>(bias);
    const step = lanes<T>();
    for (; k + step <= n; k += step) {
      const to = at<T>(out, k);
      const q = madd<T>(v128.load(at<T>(masses, k)), s, b);
      v128.store(to, v128.sub<T>(v128.mul<T>(v128.load(to), f), q));
    }
  }
  for (; k < n; k += 1) {
    const q = <T>(load<T>(at<T>(masses, k)) * scale + bias);
    store<T>(at<T>(out, k), <T>(<T>(load<T>(at<T>(out, k)) * factor) - q));
  }
}

/** Factors below lose digits where they become subnormal. */
// @ts-ignore: decorator
@inline
function leastFactor<T>(): f64 {
  return sizeof<T>() == 4 ? 1.2e-38 : 2.3e-308;
}

// @ts-ignore: decorator
@inline
function mostFactor<T>(): f64 {
  return sizeof<T>() == 4 ? 3e38 : 1.7e308;
}

/**
 * Rows [from, to): their losses, and what becomes of `out`. A row that is not finite, or whose coefficient is out of the
 * ordinary, is marked in `left`; its part of `out` then holds anything, unless it is that of `x`, which stays.
 *
 * Rows of float16 and bfloat16 are widened into `out`, and their gradient is then rounded to where `halves` says; what
 * that holds of a row that is marked stays.
 */
function rows<T>(
  x: usize,
  out: usize,
  halves: usize,
  masses: usize,
  massesStep: usize,
  targets: usize,
  coefficients: usize,
  losses: usize,
  left: usize,
  from: i32,
  to: i32,
  n: i32,
  flags: i32,
  excludedClass: i32,
  ignoreIndex: i32,
  constants: usize,
): void {
  const on = load<f64>(constants);
  const off = load<f64>(constants, 8);
  const share = load<f64>(constants, 48);
  const step = (<usize>n) * sizeof<T>();
  const isDistribution = (flags & DISTRIBUTION) != 0;
  const isSoftmax = (flags & SOFTMAX) != 0;
  const kept = (flags & GRADIENT) != 0;
  const isHalf = sizeof<T>() == 4 && (flags & (FLOAT16 | BFLOAT16)) != 0;
  const isFloat16 = (flags & FLOAT16) != 0;
  const halfStep = (<usize>n) << 1;
  for (let row = from; row < to; row += 1) {
    const out0 = out + (<usize>row) * step;
    const x0 = isHalf ? out0 : x + (<usize>row) * step;
    const half0 = halves + (<usize>row) * halfStep;
    const q0: usize = masses == 0 ? 0 : masses + (<usize>row) * massesStep;
    const target = isDistribution ? -1 : load<i32>(targets + ((<usize>row) << 2));
    const ignored = !isDistribution && target == ignoreIndex && (flags & (SKIPS_IGNORED | ZEROS_IGNORED)) != 0;
    const lossAt = losses + ((<usize>row) << 3);
    store<f64>(lossAt, 0);
    store<u8>(left + <usize>row, 0);
    if (isHalf) widen(x + (<usize>row) * halfStep, out0, n, isFloat16);
    if (ignored && (flags & SKIPS_IGNORED) != 0) {
      // A softmax that is NaN is so times 0 as well.
      if (isSoftmax && !isFinite<T>(x0, n)) {
        store<u8>(left + <usize>row, 1);
        continue;
      }
      if (kept) memory.fill(isHalf ? half0 : out0, 0, isHalf ? halfStep : step);
      continue;
    }
    const coefficient = load<f64>(coefficients + ((<usize>row) << 3)) * share;
    let isLeft = coefficient - coefficient != 0 || (!isDistribution && (target < 0 || target >= n));
    max = 0;
    if (isSoftmax && !isLeft) {
      max = <f64>largest<T>(x0, n);
      isLeft = max - max != 0;
    }
    // What is overwritten cannot be left any more.
    if (!isLeft && (flags & OVERWRITES) != 0) isLeft = !isFinite<T>(x0, n);
    const excluded = excludedClass == target ? -1 : excludedClass;
    // No mass on an infinite surprisal is not nothing.
    if (!isLeft && excluded >= 0) {
      const v = load<T>(at<T>(x0, excluded));
      isLeft = <T>(v - v) != <T>0;
    }
    if (isLeft) {
      store<u8>(left + <usize>row, 1);
      continue;
    }
    // Before anything is written, since the gradient may take the place of the logits.
    const onHere = q0 == 0 || isDistribution ? on : on * <f64>load<T>(at<T>(q0, target));
    const onBelow = isDistribution ? 0 : onHere * (max - <f64>load<T>(at<T>(x0, target)));
    const top: f64 = isSoftmax ? prepare<T>() : 1;
    sumRow<T>(x0, q0, out0, kept, isSoftmax, <T>top, n, target, excluded);
    let total: f64;
    let below: f64;
    let loss: f64 = 0;
    if (isDistribution) {
      total = on * (sumM + lowM) + off * <f64>n;
      below = on * (sumMD + lowMD) + off * (sumD + lowD);
    } else if (q0 != 0) {
      total = onHere + off * (sumM + lowM);
      below = off * (sumMD + lowMD);
    } else {
      const same = excludedClass == target;
      total = load<f64>(constants + (same ? 24 : 16));
      loss = load<f64>(constants + (same ? 40 : 32));
      below = off == 0 && (flags & MAY_BE_INFINITE) != 0 ? 0 : off * (sumD + lowD);
    }
    loss += onBelow - below;
    const sum = isSoftmax ? sumE + lowE + top : 1;
    const slopeMass: f64 = (flags & SLOPE_MASS_ONE) != 0 ? 1 : total;
    if (isSoftmax) loss += ((flags & LOSS_MASS_ONE) != 0 ? 1.0 : total) * Math.log1p((sumE + lowE) / top);
    const factor: f64 = isSoftmax ? (coefficient * slopeMass) / sum : 0;
    const size = Math.abs(factor);
    const isOut = size > mostFactor<T>() || (size != 0 && size < leastFactor<T>());
    const hasNoNumber = sumD != sumD || (sumD - sumD != 0 && (flags & MAY_BE_INFINITE) == 0);
    if (loss - loss != 0 || sum - sum != 0 || total - total != 0 || isOut || hasNoNumber) {
      store<u8>(left + <usize>row, 1);
      continue;
    }
    if (ignored) {
      if (kept) memory.fill(isHalf ? half0 : out0, 0, isHalf ? halfStep : step);
      continue;
    }
    store<f64>(lossAt, loss * share);
    if (!kept) continue;
    if (!isSoftmax) memory.fill(out0, 0, step);
    const atTarget: f64 = isDistribution ? 0 : <f64>load<T>(at<T>(out0, target)) * factor - coefficient * onHere;
    const atExcluded: f64 = excluded < 0 ? 0 : <f64>load<T>(at<T>(out0, excluded)) * factor;
    const offHere = coefficient * off;
    if (isDistribution) slopesOf<T>(out0, q0, n, <T>factor, <T>(coefficient * on), <T>offHere);
    else if (q0 != 0) slopesOf<T>(out0, q0, n, <T>factor, <T>offHere, <T>0);
    else slopes<T>(out0, n, <T>factor, <T>offHere);
    if (excluded >= 0) store<T>(at<T>(out0, excluded), <T>(atExcluded + 0.0));
    if (!isDistribution) store<T>(at<T>(out0, target), <T>(atTarget + 0.0));
    if (isHalf) narrow(out0, half0, n, isFloat16);
  }
}

/** Whether all elements of a row are finite. */
export function isFinite<T>(x: usize, n: i32): bool {
  let k = 0;
  let sum: f64 = 0;
  if (ASC_FEATURE_SIMD) {
    let s = v128.splat<T>(<T>0);
    for (; k + lanes<T>() <= n; k += lanes<T>()) {
      const v = v128.load(at<T>(x, k));
      s = v128.add<T>(s, v128.sub<T>(v, v));
    }
    sum = lanesOf<T>(s);
  }
  for (; k < n; k += 1) {
    const v = load<T>(at<T>(x, k));
    sum += <f64>(<T>(v - v));
  }
  return sum == 0;
}

/** Takes over what all rows of a call share. */
export function setCall(flags: i32, constants: usize): void {
  setShared(constants, (flags & LOSS_MASS_ONE) != 0, (flags & SLOPE_MASS_ONE) != 0);
}

export function rows32(
  x: usize, out: usize, halves: usize, masses: usize, massesStep: usize, targets: usize, coefficients: usize, losses: usize,
  left: usize, from: i32, to: i32, n: i32, flags: i32, excluded: i32, ignoreIndex: i32, constants: usize,
): void {
  if (ASC_FEATURE_SIMD && (flags & SOFTMAX) != 0 && excluded < 0 && n > 1) {
    setCall(flags, constants);
    const isHalf = (flags & (FLOAT16 | BFLOAT16)) != 0;
    const isFloat16 = (flags & FLOAT16) != 0;
    const isDistribution = (flags & DISTRIBUTION) != 0;
    const hasMasses = weighs(masses);
    const kept = (flags & GRADIENT) != 0;
    const multiplies = (flags & ZEROS_IGNORED) != 0;
    const ignores = multiplies || (flags & SKIPS_IGNORED) != 0;
    const overwrites = (flags & OVERWRITES) != 0;
    const isShort = n <= MOST_ACROSS;
    const together = isShort ? 4 : 1;
    // Long rows with a mass for each class are left to `rows`, and so are those that have to be widened.
    const end = isShort || !(hasMasses || isHalf) ? to : from;
    let row = from;
    for (; row + together <= end; row += together) {
      const r = <usize>row;
      const first = r * (<usize>n);
      const out0 = out + (first << 2);
      if (!isShort) {
        const isLast = row + 1 == to;
        if (longRow(x, out, targets, coefficients, losses, left, row, isLast, n, ignores, ignoreIndex, kept, overwrites)) continue;
      } else {
        if (isHalf) widen(x + (first << 1), out0, n << 2, isFloat16);
        const given: usize = isDistribution ? masses + r * massesStep : 0;
        const weights: usize = isDistribution ? 0 : masses;
        const x0 = isHalf ? out0 : x + (first << 2);
        if (across(x0, out0, given, hasMasses, weights, targets + (r << 2), coefficients + (r << 3), losses + (r << 3), n, ignores, multiplies, ignoreIndex, kept)) {
          if (isHalf && kept) narrow(out0, halves + (first << 1), n << 2, isFloat16);
          store<u32>(left + r, 0);
          continue;
        }
      }
      rows<f32>(x, out, halves, masses, massesStep, targets, coefficients, losses, left, row, row + together, n, flags, excluded, ignoreIndex, constants);
    }
    from = row;
  }
  rows<f32>(x, out, halves, masses, massesStep, targets, coefficients, losses, left, from, to, n, flags, excluded, ignoreIndex, constants);
}

export function rows64(
  x: usize, out: usize, halves: usize, masses: usize, massesStep: usize, targets: usize, coefficients: usize, losses: usize,
  left: usize, from: i32, to: i32, n: i32, flags: i32, excluded: i32, ignoreIndex: i32, constants: usize,
): void {
  rows<f64>(x, out, halves, masses, massesStep, targets, coefficients, losses, left, from, to, n, flags, excluded, ignoreIndex, constants);
}

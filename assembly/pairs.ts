/**
 * What the fast paths of float32 rows share: the loss of two rows at a time in float64, and the numbers that all rows of a
 * call have in common.
 */
import { madd } from "./exponential";

// Two each: ln 2, the series of atanh(s) / s from its last term, 2; then those of exp.
// prettier-ignore
const D: usize = memory.data<f64>([
  0.6931471805599453, 0.6931471805599453,
  0.07692307692307693, 0.07692307692307693,
  0.09090909090909091, 0.09090909090909091,
  0.1111111111111111, 0.1111111111111111,
  0.14285714285714285, 0.14285714285714285,
  0.2, 0.2,
  0.3333333333333333, 0.3333333333333333,
  1, 1,
  2, 2,
  1.4426950408889634, 1.4426950408889634,
  -0.6931471805599453, -0.6931471805599453,
  0.0013814598568857872, 0.0013814598568857872,
  0.0083687168784708898, 0.0083687168784708898,
  0.041668388046883241, 0.041668388046883241,
  0.16666520631723281, 0.16666520631723281,
  0.49999993447788721, 0.49999993447788721,
], 16);

/** The masses on and off the target. */
export let on: f64 = 0;
export let off: f64 = 0;
/** 1, or 1 / K where a row's loss is a mean over its classes. */
export let share: f64 = 1;
/** What multiplies the logarithm of the sum in the loss, and the softmax in the gradient. */
export let lossMass: f64 = 1;
export let slopeMass: f64 = 1;
/** Whether these two are the sum of a row's masses instead, where that differs from row to row. */
export let lossMassIsTotal: bool = false;
export let slopeMassIsTotal: bool = false;
/** What a divergence adds to the loss of each row. */
export let entropy: f64 = 0;

/** Takes over the constants of a call; a sum of masses of 1 stands where the loss or the slope has no use for it. */
export function setShared(constants: usize, isLossMassOne: bool, isSlopeMassOne: bool): void {
  const total = load<f64>(constants, 16);
  on = load<f64>(constants);
  off = load<f64>(constants, 8);
  share = load<f64>(constants, 48);
  entropy = load<f64>(constants, 32);
  lossMass = isLossMassOne ? 1 : total;
  slopeMass = isSlopeMassOne ? 1 : total;
  lossMassIsTotal = !isLossMassOne;
  slopeMassIsTotal = !isSlopeMassOne;
}

/** Whether the lanes need a mass for each class: those of a call, or where more off the target than on it would make the
 * sum of all differences, of which the target's is taken off, the larger part. */
export function weighs(masses: usize): bool {
  return masses != 0 || Math.abs(off) > Math.abs(on);
}

// @ts-ignore: decorator
@inline
function d(index: i32): v128 {
  return v128.load(D + (<usize>index) * 16);
}

/** The first two of four floats, and the last two. */
// @ts-ignore: decorator
@inline
export function low2(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}
// @ts-ignore: decorator
@inline
export function high2(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(v, v, 1, 0));
}

/** The way back, rounded. */
// @ts-ignore: decorator
@inline
export function narrow4(low: v128, high: v128): v128 {
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

// @ts-ignore: decorator
@inline
export function sumOf4(v: v128): v128 {
  return f64x2.add(low2(v), high2(v));
}

/** exp of two maxima, relative error 2^-28, times two to the power that each is given. */
// @ts-ignore: decorator
@inline
export function expTop(y: v128, power: v128): v128 {
  const magic = f64x2.add(f64x2.splat(6755399441055744.0), power);
  const t = f64x2.add(f64x2.mul(y, d(9)), magic);
  const n = f64x2.sub(t, magic);
  const r = madd<f64>(n, d(10), y);
  let p = madd<f64>(d(11), r, d(12));
  p = madd<f64>(p, r, d(13));
  p = madd<f64>(p, r, d(14));
  p = madd<f64>(p, r, d(15));
  p = madd<f64>(p, r, d(7));
  p = madd<f64>(p, r, d(7));
  return i64x2.add(p, i64x2.shl(t, 52));
}

/**
 * log1p of two numbers of at least 0: of 1 + x = 2^e m with m in [2/3, 4/3), the logarithm of m is 2 atanh(f / (2 + f))
 * with f = m - 1. Where e is 0, f is x itself, so a small x keeps all its digits.
 */
// @ts-ignore: decorator
@inline
export function log1p2(x: v128): v128 {
  const u = f64x2.add(x, d(7));
  const e = i64x2.shr_s(i64x2.sub(u, i64x2.splat(0x3fe5555555555555)), 52);
  const m = i64x2.sub(u, i64x2.shl(e, 52));
  const f = v128.bitselect(x, f64x2.sub(m, d(7)), i64x2.eq(e, i64x2.splat(0)));
  const exponent = f64x2.sub(v128.or(e, i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496.0));
  const s = f64x2.div(f, f64x2.add(f, d(8)));
  const q = f64x2.mul(s, s);
  let p = madd<f64>(d(1), q, d(2));
  p = madd<f64>(p, q, d(3));
  p = madd<f64>(p, q, d(4));
  p = madd<f64>(p, q, d(5));
  p = madd<f64>(p, q, d(6));
  p = madd<f64>(p, q, d(7));
  return madd<f64>(exponent, d(0), f64x2.mul(f64x2.add(s, s), p));
}

/** One mask of four lanes, of two masks of two. */
// @ts-ignore: decorator
@inline
export function both(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}

/** Which factors of the gradient are neither subnormal nor infinite nor NaN. */
// @ts-ignore: decorator
@inline
export function areOrdinary(factors: v128): v128 {
  const size = f32x4.abs(factors);
  const isSmall = f32x4.lt(size, f32x4.splat(1.2e-38));
  const isZero = f32x4.eq(size, f32x4.splat(0));
  return v128.and(f32x4.le(size, f32x4.splat(3e38)), v128.or(v128.not(isSmall), isZero));
}

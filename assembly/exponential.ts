/**
 * exp of a row's elements, times a power of two that brings the largest near 2^64 in float32 and near 2^512 in float64.
 * So no class of a row overflows, and none is subnormal while it is summed. The factor that follows takes the power off
 * again.
 *
 * exp(y) = 2^n * exp(r) with n = round(y / ln 2). Adding 1.5 * 2^23 rounds and leaves n in the low bits, a shift away
 * from an exponent; the row's power of two is part of that addend. Constants are loaded from memory: V8 builds `splat`
 * anew in every turn of a loop.
 *
 * The row's maximum is not subtracted first, since that difference is rounded, and exp would carry the error on. Up to
 * `reach`, n * ln 2 is exact in the first of its two parts, and so is r. Beyond it the maximum is subtracted, and each
 * difference that matters is exact there: two floats within a factor of two of each other have an exact difference.
 */

// One vector each: log2 e, ln 2 negated in two parts, then the series from its last term.
// prettier-ignore
export const C32: usize = memory.data<f32>([
  1.4426950408889634, 1.4426950408889634, 1.4426950408889634, 1.4426950408889634,
  -0.693145751953125, -0.693145751953125, -0.693145751953125, -0.693145751953125,
  -1.428606765330187e-06, -1.428606765330187e-06, -1.428606765330187e-06, -1.428606765330187e-06,
  1, 1, 1, 1,
  1, 1, 1, 1,
  0.49999993447788721, 0.49999993447788721, 0.49999993447788721, 0.49999993447788721,
  0.16666520631723281, 0.16666520631723281, 0.16666520631723281, 0.16666520631723281,
  0.041668388046883241, 0.041668388046883241, 0.041668388046883241, 0.041668388046883241,
  0.0083687168784708898, 0.0083687168784708898, 0.0083687168784708898, 0.0083687168784708898,
  0.0013814598568857872, 0.0013814598568857872, 0.0013814598568857872, 0.0013814598568857872,
], 16);
const C64: usize = memory.data<f64>([
  1.4426950408889634, 1.4426950408889634,
  -0.6931471805582987, -0.6931471805582987,
  -1.646594958289708e-12, -1.646594958289708e-12,
  1, 1,
  1, 1,
  0.5, 0.5,
  0.16666666666666666, 0.16666666666666666,
  0.041666666666666664, 0.041666666666666664,
  0.008333333333333333, 0.008333333333333333,
  0.001388888888888889, 0.001388888888888889,
  0.0001984126984126984, 0.0001984126984126984,
  0.0000248015873015873, 0.0000248015873015873,
  0.0000027557319223985893, 0.0000027557319223985893,
  2.755731922398589e-7, 2.755731922398589e-7,
  2.505210838544172e-8, 2.505210838544172e-8,
  2.08767569878681e-9, 2.08767569878681e-9,
  1.6059043836821613e-10, 1.6059043836821613e-10,
], 16);

// @ts-ignore: decorator
@inline
function constants<T>(): usize {
  return sizeof<T>() == 4 ? C32 : C64;
}

// @ts-ignore: decorator
@inline
function lastTerm<T>(): usize {
  return sizeof<T>() == 4 ? 9 * 16 : 16 * 16;
}

/** The largest maximum, in size, of a row whose elements are taken as they are. */
// @ts-ignore: decorator
@inline
export function reach<T>(): f64 {
  return sizeof<T>() == 4 ? 256 : 2048;
}

/** How far below the maximum an element may lie before its exponential is the same as that of all below it. */
// @ts-ignore: decorator
@inline
export function depth<T>(): f64 {
  return sizeof<T>() == 4 ? 131 : 1050;
}

/** What is added to y / ln 2 so that the exponential comes out times 2^power. */
// @ts-ignore: decorator
@inline
export function addend<T>(power: f64): f64 {
  return (sizeof<T>() == 4 ? 12582912.0 : 6755399441055744.0) + power;
}

/** The power of two near the exponential of the maximum. */
// @ts-ignore: decorator
@inline
export function topPower<T>(): f64 {
  return sizeof<T>() == 4 ? 64 : 512;
}

// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** exp of a vector, none of it below `least`, times the power of two in `magic`. */
// @ts-ignore: decorator
@inline
export function expVector<T>(x: v128, least: v128, magic: v128): v128 {
  const c = constants<T>();
  const y = v128.pmax<T>(x, least);
  const t = madd<T>(y, v128.load(c), magic);
  const n = v128.sub<T>(t, magic);
  const r = madd<T>(n, v128.load(c, 2 * 16), madd<T>(n, v128.load(c, 16), y));
  let p = v128.load(c + lastTerm<T>());
  if (sizeof<T>() == 8) {
    p = madd<T>(p, r, v128.load(c, 15 * 16));
    p = madd<T>(p, r, v128.load(c, 14 * 16));
    p = madd<T>(p, r, v128.load(c, 13 * 16));
    p = madd<T>(p, r, v128.load(c, 12 * 16));
    p = madd<T>(p, r, v128.load(c, 11 * 16));
    p = madd<T>(p, r, v128.load(c, 10 * 16));
    p = madd<T>(p, r, v128.load(c, 9 * 16));
  }
  p = madd<T>(p, r, v128.load(c, 8 * 16));
  p = madd<T>(p, r, v128.load(c, 7 * 16));
  p = madd<T>(p, r, v128.load(c, 6 * 16));
  p = madd<T>(p, r, v128.load(c, 5 * 16));
  p = madd<T>(p, r, v128.load(c, 4 * 16));
  p = madd<T>(p, r, v128.load(c, 3 * 16));
  if (sizeof<T>() == 4) return v128.add<i32>(p, v128.shl<i32>(t, 23));
  return v128.add<i64>(p, v128.shl<i64>(t, 52));
}

/** The same of one element. */
export function expScalar<T>(x: T, least: T, magic: T): T {
  const c = constants<T>();
  const y = x < least ? least : x;
  // In a variable of its own, or the optimiser would take the magic number off again.
  const t = <T>(y * load<T>(c) + magic);
  const n = <T>(t - magic);
  const r = <T>(<T>(y + n * load<T>(c + 16)) + n * load<T>(c + 2 * 16));
  let p = load<T>(c + lastTerm<T>());
  for (let at: usize = lastTerm<T>() - 16; at >= 3 * 16; at -= 16) p = <T>(p * r + load<T>(c + at));
  if (sizeof<T>() == 4) return <T>reinterpret<f32>(reinterpret<i32>(<f32>p) + (reinterpret<i32>(<f32>t) << 23));
  return <T>reinterpret<f64>(reinterpret<i64>(<f64>p) + (reinterpret<i64>(<f64>t) << 52));
}

/**
 * exp of a difference from the row's maximum, times 2^64 in float32 and 2^512 in float64, so that no class of a row is
 * subnormal while it is summed; the factor that follows takes the power off again.
 *
 * exp(d) = 2^n * exp(r) with n = round(d / ln 2). Adding 1.5 * 2^23 rounds and leaves n in the low bits, a shift away
 * from an exponent. Constants are loaded from memory: V8 builds `splat` anew in every turn of a loop.
 */

// One vector each: log2 e, magic + shift, ln 2 negated in two parts, then the series from its last term.
// prettier-ignore
const C32: usize = memory.data<f32>([
  1.4426950408889634, 1.4426950408889634, 1.4426950408889634, 1.4426950408889634,
  12582976, 12582976, 12582976, 12582976,
  -0.693145751953125, -0.693145751953125, -0.693145751953125, -0.693145751953125,
  -1.428606765330187e-06, -1.428606765330187e-06, -1.428606765330187e-06, -1.428606765330187e-06,
  -131, -131, -131, -131,
  1, 1, 1, 1,
  0.9999997019767761, 0.9999997019767761, 0.9999997019767761, 0.9999997019767761,
  0.4999915063381195, 0.4999915063381195, 0.4999915063381195, 0.4999915063381195,
  0.16667652130126953, 0.16667652130126953, 0.16667652130126953, 0.16667652130126953,
  0.04189782217144966, 0.04189782217144966, 0.04189782217144966, 0.04189782217144966,
  0.008289290592074394, 0.008289290592074394, 0.008289290592074394, 0.008289290592074394,
], 16);
const C64: usize = memory.data<f64>([
  1.4426950408889634, 1.4426950408889634,
  6755399441056256, 6755399441056256,
  -0.6931471805582987, -0.6931471805582987,
  -1.646594958289708e-12, -1.646594958289708e-12,
  -1050, -1050,
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

/** What exponentials are multiplied by. */
export function unit<T>(): f64 {
  return sizeof<T>() == 4 ? 18446744073709551616.0 : 1.3407807929942597e154;
}

// @ts-ignore: decorator
@inline
function constants<T>(): usize {
  return sizeof<T>() == 4 ? C32 : C64;
}

// @ts-ignore: decorator
@inline
function lastTerm<T>(): usize {
  return sizeof<T>() == 4 ? 10 * 16 : 18 * 16;
}

// @ts-ignore: decorator
@inline
export function madd<T>(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(a, b, c);
  return v128.add<T>(v128.mul<T>(a, b), c);
}

/** exp(d + low) * unit of a vector; `low` is what rounding took from d. */
// @ts-ignore: decorator
@inline
export function expVector<T>(d: v128, low: v128): v128 {
  const c = constants<T>();
  const least = v128.load(c + 64);
  const y = v128.pmax<T>(d, least);
  const t = madd<T>(y, v128.load(c), v128.load(c + 16));
  const n = v128.sub<T>(t, v128.load(c + 16));
  let r = madd<T>(n, v128.load(c + 32), y);
  r = madd<T>(n, v128.load(c + 48), v128.add<T>(r, v128.and(low, v128.gt<T>(d, least))));
  let p = v128.load(c + lastTerm<T>());
  if (sizeof<T>() == 8) {
    p = madd<T>(p, r, v128.load(c + 17 * 16));
    p = madd<T>(p, r, v128.load(c + 16 * 16));
    p = madd<T>(p, r, v128.load(c + 15 * 16));
    p = madd<T>(p, r, v128.load(c + 14 * 16));
    p = madd<T>(p, r, v128.load(c + 13 * 16));
    p = madd<T>(p, r, v128.load(c + 12 * 16));
    p = madd<T>(p, r, v128.load(c + 11 * 16));
    p = madd<T>(p, r, v128.load(c + 10 * 16));
  }
  p = madd<T>(p, r, v128.load(c + 9 * 16));
  p = madd<T>(p, r, v128.load(c + 8 * 16));
  p = madd<T>(p, r, v128.load(c + 7 * 16));
  p = madd<T>(p, r, v128.load(c + 6 * 16));
  p = madd<T>(p, r, v128.load(c + 5 * 16));
  if (sizeof<T>() == 4) return v128.add<i32>(p, v128.shl<i32>(t, 23));
  return v128.add<i64>(p, v128.shl<i64>(t, 52));
}

/** The same of one element. */
export function expScalar<T>(d: T, low: T): T {
  const c = constants<T>();
  const least = load<T>(c + 64);
  const y = d < least ? least : d;
  // In a variable of its own, or the optimiser would take the magic number off again.
  const t = <T>(y * load<T>(c) + load<T>(c + 16));
  const n = <T>(t - load<T>(c + 16));
  let r = <T>(y + n * load<T>(c + 32));
  // Of -Infinity there is no telling what rounding took.
  if (d > least) r = <T>(r + low);
  r = <T>(r + n * load<T>(c + 48));
  let p = load<T>(c + lastTerm<T>());
  for (let at: usize = lastTerm<T>() - 16; at >= 5 * 16; at -= 16) p = <T>(p * r + load<T>(c + at));
  if (sizeof<T>() == 4) return <T>reinterpret<f32>(reinterpret<i32>(<f32>p) + (reinterpret<i32>(<f32>t) << 23));
  return <T>reinterpret<f64>(reinterpret<i64>(<f64>p) + (reinterpret<i64>(<f64>t) << 52));
}

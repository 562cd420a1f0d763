/**
 * Rows of independent labels: sigmoid cross entropy of each logit, and its slope. All in float64, since a product with
 * 1 - z or the difference p - z would lose in float32 what the result still shows.
 *
 * For a logit x and a mass z, with e = exp(-|x|): the loss is |x| times what x contradicts, which is 1 - z or z, and
 * log1p(e). The latter is 2 atanh(e / (2 + e)), whose argument is at most 1/3.
 */
import { addend, expScalar, expVector } from "./exponential";
import { BFLOAT16, FLOAT16, GRADIENT, isFinite } from "./rows";
import { narrow, widen } from "./halves";

/** exp of less is too small to be seen beside anything. */
const LEAST: f64 = -700;

/** What is left of p - z beside z if it is an exact zero that was rounded. */
const NOTHING_LEFT: f64 = 9.094947017729282e-13;

// Two each: the series of atanh(s) / s from its last term, in s squared; then other constants.
// prettier-ignore
const C: usize = memory.data<f64>([
  0.047619047619047616, 0.047619047619047616,
  0.05263157894736842, 0.05263157894736842,
  0.058823529411764705, 0.058823529411764705,
  0.06666666666666667, 0.06666666666666667,
  0.07692307692307693, 0.07692307692307693,
  0.09090909090909091, 0.09090909090909091,
  0.1111111111111111, 0.1111111111111111,
  0.14285714285714285, 0.14285714285714285,
  0.2, 0.2,
  0.3333333333333333, 0.3333333333333333,
  1, 1,
  2, 2,
], 16);

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  return v128.load(C + (<usize>index) * 16);
}

/** log1p of a number in [0, 1]. */
// @ts-ignore: decorator
@inline
function log1pVector(e: v128): v128 {
  const s = v128.div<f64>(e, v128.add<f64>(e, constant(11)));
  const square = v128.mul<f64>(s, s);
  let sum = constant(0);
  for (let term = 1; term <= 10; term += 1) sum = v128.add<f64>(v128.mul<f64>(sum, square), constant(term));
  return v128.mul<f64>(v128.add<f64>(s, s), sum);
}

function log1p(e: f64): f64 {
  const s = e / (2 + e);
  const square = s * s;
  let sum = load<f64>(C);
  for (let term = 1; term <= 10; term += 1) sum = sum * square + load<f64>(C + (<usize>term) * 16);
  return 2 * s * sum;
}

/**
 * Rows [from, to) of float32 logits and masses. There are a coefficient and a loss for each label. A row with anything
 * that is not finite is marked in `left`, and nothing of it is written unless it is one of 16-bit floats, whose place for
 * computing `out` then is.
 */
export function labels32(
  x: usize, out: usize, halves: usize, masses: usize, massesStep: usize, targets: usize, coefficients: usize,
  losses: usize, left: usize, from: i32, to: i32, n: i32, flags: i32, excluded: i32, ignoreIndex: i32,
  constants: usize,
): void {
  const scale = load<f64>(constants);
  const bias = load<f64>(constants, 8);
  const kept = (flags & GRADIENT) != 0;
  const isHalf = (flags & (FLOAT16 | BFLOAT16)) != 0;
  const isFloat16 = (flags & FLOAT16) != 0;
  const magic = addend<f64>(0);
  for (let row = from; row < to; row += 1) {
    const first = (<usize>row) * (<usize>n);
    const out0 = out + (first << 2);
    const x0 = isHalf ? out0 : x + (first << 2);
    const z0 = masses + (<usize>row) * massesStep;
    const c0 = coefficients + (first << 3);
    const l0 = losses + (first << 3);
    if (isHalf) widen(x + (first << 1), out0, n, isFloat16);
    const isLeft = !isFinite<f32>(x0, n) || !isFinite<f32>(z0, n) || !isFinite<f64>(c0, n);
    store<u8>(left + <usize>row, isLeft ? 1 : 0);
    if (isLeft) continue;
    let k = 0;
    if (ASC_FEATURE_SIMD) {
      const s = v128.splat<f64>(scale);
      const b = v128.splat<f64>(bias);
      const low = v128.splat<f64>(LEAST);
      const by = v128.splat<f64>(magic);
      const nothing = v128.splat<f64>(NOTHING_LEFT);
      const zero = v128.splat<f64>(0);
      for (; k + 2 <= n; k += 2) {
        const at = (<usize>k) << 2;
        const logit = f64x2.promote_low_f32x4(v128.load64_zero(x0 + at));
        const z = v128.add<f64>(v128.mul<f64>(f64x2.promote_low_f32x4(v128.load64_zero(z0 + at)), s), b);
        const size = v128.abs<f64>(logit);
        const isPositive = v128.ge<f64>(logit, zero);
        const e = expVector<f64>(v128.neg<f64>(size), low, by);
        const against = v128.bitselect(v128.sub<f64>(constant(10), z), z, isPositive);
        v128.store(l0 + (at << 1), v128.add<f64>(v128.mul<f64>(against, size), log1pVector(e)));
        if (!kept) continue;
        const r = v128.div<f64>(constant(10), v128.add<f64>(constant(10), e));
        const p = v128.bitselect(r, v128.mul<f64>(e, r), isPositive);
        const slope = v128.sub<f64>(p, z);
        const isNone = v128.lt<f64>(v128.abs<f64>(slope), v128.mul<f64>(v128.abs<f64>(z), nothing));
        const product = v128.mul<f64>(v128.load(c0 + (at << 1)), v128.andnot(slope, isNone));
        v128.store64_lane(out0 + at, f32x4.demote_f64x2_zero(v128.add<f64>(product, zero)), 0);
      }
    }
    for (; k < n; k += 1) {
      const at = (<usize>k) << 2;
      const logit = <f64>load<f32>(x0 + at);
      const z = <f64>load<f32>(z0 + at) * scale + bias;
      const size = Math.abs(logit);
      const e = expScalar<f64>(-size, LEAST, magic);
      store<f64>(l0 + (at << 1), (logit >= 0 ? 1 - z : z) * size + log1p(e));
      if (!kept) continue;
      const p = (logit >= 0 ? 1.0 : e) / (1 + e);
      const slope = p - z;
      const isNone = Math.abs(slope) < Math.abs(z) * NOTHING_LEFT;
      store<f32>(out0 + at, <f32>(load<f64>(c0 + (at << 1)) * (isNone ? 0 : slope) + 0.0));
    }
    if (isHalf && kept) narrow(out0, halves + (first << 1), n, isFloat16);
  }
}

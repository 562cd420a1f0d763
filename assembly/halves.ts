/**
 * float16 and bfloat16, held as bits, to float32 and back. Widening is exact, infinities and NaN included; narrowing
 * rounds to nearest, ties to even, and takes no NaN.
 *
 * bfloat16 is the upper half of a float32. float16 has an exponent of its own: its bits, moved into place in a float32,
 * are too small by a factor of 2^112, and a product with that factor makes subnormal numbers normal as well. Back, a sum
 * with a power of two leaves in the low bits what float16 keeps; the power is larger where the result is subnormal.
 */

// One vector each. Constants are loaded from memory: V8 builds `splat` anew in every turn of a loop.
// prettier-ignore
const C: usize = memory.data<u32>([
  0x7fff, 0x7fff, 0x7fff, 0x7fff,
  0x77800000, 0x77800000, 0x77800000, 0x77800000, // 2^112
  0x0f800000, 0x0f800000, 0x0f800000, 0x0f800000,
  0x7f800000, 0x7f800000, 0x7f800000, 0x7f800000,
  0x08800000, 0x08800000, 0x08800000, 0x08800000, // 2^-110
  0x38800000, 0x38800000, 0x38800000, 0x38800000,
  0x07800000, 0x07800000, 0x07800000, 0x07800000,
  0x7c00, 0x7c00, 0x7c00, 0x7c00,
  0x0fff, 0x0fff, 0x0fff, 0x0fff,
  1, 1, 1, 1,
  0x7fffffff, 0x7fffffff, 0x7fffffff, 0x7fffffff,
  0x8fffe000, 0x8fffe000, 0x8fffe000, 0x8fffe000,
], 16);

// @ts-ignore: decorator
@inline
function constant(index: i32): v128 {
  return v128.load(C + (<usize>index) * 16);
}

/** Four float16, loaded with their sign in all higher bits, as float32. */
// @ts-ignore: decorator
@inline
function wideVector(bits: v128): v128 {
  const placed = v128.and(v128.shl<i32>(bits, 13), constant(11));
  const isInfinite = v128.eq<i32>(v128.and(placed, constant(2)), constant(2));
  return v128.or(v128.mul<f32>(placed, constant(1)), v128.and(isInfinite, constant(3)));
}

// @ts-ignore: decorator
@inline
function wideOne(bits: u32): f32 {
  const placed = (bits & 0x7fff) << 13;
  const infinite: u32 = placed > 0x0f7fffff ? 0x7f800000 : 0;
  const size = reinterpret<u32>(reinterpret<f32>(placed) * reinterpret<f32>(0x77800000)) | infinite;
  return reinterpret<f32>(size | ((bits & 0x8000) << 16));
}

/** Four float32 as float16, each in the lower half of its lane. */
// @ts-ignore: decorator
@inline
function narrowVector(bits: v128): v128 {
  const size = v128.and(bits, constant(10));
  const scaled = v128.mul<f32>(v128.mul<f32>(size, constant(1)), constant(4));
  const power = v128.add<i32>(v128.max<i32>(v128.and(size, constant(3)), constant(5)), constant(6));
  const rounded = v128.add<f32>(power, scaled);
  const exponent = v128.and(v128.shr<u32>(rounded, 13), constant(7));
  const sign = v128.shr<u32>(v128.xor(bits, size), 16);
  return v128.or(v128.add<i32>(exponent, v128.and(rounded, constant(8))), sign);
}

// @ts-ignore: decorator
@inline
function narrowOne(bits: u32): u32 {
  const size = bits & 0x7fffffff;
  const scaled = <f32>(<f32>(reinterpret<f32>(size) * reinterpret<f32>(0x77800000)) * reinterpret<f32>(0x08800000));
  const power = max<u32>(size & 0x7f800000, 0x38800000) + 0x07800000;
  const rounded = reinterpret<u32>(<f32>(reinterpret<f32>(power) + scaled));
  return (((rounded >> 13) & 0x7c00) + (rounded & 0x0fff)) | ((bits ^ size) >> 16);
}

/** Half of the unit of bfloat16, less where the even neighbour is below. */
// @ts-ignore: decorator
@inline
function narrowVectorB(bits: v128): v128 {
  const odd = v128.and(v128.shr<u32>(bits, 16), constant(9));
  return v128.shr<u32>(v128.add<i32>(v128.add<i32>(bits, odd), constant(0)), 16);
}

// Each loop knows its dtype, or every turn would compute both.
// @ts-ignore: decorator
@inline
function widenAll(from: usize, to: usize, n: i32, isFloat16: bool): void {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    for (; k + 8 <= n; k += 8) {
      const at = from + ((<usize>k) << 1);
      const place = to + ((<usize>k) << 2);
      const low = v128.load_ext<i16>(at);
      const high = v128.load_ext<i16>(at, 8);
      v128.store(place, isFloat16 ? wideVector(low) : v128.shl<i32>(low, 16));
      v128.store(place, isFloat16 ? wideVector(high) : v128.shl<i32>(high, 16), 16);
    }
  }
  for (; k < n; k += 1) {
    const bits = <u32>load<u16>(from + ((<usize>k) << 1));
    store<f32>(to + ((<usize>k) << 2), isFloat16 ? wideOne(bits) : reinterpret<f32>(bits << 16));
  }
}

// @ts-ignore: decorator
@inline
function narrowAll(from: usize, to: usize, n: i32, isFloat16: bool): void {
  let k = 0;
  if (ASC_FEATURE_SIMD) {
    for (; k + 8 <= n; k += 8) {
      const at = from + ((<usize>k) << 2);
      const low = v128.load(at);
      const high = v128.load(at, 16);
      const a = isFloat16 ? narrowVector(low) : narrowVectorB(low);
      const b = isFloat16 ? narrowVector(high) : narrowVectorB(high);
      v128.store(to + ((<usize>k) << 1), i16x8.narrow_i32x4_u(a, b));
    }
  }
  for (; k < n; k += 1) {
    const bits = load<u32>(from + ((<usize>k) << 2));
    const half = isFloat16 ? narrowOne(bits) : (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    store<u16>(to + ((<usize>k) << 1), <u16>half);
  }
}

/** Widens n values; they may not overlap. */
export function widen(from: usize, to: usize, n: i32, isFloat16: bool): void {
  if (isFloat16) widenAll(from, to, n, true);
  else widenAll(from, to, n, false);
}

/** Rounds n values, none of them NaN. */
export function narrow(from: usize, to: usize, n: i32, isFloat16: bool): void {
  if (isFloat16) narrowAll(from, to, n, true);
  else narrowAll(from, to, n, false);
}

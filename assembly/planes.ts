/**
 * Rows whose classes lie apart, as in images [N, K, H, W]: neighbouring positions are neighbours in memory, so each is a
 * lane, and nothing has to be turned. Sixteen positions are computed together, which is a line of the cache for each
 * class; their classes are first copied side by side, since lines that are a power of two apart would drive each other
 * out of the cache.
 */
import { narrow, widen } from "./halves";
import { fourRows } from "./lanes";
import { weighs } from "./pairs";
import { BFLOAT16, FLOAT16, GRADIENT, scratch, setCall, SKIPS_IGNORED, ZEROS_IGNORED } from "./rows";

/** Positions that are computed together, and the bytes of their logits of one class. */
const POSITIONS: i32 = 16;
const STEP: usize = 64;

/** Copies the logits or masses of up to sixteen positions side by side. */
function readTile(from: usize, stride: usize, n: i32, count: i32, to: usize, isHalf: bool, isFloat16: bool): void {
  for (let k = 0; k < n; k += 1) {
    if (isHalf) widen(from, to, count, isFloat16);
    else {
      let j = 0;
      for (; j + 4 <= count; j += 4) v128.store(to + ((<usize>j) << 2), v128.load(from + ((<usize>j) << 2)));
      for (; j < count; j += 1) store<f32>(to + ((<usize>j) << 2), load<f32>(from + ((<usize>j) << 2)));
    }
    from += stride;
    to += STEP;
  }
}

/** The way back; of positions with no bit in `done`, nothing is written. */
function writeTile(from: usize, stride: usize, n: i32, count: i32, done: i32, to: usize, isHalf: bool, isFloat16: bool): void {
  const all = (1 << count) - 1;
  const size: usize = isHalf ? 1 : 2;
  if ((done & all) != all) {
    for (let j = 0; j < count; j += 1) {
      if (((done >> j) & 1) == 0) continue;
      const lane = from + ((<usize>j) << 2);
      const place = to + ((<usize>j) << size);
      for (let k = 0; k < n; k += 1) {
        if (isHalf) narrow(lane + <usize>k * STEP, place + <usize>k * stride, 1, isFloat16);
        else store<f32>(place + <usize>k * stride, load<f32>(lane + <usize>k * STEP));
      }
    }
    return;
  }
  for (let k = 0; k < n; k += 1) {
    if (isHalf) narrow(from, to, count, isFloat16);
    else {
      let j = 0;
      for (; j + 4 <= count; j += 4) v128.store(to + ((<usize>j) << 2), v128.load(from + ((<usize>j) << 2)));
      for (; j < count; j += 1) store<f32>(to + ((<usize>j) << 2), load<f32>(from + ((<usize>j) << 2)));
    }
    from += STEP;
    to += stride;
  }
}

/** The maximum of each of four positions; NaN is passed over. */
// @ts-ignore: decorator
@inline
function largestOf(columns: usize, n: i32): v128 {
  let max = f32x4.splat(-Infinity);
  for (let k = 0; k < n; k += 1) {
    max = f32x4.pmax(max, v128.load(columns));
    columns += STEP;
  }
  return max;
}

/**
 * Rows [from, to), as `rows32` computes them: row r is position r mod `positions` of image r / `positions`, and its
 * classes are `positions` elements apart. That number is the last of the constants. A row that is not finite, or whose
 * coefficient is out of the ordinary, is marked in `left`, and its part of `out` stays.
 */
export function planes32(
  x: usize, out: usize, halves: usize, masses: usize, massesStep: usize, targets: usize, coefficients: usize, losses: usize,
  left: usize, from: i32, to: i32, n: i32, flags: i32, excluded: i32, ignoreIndex: i32, constants: usize,
): void {
  if (!ASC_FEATURE_SIMD) return;
  setCall(flags, constants);
  const kept = (flags & GRADIENT) != 0;
  const multiplies = (flags & ZEROS_IGNORED) != 0;
  const ignores = multiplies || (flags & SKIPS_IGNORED) != 0;
  const isFloat16 = (flags & FLOAT16) != 0;
  const isHalf = isFloat16 || (flags & BFLOAT16) != 0;
  const isDistribution = massesStep != 0;
  const positions = <i32>load<f64>(constants, 56);
  const size: usize = isHalf ? 1 : 2;
  const place = isHalf ? halves : out;
  // Room for the rows of a group that is not whole.
  const few = scratch;
  const tile = scratch + 128;
  const tileMasses: usize = weighs(masses) ? tile + <usize>n * STEP : 0;
  const weights: usize = isDistribution ? 0 : masses;
  for (let row = from; row < to; ) {
    const position = row % positions;
    const first = <usize>(row - position) * <usize>n + <usize>position;
    let count = positions - position;
    if (count > to - row) count = to - row;
    if (count > POSITIONS) count = POSITIONS;
    readTile(x + (first << size), (<usize>positions) << size, n, count, tile, isHalf, isFloat16);
    if (isDistribution) readTile(masses + (first << 2), (<usize>positions) << 2, n, count, tileMasses, false, false);
    let done = 0;
    for (let j = 0; j < count; j += 4) {
      const r = <usize>(row + j);
      const columns = tile + ((<usize>j) << 2);
      const columnMasses: usize = tileMasses == 0 ? 0 : tileMasses + ((<usize>j) << 2);
      const rest = count - j;
      let t = targets + (r << 2);
      let c = coefficients + (r << 3);
      let l = losses + (r << 3);
      if (rest < 4) {
        memory.copy(few, t, <usize>rest << 2);
        memory.copy(few + 16, c, <usize>rest << 3);
        t = few;
        c = few + 16;
        l = few + 48;
      }
      done |= fourRows(
        columns, STEP, n, largestOf(columns, n), columnMasses, isDistribution, weights, t, c, l, ignores, multiplies,
        ignoreIndex, kept,
      ) << j;
      if (rest < 4) memory.copy(losses + (r << 3), l, <usize>rest << 3);
    }
    for (let j = 0; j < count; j += 1) {
      const isLeft = ((done >> j) & 1) == 0;
      store<u8>(left + <usize>(row + j), isLeft ? 1 : 0);
      if (isLeft) store<f64>(losses + ((<usize>(row + j)) << 3), 0);
    }
    if (kept) writeTile(tile, (<usize>positions) << size, n, count, done, place + (first << size), isHalf, isFloat16);
    row += count;
  }
}

/**
 * Short rows of float32, four at a time, one in each lane. Their columns are turned into vectors in scratch memory, and
 * back when they are gradients.
 */
import { fourRows, gather, scatter } from "./lanes";
import { scratch } from "./rows";

/** The most classes of a row that is computed beside three others. */
export const MOST_ACROSS: i32 = 96;

// @ts-ignore: decorator
@inline
function at(row: usize, k: i32): usize {
  return row + ((<usize>k) << 2);
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
function readColumns(x0: usize, n: i32, columns: usize): v128 {
  const step = (<usize>n) << 2;
  const x1 = x0 + step;
  const x2 = x1 + step;
  const x3 = x2 + step;
  let max = f32x4.splat(-Infinity);
  if (n >= 4) {
    for (let k = 0; k < n; k += 4) {
      if (k + 4 > n) k = n - 4;
      const p = columns + ((<usize>k) << 4);
      const most = turn(
        v128.load(at(x0, k)), v128.load(at(x1, k)), v128.load(at(x2, k)), v128.load(at(x3, k)), p, p + 16, p + 32, p + 48,
      );
      max = f32x4.pmax(max, most);
    }
    return max;
  }
  for (let k = 0; k < n; k += 1) {
    const v = gather(at(x0, k), at(x1, k), at(x2, k), at(x3, k));
    v128.store(columns + ((<usize>k) << 4), v);
    max = f32x4.pmax(max, v);
  }
  return max;
}

function writeColumns(columns: usize, n: i32, out0: usize): void {
  const step = (<usize>n) << 2;
  const out1 = out0 + step;
  const out2 = out1 + step;
  const out3 = out2 + step;
  if (n >= 4) {
    for (let k = 0; k < n; k += 4) {
      if (k + 4 > n) k = n - 4;
      const p = columns + ((<usize>k) << 4);
      turn(
        v128.load(p), v128.load(p, 16), v128.load(p, 32), v128.load(p, 48), at(out0, k), at(out1, k), at(out2, k), at(out3, k),
      );
    }
    return;
  }
  for (let k = 0; k < n; k += 1)
    scatter(v128.load(columns + ((<usize>k) << 4)), at(out0, k), at(out1, k), at(out2, k), at(out3, k));
}

/**
 * Four rows of at most MOST_ACROSS classes. Returns false, with nothing written to `out`, where `rows` has to compute
 * them, because of one of them or more; see `fourRows`.
 *
 * @param given the rows of a distribution, or 0
 * @param weighs whether classes have a mass of their own: by a distribution, by weights, or more off the target than on it
 */
export function across(
  x: usize, out: usize, given: usize, weighs: bool, weights: usize, targets: usize, coefficients: usize, losses: usize,
  n: i32, ignores: bool, multiplies: bool, ignoreIndex: i32, kept: bool,
): bool {
  const columns = scratch + 1024;
  const masses: usize = weighs ? columns + 16 * MOST_ACROSS : 0;
  const max = readColumns(x, n, columns);
  if (given != 0) readColumns(given, n, masses);
  const done = fourRows(
    columns, 16, n, max, masses, given != 0, weights, targets, coefficients, losses, ignores, multiplies, ignoreIndex, kept,
  );
  if (done != 15) return false;
  if (kept) writeColumns(columns, n, out);
  return true;
}

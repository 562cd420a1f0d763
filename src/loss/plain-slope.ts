/** Slopes of the plain kernel: p - q, where a difference that is only rounding error is an exact zero. */

/** A difference below this share of its terms is the rounding error of an exact zero. */
const NOTHING_LEFT = 2 ** -40;

/** p - q, or 0 where the difference is only rounding error; never -0. */
export function difference(p: number, q: number): number {
  const slope = p - q;
  return Math.abs(slope) < NOTHING_LEFT * Math.abs(q) ? 0 : slope + 0;
}

/** Replaces exponentials by slopes where every class has the same mass. */
export function slopes(row: Float64Array, length: number, factor: number, mass: number): void {
  const least = NOTHING_LEFT * Math.abs(mass);
  for (let k = 0; k < length; k += 1) {
    const slope = row[k]! * factor - mass;
    row[k] = Math.abs(slope) < least ? 0 : slope + 0;
  }
}

/** The same where each class has its own mass. */
export function slopesOf(
  row: Float64Array,
  masses: Float64Array,
  length: number,
  factor: number,
  coefficient: number,
): void {
  for (let k = 0; k < length; k += 1) row[k] = difference(row[k]! * factor, coefficient * masses[k]!);
}

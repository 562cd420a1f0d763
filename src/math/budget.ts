/**
 * Limits on a shape, checked before anything is allocated for it. A few characters can claim more memory than a machine
 * has: rows without elements, one element repeated by strides, an array that contains itself.
 */

/** The same limit on axes as NumPy's. */
export const MOST_AXES = 64;

/** Elements made from fewer stored ones: by strides, by broadcasting, or by an array that occurs twice in another. */
export const MOST_MADE: number = 2 ** 24;

/** Rows that hold no elements: each costs a loss all the same. */
const MOST_EMPTY_ROWS = 2 ** 20;

/** Why a shape is refused; undefined where it is within the limits. */
export function overBudget(shape: readonly number[]): string | undefined {
  if (shape.length > MOST_AXES) return `expected at most ${MOST_AXES} axes, got ${shape.length}`;
  if (!shape.includes(0)) return undefined;
  const rows = shape.reduce((product, size) => product * Math.max(size, 1), 1);
  if (rows <= MOST_EMPTY_ROWS) return undefined;
  return `expected at most ${MOST_EMPTY_ROWS} rows that hold no elements, got shape [${shape.join(", ")}]`;
}

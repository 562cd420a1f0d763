/**
 * What a shape may claim before anything is allocated for it. A few characters can claim more than a machine has: rows
 * without elements, one element at every stride, an array within itself.
 */

/** As many axes as NumPy has. */
export const MOST_AXES = 64;

/** Elements that are made of fewer: repeated by strides or broadcasting, or by an array that is in another twice. */
export const MOST_MADE: number = 2 ** 24;

/** Rows that hold no elements: each costs a loss all the same. */
const MOST_EMPTY_ROWS = 2 ** 20;

/** What keeps a shape from being computed with; undefined where nothing does. */
export function overBudget(shape: readonly number[]): string | undefined {
  if (shape.length > MOST_AXES) return `expected at most ${MOST_AXES} axes, got ${shape.length}`;
  if (!shape.includes(0)) return undefined;
  const rows = shape.reduce((product, size) => product * Math.max(size, 1), 1);
  if (rows <= MOST_EMPTY_ROWS) return undefined;
  return `expected at most ${MOST_EMPTY_ROWS} rows that hold no elements, got shape [${shape.join(", ")}]`;
}

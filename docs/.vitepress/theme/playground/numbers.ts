/** Numbers as the page shows them. */

/** What a difference of losses of ordinary size has of rounding. */
const ROUNDING = 1e-12;

/** Seven digits, as the commands show. */
export const shown = (value: number): string =>
  Math.abs(value) < ROUNDING ? "0" : String(Number(value.toPrecision(7)));

/** The same with its sign. */
export const signed = (value: number): string => `${value >= ROUNDING ? "+" : ""}${shown(value)}`;

/** The mass on a class other than the true one and the excluded one, which all of these share; undefined for K = 2. */
export function offMass(target: readonly number[], trueClass: number, excluded: number): number | undefined {
  return target.find((_, k) => k !== trueClass && k !== excluded);
}

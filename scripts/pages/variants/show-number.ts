/** Numbers in pages: six significant digits, the same on every machine. */

const DIGITS = 6;

/** What is left of an exact zero after a difference of two losses of ordinary size. */
const NOTHING = 1e-12;

export function showNumber(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (Math.abs(value) < NOTHING) return "0";
  return String(Number(value.toPrecision(DIGITS)));
}

/** With its sign, for differences. */
export function showDifference(value: number): string {
  const shown = showNumber(value);
  return value > 0 && shown !== "0" ? `+${shown}` : shown;
}

export const showVector = (values: readonly number[]): string => `[${values.map(showNumber).join(", ")}]`;

/** A 40-digit decimal, cut to the digits a double can hold. */
export function showTruth(decimal: string): string {
  const [digits = "", exponent] = decimal.split("e");
  const cut = digits.slice(0, 20);
  return `${cut}${cut.length < digits.length ? "…" : ""}${exponent === undefined ? "" : `e${exponent}`}`;
}

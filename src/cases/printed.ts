/** Printed numbers: how exact they are, and whether a computed one is the same. */

import { PRINTED } from "../compare/tolerances.ts";
import { spacing } from "../compare/ulp.ts";
import type { FloatType } from "../formats/bits.ts";
import type { PrintedNumbers } from "./thread-case.ts";

const NAMES: { readonly [text: string]: number } = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
};

/** One number or several, as a list. */
export function numbersOf(printed: PrintedNumbers): readonly string[] {
  return typeof printed === "string" ? [printed] : printed;
}

/** The value of `1.0598`, `4000.`, `1.19e-07`, `nan` or `inf`. @throws RangeError for other texts */
export function printedValue(text: string): number {
  const named = NAMES[text.toLowerCase()];
  if (named !== undefined) return named;
  if (!/^[-+]?\d+\.?\d*(e[-+]?\d+)?$/i.test(text)) {
    throw new RangeError(`printed: expected a number as a program prints it, got "${text}"`);
  }
  return Number(text);
}

/** The unit of the last printed digit: 1e-4 for `1.0598`; 0 for `4000.`, which is how arrays print whole numbers. */
export function lastPlace(text: string): number {
  if (text.endsWith(".")) return 0;
  const [, decimals = "", exponent = "0"] = /^[-+]?\d+\.?(\d*)(?:e([-+]?\d+))?$/i.exec(text) ?? [];
  return 10 ** (Number(exponent) - decimals.length);
}

/** Whether a number computed in `dtype` is the printed one, by its digits. */
export function isPrintedAs(computed: number, text: string, dtype: FloatType): boolean {
  const value = printedValue(text);
  if (!Number.isFinite(value) || !Number.isFinite(computed)) return Object.is(value, computed);
  const allowed = PRINTED.lastPlaces * lastPlace(text) + PRINTED.ulps * spacing(value, dtype);
  return Math.abs(computed - value) <= allowed;
}

/** A computed number with the digits of the printed one, and one more. */
export function likePrinted(computed: number, text: string): string {
  if (!Number.isFinite(computed)) return String(computed);
  const [, decimals = "", exponent] = /^[-+]?\d+\.?(\d*)(e[-+]?\d+)?$/i.exec(text) ?? [];
  const digits = Math.min(decimals.length + 1, 20);
  return exponent === undefined ? computed.toFixed(digits) : computed.toExponential(digits);
}

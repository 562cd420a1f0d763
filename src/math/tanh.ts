/**
 * tanh with more digits than a double has: a difference of two capped logits is as exact as one of plain logits.
 *
 *     tanh u = (1 - e) / (1 + e)        1 / cosh^2 u = 4 e / (1 + e)^2        e = exp(-2 |u|)
 *
 * Near 0, where 1 - e would cancel, a series: u (1 - u^2/3 + 2 u^4/15 - 17 u^6/315 + 62 u^8/2835).
 */

import {
  add,
  type DoubleDouble,
  divide,
  doubleDouble,
  multiply,
  negate,
  quotient,
  scale,
} from "./double-double.ts";

/** ln 2 in two parts. */
const LN2: DoubleDouble = { high: Math.LN2, low: 2.3190468138462996e-17 };

/** Below exp(-80) a term is lost beside 1 in a double-double. */
const FURTHEST = 80;

/** Up to here the series leaves out less than 2^-85. */
const NEAR = 2 ** -8;

/** How often the argument of the series of exp is halved, and how many terms it has: less than 2^-105 is left out. */
const HALVINGS = 5;
const TERMS = 12;

const ONE = doubleDouble(1);

/** exp(y) for -80 <= y <= 0. */
function exponential(y: DoubleDouble): DoubleDouble {
  const steps = Math.round(y.high / Math.LN2);
  const rest = scale(add(y, scale(LN2, -steps)), 2 ** -HALVINGS);
  // Without the 1, so that squaring loses nothing: (1 + s)^2 = 1 + (2 s + s^2).
  let series = doubleDouble(0);
  for (let n = TERMS; n > 0; n -= 1) {
    const term = multiply(rest, add(ONE, series));
    series = quotient(term.high, term.low, n);
  }
  for (let n = 0; n < HALVINGS; n += 1) series = add(scale(series, 2), multiply(series, series));
  return scale(add(ONE, series), 2 ** steps);
}

/** Coefficients of the series, the last one first. */
const SERIES = [
  [62, 2835],
  [-17, 315],
  [2, 15],
  [-1, 3],
  [1, 1],
] as const;

function nearZero(u: DoubleDouble): DoubleDouble {
  const square = multiply(u, u);
  let sum = doubleDouble(0);
  for (const [numerator, denominator] of SERIES)
    sum = add(multiply(sum, square), quotient(numerator, 0, denominator));
  return multiply(u, sum);
}

/** tanh u. The sign of a zero and a NaN are kept. */
export function tanh(u: DoubleDouble): DoubleDouble {
  const size = Math.abs(u.high);
  if (!(size > 0)) return u;
  if (size < NEAR) return nearZero(u);
  if (2 * size > FURTHEST) return doubleDouble(Math.sign(u.high));
  const e = exponential(scale(u, u.high < 0 ? 2 : -2));
  const result = divide(add(ONE, negate(e)), add(ONE, e));
  return u.high < 0 ? negate(result) : result;
}

/** 1 / cosh^2 u to the digits of a double, which 1 - tanh^2 would lose. */
export function tanhSlope({ high, low }: DoubleDouble): number {
  const sign = high < 0 ? 2 : -2;
  const e = Math.exp(sign * high) * (1 + sign * low);
  return (4 * e) / (1 + e) ** 2;
}

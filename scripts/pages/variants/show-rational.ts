/** Quotients as text: masses as sums (`1 - α + α/K`), differences as products (`α/(K(K - 1))`). */
import {
  constant,
  content,
  divided,
  gcd,
  linear,
  type Polynomial,
  type Term,
  times,
  type Variable,
} from "./polynomial.ts";
import { type Factor, type Rational, rational } from "./rational.ts";

const NAMES: { readonly [variable in Variable]: string } = { alpha: "α", K: "K" };
const MINUS = "-";

/** Factors that a numerator is searched for, in the order they are written. */
const WRITTEN: readonly Factor[] = [
  { variable: "alpha", root: 0 },
  { variable: "K", root: 0 },
  { variable: "K", root: 1 },
  { variable: "K", root: 2 },
  { variable: "alpha", root: 1 },
  { variable: "alpha", root: -1 },
];

/** The part that is a polynomial, then a fraction that vanishes for many classes. */
export function asSum(value: Rational): string {
  const inK = value.factors.filter(({ variable }) => variable === "K");
  if (inK.length === 0 && value.factors.length === 0) return showPolynomial(value.numerator, value.divisor);
  if (inK.length !== value.factors.length || value.divisor !== 1) return asProduct(value);
  const below = inK.reduce((all, { variable, root }) => times(all, linear(variable, root)), constant(1));
  const { quotient, remainder } = divided(value.numerator, below, "K");
  if (quotient.length === 0) return asProduct(value);
  const rest = asProduct(rational(remainder, 1, inK));
  const start = showPolynomial(quotient);
  return rest.startsWith(MINUS) ? `${start} - ${rest.slice(1)}` : `${start} + ${rest}`;
}

/** Sign, factors, and what is left, over the denominator. */
export function asProduct(value: Rational): string {
  if (value.numerator.length === 0) return "0";
  const { sign, number, factors, rest } = factored(value.numerator);
  const top = [
    ...(number === 1 ? [] : [String(number)]),
    ...powers(factors),
    ...(rest === "1" ? [] : [rest]),
  ].join("");
  const bottomParts = [...(value.divisor === 1 ? [] : [String(value.divisor)]), ...powers(value.factors)];
  const bottom = bottomParts.join("");
  if (bottom === "") return sign + (top === "" ? "1" : unwrapped(top));
  const simple = bottomParts.length === 1 ? bottom : `(${bottom})`;
  return `${sign}${top === "" ? "1" : top}/${simple}`;
}

/** One pair of brackets around everything says nothing. */
function unwrapped(text: string): string {
  return /^\([^()]*\)$/.test(text) ? text.slice(1, -1) : text;
}

function factored(numerator: Polynomial): { sign: string; number: number; factors: Factor[]; rest: string } {
  const factors: Factor[] = [];
  let left = numerator;
  for (const factor of WRITTEN) {
    for (;;) {
      const { quotient, remainder } = divided(left, linear(factor.variable, factor.root), factor.variable);
      if (remainder.length > 0 || left.length === 0) break;
      left = quotient;
      factors.push(factor);
    }
  }
  const number = content(left);
  const flips = factors.filter(isFlipped).length;
  const leading = left[0]!.coefficient < 0 ? -1 : 1;
  const negative = leading * (-1) ** flips < 0;
  const rest = left.map((term) => ({ ...term, coefficient: (leading * term.coefficient) / number }));
  const shown = showPolynomial(rest);
  return { sign: negative ? MINUS : "", number, factors, rest: rest.length === 1 ? shown : `(${shown})` };
}

/** α - 1 is written 1 - α. */
const isFlipped = ({ variable, root }: Factor): boolean => variable === "alpha" && root > 0;

function showFactor({ variable, root }: Factor): string {
  const name = NAMES[variable];
  if (root === 0) return name;
  if (variable === "alpha") return root > 0 ? `(${root} - ${name})` : `(${-root} + ${name})`;
  return root > 0 ? `(${name} - ${root})` : `(${name} + ${-root})`;
}

function powers(factors: readonly Factor[]): string[] {
  const counts = new Map<string, number>();
  for (const factor of factors) counts.set(showFactor(factor), (counts.get(showFactor(factor)) ?? 0) + 1);
  return [...counts].map(([text, count]) => (count === 1 ? text : `${text}^${count}`));
}

function showPolynomial(terms: Polynomial, divisor = 1): string {
  if (terms.length === 0) return "0";
  return written(terms)
    .map((term, index) => signed(term, divisor, index === 0))
    .join("");
}

/** Rising powers of K, unless that would put a minus first. */
function written(terms: Polynomial): Polynomial {
  const rising = [...terms].sort((a, b) => a.K - b.K || a.alpha - b.alpha);
  return rising[0]!.coefficient > 0 ? rising : terms;
}

function signed(term: Term, divisor: number, first: boolean): string {
  const sign = term.coefficient < 0 ? (first ? MINUS : " - ") : first ? "" : " + ";
  return sign + showTerm(term, divisor);
}

function showTerm({ coefficient, alpha, K }: Term, divisor: number): string {
  const common = gcd(Math.abs(coefficient), divisor);
  const size = Math.abs(coefficient) / common;
  const below = divisor / common;
  const letters = [power(NAMES.alpha, alpha), power(NAMES.K, K)].join("");
  const top = letters === "" ? String(size) : `${size === 1 ? "" : size}${letters}`;
  return below === 1 ? top : `${top}/${below}`;
}

const power = (name: string, exponent: number): string =>
  exponent === 0 ? "" : exponent === 1 ? name : `${name}^${exponent}`;

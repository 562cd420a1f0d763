/** Quotients of polynomials in alpha and K whose denominators are products of simple factors, in lowest terms. */
import {
  coefficientOf,
  constant,
  content,
  degree,
  divided,
  linear,
  type Polynomial,
  plus,
  scaled,
  substituted,
  times,
  type Variable,
  valueAt,
} from "./polynomial.ts";

/** variable - root. */
export interface Factor {
  readonly variable: Variable;
  readonly root: number;
}

export interface Rational {
  readonly numerator: Polynomial;
  /** A positive integer and factors; empty of anything that also divides the numerator. */
  readonly divisor: number;
  readonly factors: readonly Factor[];
}

/** Where a quotient has no value: it divides by zero. */
export const POLE = "pole";

export function rational(numerator: Polynomial, divisor = 1, factors: readonly Factor[] = []): Rational {
  let top = numerator;
  const left: Factor[] = [];
  for (const factor of factors) {
    const { quotient, remainder } = divided(top, linear(factor.variable, factor.root), factor.variable);
    if (remainder.length === 0) top = quotient;
    else left.push(factor);
  }
  const common = content(top, divisor);
  const sorted = left.sort((a, b) => b.variable.localeCompare(a.variable, "en") || a.root - b.root);
  if (top.length === 0) return { numerator: [], divisor: 1, factors: [] };
  return {
    numerator: top.map((term) => ({ ...term, coefficient: term.coefficient / common })),
    divisor: divisor / common,
    factors: sorted,
  };
}

export const integer = (value: number): Rational => rational(constant(value));

const sameFactor = (a: Factor, b: Factor): boolean => a.variable === b.variable && a.root === b.root;

/** The factors of `a` that `b` lacks, counted as often as they occur. */
function lacking(a: readonly Factor[], b: readonly Factor[]): Factor[] {
  const rest = [...b];
  return a.filter((factor) => {
    const at = rest.findIndex((other) => sameFactor(factor, other));
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

const product = (factors: readonly Factor[]): Polynomial =>
  factors.reduce((sum, { variable, root }) => times(sum, linear(variable, root)), constant(1));

export function sum(a: Rational, b: Rational): Rational {
  const onlyA = lacking(a.factors, b.factors);
  const onlyB = lacking(b.factors, a.factors);
  const numerator = plus(
    scaled(times(a.numerator, product(onlyB)), b.divisor),
    scaled(times(b.numerator, product(onlyA)), a.divisor),
  );
  return rational(numerator, a.divisor * b.divisor, [...a.factors, ...onlyB]);
}

export const multiplied = (a: Rational, b: Rational): Rational =>
  rational(times(a.numerator, b.numerator), a.divisor * b.divisor, [...a.factors, ...b.factors]);

export const difference = (a: Rational, b: Rational): Rational => sum(a, multiplied(integer(-1), b));

export const isZero = (a: Rational): boolean => a.numerator.length === 0;

export const equal = (a: Rational, b: Rational): boolean => isZero(difference(a, b));

export function evaluated(a: Rational, alpha: number, K: number): number {
  const below = a.factors.reduce(
    (value, { variable, root }) => value * ((variable === "K" ? K : alpha) - root),
    1,
  );
  return valueAt(a.numerator, alpha, K) / (a.divisor * below);
}

/** The quotient where a variable has a value. In lowest terms, so a factor that vanishes there is a pole. */
export function at(a: Rational, variable: Variable, value: number): Rational | typeof POLE {
  let top = substituted(a.numerator, variable, value);
  let divisor = a.divisor;
  for (const factor of a.factors.filter((each) => each.variable === variable)) {
    if (factor.root === value) return POLE;
    divisor *= value - factor.root;
  }
  if (divisor < 0) {
    divisor = -divisor;
    top = scaled(top, -1);
  }
  return rational(
    top,
    divisor,
    a.factors.filter((each) => each.variable !== variable),
  );
}

/** The limit for many classes, or undefined where there is no finite one. */
export function forManyClasses(a: Rational): Rational | undefined {
  const inK = a.factors.filter(({ variable }) => variable === "K").length;
  if (degree(a.numerator, "K") > inK) return undefined;
  return rational(
    coefficientOf(a.numerator, "K", inK),
    a.divisor,
    a.factors.filter(({ variable }) => variable !== "K"),
  );
}

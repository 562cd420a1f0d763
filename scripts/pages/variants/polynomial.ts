/** Polynomials in alpha and K with integer coefficients: the little algebra that masses need. */

export type Variable = "alpha" | "K";

/** c * alpha^alphaPower * K^kPower. */
export interface Term {
  readonly coefficient: number;
  readonly alpha: number;
  readonly K: number;
}

/** Terms by falling power of K, then by rising power of alpha; none is zero, no two have the same powers. */
export type Polynomial = readonly Term[];

export function polynomial(terms: readonly Term[]): Polynomial {
  const byPowers = new Map<string, Term>();
  for (const term of terms) {
    const key = `${term.alpha},${term.K}`;
    const before = byPowers.get(key)?.coefficient ?? 0;
    byPowers.set(key, { ...term, coefficient: before + term.coefficient });
  }
  return [...byPowers.values()]
    .filter(({ coefficient }) => coefficient !== 0)
    .sort((a, b) => b.K - a.K || a.alpha - b.alpha);
}

export const constant = (coefficient: number): Polynomial => polynomial([{ coefficient, alpha: 0, K: 0 }]);

/** variable - root. */
export function linear(variable: Variable, root: number): Polynomial {
  const powers = { alpha: 0, K: 0 };
  return polynomial([
    { coefficient: 1, ...powers, [variable]: 1 },
    { coefficient: -root, ...powers },
  ]);
}

export const plus = (a: Polynomial, b: Polynomial): Polynomial => polynomial([...a, ...b]);

export function times(a: Polynomial, b: Polynomial): Polynomial {
  return polynomial(
    a.flatMap((left) =>
      b.map((right) => ({
        coefficient: left.coefficient * right.coefficient,
        alpha: left.alpha + right.alpha,
        K: left.K + right.K,
      })),
    ),
  );
}

export const scaled = (a: Polynomial, by: number): Polynomial => times(a, constant(by));

export function valueAt(a: Polynomial, alpha: number, K: number): number {
  return a.reduce((sum, term) => sum + term.coefficient * alpha ** term.alpha * K ** term.K, 0);
}

/** The polynomial with a number in place of a variable. */
export function substituted(a: Polynomial, variable: Variable, value: number): Polynomial {
  return polynomial(
    a.map((term) => ({ ...term, coefficient: term.coefficient * value ** term[variable], [variable]: 0 })),
  );
}

export function degree(a: Polynomial, variable: Variable): number {
  return a.reduce((most, term) => Math.max(most, term[variable]), 0);
}

/** What multiplies the given power of a variable. */
export function coefficientOf(a: Polynomial, variable: Variable, power: number): Polynomial {
  return polynomial(a.filter((term) => term[variable] === power).map((term) => ({ ...term, [variable]: 0 })));
}

/** Division by a monic divisor in one variable: a = quotient * divisor + remainder. */
export function divided(
  a: Polynomial,
  divisor: Polynomial,
  variable: Variable,
): { readonly quotient: Polynomial; readonly remainder: Polynomial } {
  const size = degree(divisor, variable);
  let quotient: Polynomial = [];
  let remainder = a;
  while (remainder.length > 0 && degree(remainder, variable) >= size) {
    const power = degree(remainder, variable);
    const step = coefficientOf(remainder, variable, power).map((term) => ({
      ...term,
      [variable]: power - size,
    }));
    quotient = plus(quotient, step);
    remainder = plus(remainder, scaled(times(step, divisor), -1));
    if (size === 0) break;
  }
  return { quotient, remainder };
}

/** Greatest common divisor of a number and all coefficients' magnitudes. */
export function content(a: Polynomial, start = 0): number {
  return a.reduce((common, { coefficient }) => gcd(common, Math.abs(coefficient)), start);
}

export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

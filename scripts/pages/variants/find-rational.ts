/**
 * Finds the formula of a mass from its values.
 *
 * The evaluator gives a record's masses as numbers. Multiplied by the right denominator, they are a polynomial in alpha
 * and K with integer coefficients; it is interpolated on a grid and must then give the right values everywhere else. So a
 * page states the formula that is really computed, not one that somebody typed.
 */
import { type Polynomial, polynomial, type Term } from "./polynomial.ts";
import { evaluated, type Factor, type Rational, rational } from "./rational.ts";

/** The factors of denominators; if no product of them fits a mass, a factor has to be added here. */
const FACTORS: readonly Factor[] = [
  { variable: "K", root: 0 },
  { variable: "K", root: 1 },
  { variable: "K", root: 2 },
  { variable: "alpha", root: -1 },
];
const DIVISORS = [1, 2] as const;

/** Powers 0 to 2 of either variable. */
const ALPHAS = [1 / 4, 1 / 2, 3 / 4] as const;
const COUNTS = [3, 4, 5] as const;

const ELSEWHERE = [
  [1 / 8, 3],
  [1 / 16, 7],
  [0.1, 10],
  [0.3, 17],
  [0.9, 1000],
  [0.6, 33],
  [0.95, 6],
] as const;

/** Allowed differences: the rounding of a few operations, and an epsilon that a source adds to its sums. */
const CLOSE = [1e-12, 1e-6] as const;

type Mass = (alpha: number, K: number) => number;

/** @throws RangeError naming `what` if no quotient with simple factors has these values */
export function findRational(what: string, mass: Mass): Rational {
  for (const close of CLOSE) {
    for (const factors of subsets(FACTORS)) {
      for (const divisor of DIVISORS) {
        const found = rational(interpolated(times(mass, divisor, factors)), divisor, factors);
        const fits = ELSEWHERE.every(([alpha, K]) => near(evaluated(found, alpha, K), mass(alpha, K), close));
        if (fits) return found;
      }
    }
  }
  throw new RangeError(`${what}: expected a quotient of simple factors in alpha and K, found none`);
}

const near = (a: number, b: number, within: number): boolean =>
  Math.abs(a - b) <= within * Math.max(1e-3, Math.abs(b));

function times(mass: Mass, divisor: number, factors: readonly Factor[]): Mass {
  return (alpha, K) =>
    factors.reduce(
      (value, { variable, root }) => value * ((variable === "K" ? K : alpha) - root),
      divisor * mass(alpha, K),
    );
}

/** All subsets, those with the fewest factors first. */
function subsets(factors: readonly Factor[]): Factor[][] {
  const all = Array.from({ length: 2 ** factors.length }, (_, bits) =>
    factors.filter((_, i) => bits & (1 << i)),
  );
  return all.sort((a, b) => a.length - b.length);
}

/** The polynomial of powers 0 to 2 through the values on the grid, its coefficients rounded to integers. */
function interpolated(values: Mass): Polynomial {
  const inK = ALPHAS.map((alpha) =>
    throughThree(
      COUNTS,
      COUNTS.map((K) => values(alpha, K)),
    ),
  );
  const terms: Term[] = [];
  for (let K = 0; K < COUNTS.length; K += 1) {
    const inAlpha = throughThree(
      ALPHAS,
      inK.map((coefficients) => coefficients[K]!),
    );
    inAlpha.forEach((coefficient, alpha) => {
      terms.push({ coefficient: Math.round(coefficient), alpha, K });
    });
  }
  return polynomial(terms);
}

/** Coefficients, constant first, of the parabola through three points. */
function throughThree(x: readonly number[], y: readonly number[]): [number, number, number] {
  const [x0, x1, x2] = x as [number, number, number];
  const [y0, y1, y2] = y as [number, number, number];
  const slope = (y1 - y0) / (x1 - x0);
  const bend = ((y2 - y1) / (x2 - x1) - slope) / (x2 - x0);
  return [y0 - slope * x0 + bend * x0 * x1, slope - bend * (x0 + x1), bend];
}

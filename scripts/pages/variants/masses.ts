/** The smoothed target of a record as formulas in alpha and K, with what follows from them by algebra. */
import type { VariantRecord } from "../../../src/definition/record.ts";
import { findRational } from "./find-rational.ts";
import { constant, linear } from "./polynomial.ts";
import { difference, integer, multiplied, type Rational, rational, sum } from "./rational.ts";
import { EXCLUDED_CLASS, marginRow, TRUE_CLASS, targetOf } from "./row.ts";

export interface Masses {
  /** On the class of a hard target. */
  readonly on: Rational;
  /** On each of the other classes. */
  readonly off: Rational;
  /** On the excluded class, where the definition has one. */
  readonly excluded: Rational | undefined;
  /** How many classes have the mass `off`. */
  readonly others: Rational;
}

/** A class that is neither the true one nor the excluded one. */
const ORDINARY_CLASS = 2;

const found = new Map<string, Masses>();

export function massesOf(record: VariantRecord): Masses {
  const known = found.get(record.id);
  if (known !== undefined) return known;
  const mass = (k: number, what: string): Rational =>
    findRational(`${record.id}: ${what}`, (alpha, K) => targetOf(record, marginRow(K, alpha, 0))[k]!);
  const leavesOut = record.axes.excludedClass !== "none";
  const masses = {
    on: mass(TRUE_CLASS, "mass on the class"),
    off: mass(ORDINARY_CLASS, "mass off the class"),
    excluded: leavesOut ? mass(EXCLUDED_CLASS, "mass left out") : undefined,
    others: rational(linear("K", leavesOut ? 2 : 1)),
  };
  found.set(record.id, masses);
  return masses;
}

/** The sum of all masses of the target. */
export function total({ on, off, excluded, others }: Masses): Rational {
  return sum(sum(on, multiplied(others, off)), excluded ?? integer(0));
}

/** The sum of the masses off the class. */
export const together = ({ off, others }: Masses): Rational => multiplied(others, off);

/** Masses times a factor, as a loss that averages over labels has them. */
export function weighted({ on, off, excluded, others }: Masses, by: Rational): Masses {
  return {
    on: multiplied(on, by),
    off: multiplied(off, by),
    excluded: excluded === undefined ? undefined : multiplied(excluded, by),
    others,
  };
}

/** a - b, class by class; a class that only `a` leaves out is an ordinary one in `b`. */
export function departure(a: Masses, b: Masses): Masses {
  return {
    on: difference(a.on, b.on),
    off: difference(a.off, b.off),
    excluded: a.excluded === undefined ? undefined : difference(a.excluded, b.excluded ?? b.off),
    others: a.others,
  };
}

/** 1/K. */
export const ONE_OVER_K: Rational = rational(constant(1), 1, [{ variable: "K", root: 0 }]);

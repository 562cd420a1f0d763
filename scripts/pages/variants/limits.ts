/** The limits of the masses, found by algebra and checked with the evaluator's numbers nearby. */
import type { VariantRecord } from "../../../src/definition/record.ts";
import { type Masses, together } from "./masses.ts";
import { at, evaluated, forManyClasses, POLE, type Rational } from "./rational.ts";
import { EXCLUDED_CLASS, marginRow, rowOf, TRUE_CLASS } from "./row.ts";

const LIMITS = ["many-classes", "two-classes", "no-smoothing", "full-smoothing"] as const;
export type LimitName = (typeof LIMITS)[number];

/** A formula, no bound, or a division by zero. */
export type Limit = Rational | "unbounded" | typeof POLE;

export interface LimitRow {
  readonly name: LimitName;
  readonly on: Limit;
  readonly off: Limit;
  readonly together: Limit;
  readonly excluded: Limit | undefined;
  /** The record's message where it refuses the point itself. */
  readonly refused: string | undefined;
}

function limitOf(value: Rational, name: LimitName): Limit {
  switch (name) {
    case "many-classes":
      return forManyClasses(value) ?? "unbounded";
    case "two-classes":
      return at(value, "K", 2);
    case "no-smoothing":
      return at(value, "alpha", 0);
    case "full-smoothing":
      return at(value, "alpha", 1);
  }
}

/** Where each limit is checked: at the point, or near it if the point itself cannot be reached. */
const NEAR: {
  readonly [name in LimitName]: { readonly alpha: number; readonly K: number; readonly within: number };
} = {
  "many-classes": { alpha: 0.25, K: 20_000, within: 1e-4 },
  "two-classes": { alpha: 0.25, K: 2, within: 1e-12 },
  "no-smoothing": { alpha: 2 ** -30, K: 5, within: 1e-8 },
  "full-smoothing": { alpha: 1 - 2 ** -30, K: 5, within: 1e-8 },
};

const POINT: { readonly [name in LimitName]?: { readonly alpha: number; readonly K: number } } = {
  "two-classes": { alpha: 0.25, K: 2 },
  "no-smoothing": { alpha: 0, K: 5 },
  "full-smoothing": { alpha: 1, K: 5 },
};

/**
 * The limits of a record's masses.
 *
 * @param epsilon how much an epsilon of the source may change them
 * @throws RangeError if the evaluator disagrees with a limit
 */
export function limitsOf(record: VariantRecord, masses: Masses, epsilon = 0): readonly LimitRow[] {
  return LIMITS.map((name) => {
    const off = limitOf(masses.off, name);
    const limits = {
      on: limitOf(masses.on, name),
      off,
      together: off === POLE ? POLE : limitOf(together(masses), name),
      excluded: masses.excluded === undefined ? undefined : limitOf(masses.excluded, name),
    };
    check(record, name, limits, epsilon);
    const point = POINT[name];
    const there = point === undefined ? undefined : rowOf(record, marginRow(point.K, point.alpha, 0));
    return {
      name,
      ...limits,
      refused: there !== undefined && "refused" in there ? there.refused : undefined,
    };
  });
}

type Limits = Pick<LimitRow, "on" | "off" | "excluded">;

function check(record: VariantRecord, name: LimitName, { on, off, excluded }: Limits, epsilon: number): void {
  const { alpha, K, within } = NEAR[name];
  const result = rowOf(record, marginRow(K, alpha, 0));
  if ("refused" in result) return;
  const compare = (what: string, limit: Limit | undefined, mass: number | undefined): void => {
    if (limit === undefined || typeof limit === "string" || mass === undefined) return;
    const stated = evaluated(limit, alpha, K);
    if (Math.abs(stated - mass) > within + epsilon)
      throw new RangeError(`${record.id}, ${name}: expected ${what} near ${stated}, got ${mass}`);
  };
  compare("on", on, result.target[TRUE_CLASS]);
  compare("off", off, K > 2 ? result.target[2] : excluded === undefined ? result.target[0] : undefined);
  compare("excluded", excluded, result.target[EXCLUDED_CLASS]);
}

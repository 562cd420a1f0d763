/** Functions of the label smoothing, each once, with the variants that compute it, or the mutants if no variant does. */
import type { Candidate } from "./definitions.ts";
import { KeyTree } from "./key-tree.ts";
import type { Curve } from "./smoothing-interval.ts";

export interface OneFunction {
  readonly curve: Curve;
  readonly members: readonly Candidate[];
}

/** Smoothings at which functions are compared: two that agree at both count as the same function. */
const COMPARED = [0.3137, 0.0719] as const;

/** 1 + 2^17: the last 17 of 53 bits are not compared, which leaves some eleven digits. */
const ROUNDING = 2 ** 17 + 1;

interface Growing {
  readonly curve: Curve;
  readonly members: Candidate[];
}

export class Functions {
  readonly #keepsWrong: boolean;
  readonly #byKey = new KeyTree<Growing>();
  readonly #all: Growing[] = [];

  /** @param keepsWrong whether mistakes that are some variant as it should be are kept, for other numbers to tell apart */
  constructor(keepsWrong: boolean) {
    this.#keepsWrong = keepsWrong;
  }

  /** Candidates that compute this function; left out where it has no finite numbers. */
  add(candidates: readonly Candidate[], curve: Curve): void {
    const key = keyOf(curve);
    if (key === undefined) return;
    const known = this.#byKey.once(key, () => ({ curve, members: [] }));
    if (known.members.length === 0) {
      this.#all.push(known);
      known.members.push(...candidates);
      return;
    }
    const isRight = known.members[0]!.mutant === undefined;
    known.members.push(
      ...candidates.filter(({ mutant }) => mutant === undefined || !isRight || this.#keepsWrong),
    );
  }

  /** In the order in which they were first added. */
  get all(): readonly OneFunction[] {
    return [...this.#all];
  }
}

/** A key of the same length for one number as for many. */
function keyOf(curve: Curve): readonly number[] | undefined {
  const key: number[] = [];
  for (const smoothing of COMPARED) {
    const values = curve.at(smoothing);
    key.push(values.length);
    for (const value of summary(values)) {
      if (!Number.isFinite(value)) return undefined;
      key.push(rounded(value));
    }
  }
  return key;
}

/** Rounds to fewer bits by Dekker's splitting; numbers too large for that stay as they are. */
function rounded(value: number): number {
  const big = value * ROUNDING;
  return Number.isFinite(big) ? big - (big - value) : value;
}

/** A few numbers that stand for many; the numbers themselves where there are few. */
function summary(values: Float64Array): readonly number[] {
  if (values.length <= 4) return Array.from({ length: 4 }, (_, i) => values[i] ?? 0);
  let sum = 0;
  let weighted = 0;
  values.forEach((value, i) => {
    sum += Math.abs(value);
    weighted += value * Math.cos(i);
  });
  return [values[0]!, values[1]!, sum, weighted];
}

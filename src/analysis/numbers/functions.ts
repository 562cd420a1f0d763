/** Functions of the label smoothing, each once, and who computes it: variants, or mutants where no variant does. */
import type { Candidate } from "./definitions.ts";
import { KeyTree } from "./key-tree.ts";
import type { Curve } from "./smoothing-interval.ts";

export interface OneFunction {
  readonly curve: Curve;
  readonly members: readonly Candidate[];
}

/** Smoothings at which functions are compared: two that agree at both are one. */
const COMPARED = [0.3137, 0.0719] as const;

/** One more than 2 to the bits that are not compared: 36 of 53 are, some eleven digits. */
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

/** As long for one number as for many. */
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

/** To fewer bits, by Dekker's splitting; what is too large for that stays as it is. */
function rounded(value: number): number {
  const big = value * ROUNDING;
  return Number.isFinite(big) ? big - (big - value) : value;
}

/** A few numbers that stand for many; as they are, where they are as few. */
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

/** Functions of the label smoothing, each once, and who computes it: variants, or mutants where no variant does. */
import type { Candidate } from "./definitions.ts";
import type { Curve } from "./smoothing-interval.ts";

export interface OneFunction {
  readonly curve: Curve;
  readonly members: readonly Candidate[];
}

/** Smoothings at which functions are compared: two that agree at both are one. */
const COMPARED = [0.3137, 0.0719] as const;

/** Digits to which they must agree. */
const COMPARED_DIGITS = 11;

export class Functions {
  readonly #byKey = new Map<string, { readonly curve: Curve; readonly members: Candidate[] }>();

  /** Candidates that compute this function; left out where it has no finite numbers. */
  add(candidates: readonly Candidate[], curve: Curve): void {
    const key = keyOf(curve);
    if (key === undefined) return;
    const known = this.#byKey.get(key);
    if (known === undefined) {
      this.#byKey.set(key, { curve, members: [...candidates] });
      return;
    }
    const isRight = known.members[0]!.mutant === undefined;
    known.members.push(...candidates.filter(({ mutant }) => mutant === undefined || !isRight));
  }

  /** In the order in which they were first added. */
  get all(): readonly OneFunction[] {
    return [...this.#byKey.values()];
  }
}

function keyOf(curve: Curve): string | undefined {
  const numbers = COMPARED.flatMap((smoothing) => {
    const values = curve.at(smoothing);
    return [values.length, ...summary(values)];
  });
  return numbers.every(Number.isFinite)
    ? numbers.map((value) => value.toPrecision(COMPARED_DIGITS)).join()
    : undefined;
}

/** A few numbers that stand for many. */
function summary(values: readonly number[]): readonly number[] {
  if (values.length <= 4) return [...values];
  let sum = 0;
  let weighted = 0;
  values.forEach((value, i) => {
    sum += Math.abs(value);
    weighted += value * Math.cos(i);
  });
  return [values[0]!, values[1]!, sum, weighted];
}

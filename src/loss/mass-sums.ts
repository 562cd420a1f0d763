/** What the masses of a row of class indices add up to: the same for all rows, but for where the target is excluded. */
import { add, type DoubleDouble, scale, value } from "../math/double-double.ts";

export interface MassSums {
  /** Sum of all masses. */
  readonly total: number;
  /** Sum of q log q. */
  readonly negativeEntropy: number;
}

interface Masses {
  readonly on: DoubleDouble;
  readonly off: DoubleDouble;
  /** The class without off-target mass; -1 for none. */
  readonly excluded: number;
}

/** Sums over `length` classes, where the target is another class than the excluded one and where it is `same`. */
export function massSums(
  masses: Masses,
  length: number,
): { readonly beside: MassSums; readonly same: MassSums } {
  const isExcluding = masses.excluded >= 0 && masses.excluded < length;
  return {
    beside: sumsOf(masses, length - 1 - (isExcluding ? 1 : 0)),
    same: sumsOf(masses, length - 1),
  };
}

function sumsOf({ on, off }: Masses, others: number): MassSums {
  // Near 1 the logarithm is hardly more than what rounding took from the mass.
  const term = ({ high, low }: DoubleDouble): number =>
    high === 0 ? 0 : high * Math.log(high) + low * (Math.log(high) + 1);
  return {
    total: value(add(on, scale(off, others))),
    negativeEntropy: term(on) + (others === 0 ? 0 : others * term(off)),
  };
}

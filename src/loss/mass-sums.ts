/** Sums of the masses of a row with a class index: the same for all rows, except where the target is excluded. */
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

/** Sums over `length` classes, for a target that differs from the excluded class and for one that is the `same`. */
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
  // Near 1 the logarithm is hardly larger than the rounding error of the mass.
  const term = ({ high, low }: DoubleDouble): number =>
    high === 0 ? 0 : high * Math.log(high) + low * (Math.log(high) + 1);
  return {
    total: value(add(on, scale(off, others))),
    negativeEntropy: term(on) + (others === 0 ? 0 : others * term(off)),
  };
}

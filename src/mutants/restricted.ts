/** Mutants that make their mistake in some calls only. */
import type { LossCall } from "../loss/loss-call.ts";
import { reductionOf } from "../loss/row-losses.ts";
import type { Mutant } from "./mutant.ts";
import { isReducedByMean } from "./wrong-counting.ts";

/** A mistake, and the same mistake in some calls only. */
export function withRestrictions(mutant: Mutant): readonly Mutant[] {
  return [mutant, ...RESTRICTIONS.map((restriction) => only(mutant, restriction))];
}

interface Restriction {
  readonly id: string;
  readonly says: string;
  readonly holds: (e: LossCall) => boolean;
}

/** Calls to which a mistake may be restricted. */
const RESTRICTIONS: readonly Restriction[] = [
  {
    id: "distributions",
    says: "where the target is a distribution",
    holds: (e) => e.targetKind === "distribution",
  },
  { id: "indices", says: "where the target holds class indices", holds: (e) => e.targetKind === "indices" },
  { id: "means", says: "where losses are averaged", holds: isReducedByMean },
  {
    id: "sums",
    says: "where losses are summed",
    holds: ({ axes, targetKind }) => reductionOf(axes, targetKind).divisor === "one",
  },
  { id: "unweighted", says: "where there are no weights", holds: (e) => e.weight === undefined },
  { id: "weighted", says: "where there are weights", holds: (e) => e.weight !== undefined },
];

function only({ id, says, answer, isMisled }: Mutant, restriction: Restriction): Mutant {
  return {
    id: `${id}-of-${restriction.id}`,
    says: `${says}, ${restriction.says}`,
    ...(isMisled === undefined ? {} : { isMisled }),
    answer: (e) => (restriction.holds(e) ? answer(e) : undefined),
  };
}

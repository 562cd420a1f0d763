/** Which vectors to judge: by variant, tier, id globs and flags. */
import type { Tier } from "../fixtures/tier.ts";
import { globMatcher } from "./glob.ts";

export interface Selection {
  /** Variant ids; all if empty. */
  readonly variants: readonly string[];
  /** All if empty. */
  readonly tiers: readonly Tier[];
  /** Globs for ids, one of which must match; all vectors if empty. */
  readonly only: readonly string[];
  /** Globs for ids, none of which may match. */
  readonly skip: readonly string[];
  /** Flags, one of which the vector must have; all vectors if empty. */
  readonly flags: readonly string[];
}

export interface Selectable {
  readonly id: string;
  readonly variant: string;
  readonly tier: Tier;
  readonly flags: readonly string[];
}

/** The selection of all vectors. */
export const ALL: Selection = { variants: [], tiers: [], only: [], skip: [], flags: [] };

/** The test that a selection stands for. */
export function selector({ variants, tiers, only, skip, flags }: Selection): (vector: Selectable) => boolean {
  const isOnly = only.length === 0 ? () => true : globMatcher(only);
  const isSkipped = skip.length === 0 ? () => false : globMatcher(skip);
  return (vector) =>
    (variants.length === 0 || variants.includes(vector.variant)) &&
    (tiers.length === 0 || tiers.includes(vector.tier)) &&
    (flags.length === 0 || flags.some((flag) => vector.flags.includes(flag))) &&
    isOnly(vector.id) &&
    !isSkipped(vector.id);
}

/** Checks filters of vectors, since one with a typing error would select the wrong vectors. */
import { ALL, type Selectable, type Selection, selector } from "../conformance/select.ts";
import { formatShard, type Shard } from "../conformance/shard.ts";
import type { Tier } from "../fixtures/tier.ts";
import { UsageError } from "./exit-codes.ts";
import { suggestion } from "./suggest.ts";

export interface Filters {
  readonly variant: readonly string[];
  readonly tier: readonly Tier[];
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly flag: readonly string[];
}

export function selectionOf({ variant, tier, only, skip, flag }: Filters): Selection {
  return { variants: variant, tiers: tier, only, skip, flags: flag };
}

/** Each filter must match something by itself. @throws UsageError */
export function checkFilters(
  { only, skip, flag }: Pick<Filters, "only" | "skip" | "flag">,
  vectors: readonly Selectable[],
): void {
  const ids = vectors.map(({ id }) => id);
  const flags = [...new Set(vectors.flatMap((vector) => vector.flags))];
  for (const [name, globs] of [
    ["--only", only],
    ["--skip", skip],
  ] as const) {
    const lost = globs.find((glob) => glob === "" || !vectors.some(selector({ ...ALL, only: [glob] })));
    if (lost !== undefined) throw noVector(`${name} ${lost || '""'}`, suggestion(lost, ids));
  }
  const unknown = flag.find((each) => !flags.includes(each));
  if (unknown !== undefined) throw noVector(`--flag ${unknown}`, suggestion(unknown, flags));
}

function noVector(filters: string, hint: string): UsageError {
  return new UsageError(`${filters}: no vector matches.${hint} Run: smoothproof vectors --ids`);
}

/** The message where all filters together match nothing. */
export function nothingMatches(
  { variant, tier, only, skip, flag }: Filters,
  shard: Shard | undefined,
): UsageError {
  const filters = [
    ...variant.map((id) => `--variant ${id}`),
    ...tier.map((name) => `--tier ${name}`),
    ...only.map((glob) => `--only ${glob}`),
    ...skip.map((glob) => `--skip ${glob}`),
    ...flag.map((name) => `--flag ${name}`),
    ...(shard === undefined ? [] : [`--shard ${formatShard(shard)}`]),
  ];
  return noVector(filters.join(" "), "");
}

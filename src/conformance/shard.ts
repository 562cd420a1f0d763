/** One part of a run: `2/4` judges every fourth vector, starting with the second. Parts are disjoint and complete. */
export interface Shard {
  /** Counted from 1. */
  readonly index: number;
  readonly count: number;
}

/** The most parts of a run. */
export const MOST_SHARDS = 999_999;

/** Most missing parts that a message names. */
const MOST_NAMED = 8;

/** Reads `i/n`; undefined where it is none. */
export function parseShard(text: string): Shard | undefined {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  if (match === null) return undefined;
  const [index, count] = [Number(match[1]), Number(match[2])];
  return index >= 1 && index <= count ? { index, count } : undefined;
}

/** Restricts a test to this shard's share of the items that pass it. */
export function sharded<T>(test: (item: T) => boolean, shard: Shard | undefined): (item: T) => boolean {
  if (shard === undefined) return test;
  let seen = 0;
  return (item) => {
    if (!test(item)) return false;
    seen += 1;
    return (seen - 1) % shard.count === shard.index - 1;
  };
}

/** As on the command line: `2/4`. */
export function formatShard({ index, count }: Shard): string {
  return `${index}/${count}`;
}

/** Why these parts are not one complete run; undefined if they are. A part without a shard is complete. */
export function whatIsNotWhole(parts: readonly (Shard | undefined)[]): string | undefined {
  const shards = parts.filter((part) => part !== undefined);
  const [first] = shards;
  if (first === undefined) return undefined;
  const { count } = first;
  const other = parts.find((part) => part?.count !== count);
  if (parts.some((part) => part?.count !== count)) {
    return `expected shards of ${count}, got ${other === undefined ? "a report without a shard" : formatShard(other)}`;
  }
  const there = new Set<number>();
  for (const shard of shards) {
    if (there.has(shard.index)) return `shards must be disjoint: ${formatShard(shard)} is there twice`;
    there.add(shard.index);
  }
  if (there.size === count) return undefined;
  const missing: string[] = [];
  for (let index = 1; index <= count && missing.length <= MOST_NAMED; index += 1)
    if (!there.has(index)) missing.push(formatShard({ index, count }));
  const named = missing.slice(0, MOST_NAMED).join(", ");
  const others = count - there.size - MOST_NAMED;
  return `expected all of 1/${count} to ${count}/${count}, got no ${named}${others > 0 ? ` and ${others} more` : ""}`;
}

/** One part of a run: `2/4` judges every fourth vector, starting with the second. Parts are disjoint and complete. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly count: number;
}

/** Reads `i/n`; undefined where it is none. */
export function parseShard(text: string): Shard | undefined {
  const match = /^(\d{1,6})\/(\d{1,6})$/.exec(text);
  if (match === null) return undefined;
  const [index, count] = [Number(match[1]), Number(match[2])];
  return index >= 1 && index <= count ? { index, count } : undefined;
}

/** Wraps a test so that it holds for this shard's share of what passed it. */
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

/** What keeps these parts from being one whole run; undefined where nothing does. Parts without a shard are whole. */
export function whatIsNotWhole(parts: readonly (Shard | undefined)[]): string | undefined {
  const shards = parts.filter((part) => part !== undefined);
  const [first] = shards;
  if (first === undefined) return undefined;
  const { count } = first;
  const other = parts.find((part) => part?.count !== count);
  if (parts.some((part) => part?.count !== count)) {
    return `expected shards of ${count}, got ${other === undefined ? "a report without a shard" : formatShard(other)}`;
  }
  const all = Array.from({ length: count }, (_, i) => ({ index: i + 1, count }));
  const times = ({ index }: Shard): number => shards.filter((shard) => shard.index === index).length;
  const twice = all.find((shard) => times(shard) > 1);
  if (twice !== undefined) return `shards must be disjoint: ${formatShard(twice)} is there twice`;
  const missing = all.filter((shard) => times(shard) === 0);
  if (missing.length === 0) return undefined;
  return `expected all of 1/${count} to ${count}/${count}, got no ${missing.map(formatShard).join(", ")}`;
}

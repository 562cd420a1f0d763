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

/** Random numbers for campaigns: the same on every machine for the same seed. */

export interface Random {
  /** In [0, 1). */
  readonly unit: () => number;
  /** In [low, high]. */
  readonly integer: (low: number, high: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** About normal: the sum of four uniform ones. */
  readonly bell: () => number;
}

/** mulberry32, by Tommy Ettinger, public domain. */
export function random(seed: number): Random {
  let state = seed | 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const integer = (low: number, high: number): number => low + Math.floor(unit() * (high - low + 1));
  return {
    unit,
    integer,
    pick: (items) => items[integer(0, items.length - 1)]!,
    bell: () => unit() + unit() + unit() + unit() - 2,
  };
}

/** K from 3 to 1,000, with small values as often as large ones. */
export function classCount({ unit }: Random): number {
  return Math.round(3 * (1000 / 3) ** unit());
}

/** Logits with more decimals than a float32 can hold; in a few of a hundred rows they are far apart. */
export function logits(from: Random, count: number): Float64Array {
  const spread = from.unit() < 0.05 ? 40 : 3;
  return Float64Array.from({ length: count }, () => spread * from.bell());
}

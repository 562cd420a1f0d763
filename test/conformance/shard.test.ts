import { describe, expect, it } from "vitest";
import { ALL, selector } from "../../src/conformance/select.ts";
import { formatShard, parseShard, sharded, whatIsNotWhole } from "../../src/conformance/shard.ts";
import { shardSchema } from "../../src/conformance/shard-schema.ts";

describe("a shard", () => {
  it.each([
    ["1/1", { index: 1, count: 1 }],
    ["2/4", { index: 2, count: 4 }],
    ["4/4", { index: 4, count: 4 }],
    ["999999/999999", { index: 999_999, count: 999_999 }],
  ])("%s is read and written", (text, shard) => {
    expect(parseShard(text)).toEqual(shard);
    expect(formatShard(shard)).toBe(text);
  });

  it.each([
    "0/4",
    "5/4",
    "1",
    "1/",
    "/4",
    "a/b",
    "1/4 ",
    " 1/4",
    "x1/4",
    "1/4x",
    "1.5/4",
    "-1/4",
    "1/1000000",
    "1000000/1000000",
  ])("%s is none", (text) => {
    expect(parseShard(text)).toBeUndefined();
  });

  it("takes every so manieth of the items that pass the test, and all of them together take each once", () => {
    const items = Array.from({ length: 20 }, (_, i) => i);
    const isEven = (item: number): boolean => item % 2 === 0;
    const taken = [1, 2, 3].map((index) => items.filter(sharded(isEven, { index, count: 3 })));
    expect(taken).toEqual([
      [0, 6, 12, 18],
      [2, 8, 14],
      [4, 10, 16],
    ]);
    expect(items.filter(sharded(isEven, undefined))).toEqual(taken.flat().sort((a, b) => a - b));
  });

  it("is checked in reports", () => {
    const isValid = (value: unknown): boolean => shardSchema.safeParse(value).success;
    expect(isValid({ index: 1, count: 1 })).toBe(true);
    expect(isValid({ index: 3, count: 4 })).toBe(true);
    for (const value of [
      { index: 0, count: 1 },
      { index: 5, count: 4 },
      { index: 1, count: 1_000_000 },
      { index: 1.5, count: 2 },
      { index: 1 },
      { count: 1 },
      { index: 1, count: 2, other: 3 },
    ])
      expect(isValid(value)).toBe(false);
    expect(shardSchema.safeParse({ index: 5, count: 4 }).error?.issues[0]?.message).toBe(
      "expected an index of at most count",
    );
  });
});

describe("parts of a run", () => {
  const shard = (index: number, count: number) => ({ index, count });

  it("are whole together, or without shards", () => {
    expect(whatIsNotWhole([undefined, undefined])).toBeUndefined();
    expect(whatIsNotWhole([])).toBeUndefined();
    expect(whatIsNotWhole([shard(2, 2), shard(1, 2)])).toBeUndefined();
  });

  it.each([
    [[shard(1, 2), shard(1, 3)], "expected shards of 2, got 1/3"],
    [[shard(1, 2), undefined], "expected shards of 2, got a report without a shard"],
    [[undefined, shard(1, 2)], "expected shards of 2, got a report without a shard"],
    [[shard(2, 3), shard(2, 3)], "shards must be disjoint: 2/3 is there twice"],
    [[shard(2, 3)], "expected all of 1/3 to 3/3, got no 1/3, 3/3"],
    [[shard(1, 2)], "expected all of 1/2 to 2/2, got no 2/2"],
    [[shard(1, 9)], "expected all of 1/9 to 9/9, got no 2/9, 3/9, 4/9, 5/9, 6/9, 7/9, 8/9, 9/9"],
    [
      [shard(1, 11)],
      "expected all of 1/11 to 11/11, got no 2/11, 3/11, 4/11, 5/11, 6/11, 7/11, 8/11, 9/11 and 2 more",
    ],
    [
      [shard(1, 999_999)],
      "expected all of 1/999999 to 999999/999999, got no 2/999999, 3/999999, 4/999999, 5/999999, 6/999999, 7/999999, 8/999999, 9/999999 and 999990 more",
    ],
  ])("%j: %s", (parts, problem) => {
    expect(whatIsNotWhole(parts)).toBe(problem);
  });
});

describe("a selection", () => {
  const vectors = [
    { id: "torch.a", variant: "torch", tier: "core", flags: ["Large"] },
    { id: "torch.b", variant: "torch", tier: "edge", flags: ["Tiny", "OneClass"] },
    { id: "simple.a", variant: "simple", tier: "refusal", flags: [] },
  ] as const;
  const ids = (selection: Partial<typeof ALL>): string[] =>
    vectors.filter(selector({ ...ALL, ...selection })).map(({ id }) => id);

  it("of nothing in particular is everything", () => {
    expect(ALL).toEqual({ variants: [], tiers: [], only: [], skip: [], flags: [] });
    expect(ids({})).toEqual(["torch.a", "torch.b", "simple.a"]);
  });

  it("restricts by variant, tier, flag and glob, all of which must hold", () => {
    expect(ids({ variants: ["torch"] })).toEqual(["torch.a", "torch.b"]);
    expect(ids({ variants: ["torch", "simple"] })).toHaveLength(3);
    expect(ids({ tiers: ["edge", "refusal"] })).toEqual(["torch.b", "simple.a"]);
    expect(ids({ flags: ["OneClass", "Large"] })).toEqual(["torch.a", "torch.b"]);
    expect(ids({ only: ["*.a"] })).toEqual(["torch.a", "simple.a"]);
    expect(ids({ skip: ["*.a"] })).toEqual(["torch.b"]);
    expect(
      ids({ variants: ["torch"], only: ["*.a"], skip: ["simple.*"], tiers: ["core"], flags: ["Large"] }),
    ).toEqual(["torch.a"]);
    expect(ids({ variants: ["none"] })).toEqual([]);
  });
});

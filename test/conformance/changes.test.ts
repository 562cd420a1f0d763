import { describe, expect, it } from "vitest";
import { STATUSES } from "../../src/compare/verdict.ts";
import { changeOf, changesBetween } from "../../src/conformance/changes.ts";
import { measure, verdict } from "../report/verdicts.ts";

describe("a change of status", () => {
  const order = ["pass", "skip", "known", "fail"] as const;

  it("is an improvement or its opposite, whichever way it is read", () => {
    for (const before of STATUSES) {
      expect(changeOf(before, before)).toBe("unchanged");
      for (const after of STATUSES) {
        const there = changeOf(before, after);
        const back = { improved: "regressed", regressed: "improved", unchanged: "unchanged" };
        expect(changeOf(after, before)).toBe(back[there]);
      }
    }
  });

  it("follows the order of the documentation", () => {
    for (const [i, before] of order.entries())
      for (const after of order.slice(i + 1)) expect(changeOf(before, after)).toBe("regressed");
    expect(changeOf("pass", "notJudged")).toBe("regressed");
    expect(changeOf("fail", "error")).toBe("unchanged");
  });
});

describe("changes between runs", () => {
  const of = (id: string, changes: Parameters<typeof verdict>[0] = {}) => verdict({ id, ...changes });
  const ids = (pairs: ReturnType<typeof changesBetween>["improved"]) => pairs.map(({ after }) => after.id);

  it("are told by id", () => {
    const changes = changesBetween(
      [of("a"), of("b", { status: "fail" }), of("c"), of("d")],
      [of("b"), of("a", { status: "error" }), of("c"), of("e")],
    );
    expect(ids(changes.improved)).toEqual(["b"]);
    expect(ids(changes.regressed)).toEqual(["a"]);
    expect(ids(changes.unchanged)).toEqual(["c"]);
    expect(changes.onlyBefore.map(({ id }) => id)).toEqual(["d"]);
    expect(changes.onlyAfter.map(({ id }) => id)).toEqual(["e"]);
  });

  it("are told by backend where both runs have several, and across backends where they have one each", () => {
    const both = [of("a", { backend: "js" }), of("a", { backend: "wasm", status: "fail" })];
    const mended = [of("a", { backend: "js" }), of("a", { backend: "wasm" })];
    const { improved, unchanged } = changesBetween(both, mended);
    expect(improved.map(({ after }) => after.backend)).toEqual(["wasm"]);
    expect(unchanged).toHaveLength(1);
    expect(
      changesBetween([of("a", { backend: "js" })], [of("a", { status: "fail" })]).regressed,
    ).toHaveLength(1);
  });

  it("are told across backends where one run has one and the other several", () => {
    const several = [of("a", { backend: "js" }), of("b", { backend: "wasm" })];
    const one = [of("a", { backend: "tfjs" }), of("b", { backend: "tfjs", status: "fail" })];
    expect(ids(changesBetween(several, one).unchanged)).toEqual(["a"]);
    expect(ids(changesBetween(one, several).improved)).toEqual(["b"]);
  });

  it("count a difference of class as larger than any number, and nothing that failed in either run", () => {
    const exact = (units: number | "class") => ({ measures: { loss: measure({ units }) } });
    const more = (before: Parameters<typeof of>[1], after: Parameters<typeof of>[1]) => {
      const { moreExact, lessExact } = changesBetween([of("a", before)], [of("a", after)]);
      return [moreExact, lessExact];
    };
    expect(more(exact("class"), exact(1e300))).toEqual([1, 0]);
    expect(more(exact(1e300), exact("class"))).toEqual([0, 1]);
    expect(more(exact("class"), exact("class"))).toEqual([0, 0]);
    expect(more(exact(2), { ...exact(1), status: "fail" })).toEqual([0, 0]);
    expect(more({ ...exact(2), status: "fail" }, exact(1))).toEqual([0, 0]);
  });

  it("count what became more or less exact", () => {
    const exact = (units: number) => ({ measures: { loss: measure({ units }) } });
    const { moreExact, lessExact } = changesBetween(
      [of("a", exact(1)), of("b", exact(1)), of("c", exact(2)), of("d", { ...exact(1), status: "fail" })],
      [of("a", exact(2)), of("b", exact(1)), of("c", exact(1)), of("d", exact(5))],
    );
    expect([moreExact, lessExact]).toEqual([1, 1]);
  });
});

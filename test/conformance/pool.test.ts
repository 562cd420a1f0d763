import { describe, expect, it } from "vitest";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { pooled } from "../../src/conformance/pool.ts";
import type { Call } from "../../src/fixtures/vector.ts";

/** Answers when it is told to, and says how often it was asked. */
function member(name: string, inFlight?: number): Implementation & { asked: number; release: () => void } {
  const waiting: (() => void)[] = [];
  return {
    name,
    version: "1",
    language: "JavaScript",
    variants: ["torch"],
    gradient: true,
    judged: "default",
    ...(inFlight === undefined ? {} : { inFlight }),
    asked: 0,
    async answer() {
      this.asked += 1;
      await new Promise<void>((resolve) => waiting.push(resolve));
      return { kind: "skipped", reason: name };
    },
    release: () => waiting.shift()?.(),
    remarks: () => ["odd"],
  };
}

const call = {} as Call;

describe("a pool", () => {
  it("is its only member, and nothing without one", () => {
    const alone = member("a");
    expect(pooled([alone])).toBe(alone);
    expect(() => pooled([])).toThrow("members: expected at least one");
  });

  it("asks the member with the fewest calls open, and as many in all as its members take", async () => {
    const [a, b] = [member("a"), member("b", 3)];
    const pool = pooled([a, b]);
    expect(pool.inFlight).toBe(4);
    const answers = [pool.answer(call), pool.answer(call), pool.answer(call)];
    expect([a.asked, b.asked]).toEqual([2, 1]);
    a.release();
    a.release();
    await Promise.all([answers[0], answers[2]]);
    answers.push(pool.answer(call));
    expect([a.asked, b.asked]).toEqual([3, 1]);
    for (const each of [a, b]) each.release();
    expect(await Promise.all(answers)).toHaveLength(4);
  });

  it("says what several remark once, and closes all", async () => {
    const closed: string[] = [];
    const members = ["a", "b"].map((name) => ({
      ...member(name),
      close: async () => void closed.push(name),
    }));
    const pool = pooled(members);
    expect(pool.remarks?.()).toEqual(["odd"]);
    await pool.close?.();
    expect(closed).toEqual(["a", "b"]);
  });

  it("of members that remark and close nothing does neither", async () => {
    const quiet = ["a", "b"].map((name) => {
      const { remarks: _, ...rest } = member(name);
      return rest;
    });
    const pool = pooled(quiet);
    expect(pool.remarks?.()).toEqual([]);
    await expect(pool.close?.()).resolves.toBeUndefined();
  });
});

/** What strangers wrote can neither steer a terminal nor pretend to be a line of ours. */
import { describe, expect, it } from "vitest";
import { hear } from "../../src/adapters/hearing.ts";
import { forTerminal, oneLine, oneLineEach } from "../../src/files/strangers-text.ts";

const EVIL = "\u001b[2K\r2054 passed\n\u202egnorw\u202c\u0007\u009b31m\u2028\ud800\u{e0041}";
const SHOWN = "\\u001b[2K\\r2054 passed\\n\\u202egnorw\\u202c\\u0007\\u009b31m\\u2028\\ud800\\udb40\\udc41";

describe("one line", () => {
  it("shows what is no visible character as an escape, and leaves the rest", () => {
    expect(oneLine(EVIL)).toBe(SHOWN);
    expect(oneLine("q = y (1 - a) · 라벨 … \u{1f600}")).toBe("q = y (1 - a) · 라벨 … \u{1f600}");
  });

  it("is cut in the middle: its end says how to go on", () => {
    const cut = oneLine(`${"x".repeat(5000)} Run: npm ci`, 100);
    expect(cut).toHaveLength(101);
    expect(cut).toMatch(/^x{75}…x+ Run: npm ci$/);
  });

  it("goes through all of some JSON, names as well", () => {
    expect(oneLineEach({ [EVIL]: [EVIL, 1, null, { a: true }] })).toEqual({
      [SHOWN]: [SHOWN, 1, null, { a: true }],
    });
  });
});

describe("what goes to a terminal", () => {
  it("has our colours and ends of lines, and nothing else that is not visible", () => {
    const ours = "\u001b[1m\u001b[31mFAIL\u001b[39m\u001b[22m id\n\tnext\u001b[0m\n";
    expect(forTerminal(ours)).toBe(ours);
    expect(forTerminal("\u001b[8mhidden\u001b[2J\u001b]0;title\u0007\r")).toBe(
      "\\u001b[8mhidden\\u001b[2J\\u001b]0;title\\u0007\\r",
    );
  });

  it("is the same JSON where it is JSON", () => {
    const json = JSON.stringify({ [EVIL]: EVIL });
    expect(JSON.parse(forTerminal(json))).toEqual(JSON.parse(json));
  });
});

describe("an adapter", () => {
  it("is quoted in one line, whatever it says", () => {
    const error = { type: "error", id: "1", phase: "call", code: "invalid-request", message: EVIL };
    expect(hear(JSON.stringify(error))).toMatchObject({ message: SHOWN });
    expect(hear(JSON.stringify({ type: "skipped", id: "1", reason: EVIL }))).toMatchObject({ reason: SHOWN });
    const implementation = { name: EVIL, version: EVIL, language: EVIL };
    const hello = {
      type: "hello",
      protocol: 1,
      implementation,
      variants: [EVIL],
      gradient: true,
      dtypes: [],
    };
    expect(hear(JSON.stringify(hello))).toMatchObject({
      implementation: { name: SHOWN, version: SHOWN, language: SHOWN },
      variants: [SHOWN],
    });
    expect(hear(JSON.stringify({ type: "result", id: "1", [EVIL]: 1 }))).toMatchObject({
      nonsense: { detail: expect.stringContaining(SHOWN) },
    });
  });
});

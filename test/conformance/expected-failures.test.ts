import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/compare/verdict.ts";
import {
  applyExpectedFailures,
  type ExpectedFailure,
  expectedFailuresSchema,
  listOfFailures,
  unmatched,
} from "../../src/conformance/expected-failures.ts";
import { globMatcher } from "../../src/conformance/glob.ts";
import { said, verdict } from "../report/verdicts.ts";

const of = (id: string, status: Verdict["status"], changes: Partial<Verdict> = {}): Verdict =>
  verdict({ id, status, ...changes });
const IDS = ["a.1", "a.2", "b.1"];
const applied = (verdicts: readonly Verdict[], ...entries: ExpectedFailure[]) =>
  applyExpectedFailures(verdicts, entries, IDS).map(({ id, status, listed, message }) => [
    id,
    status,
    listed?.reason,
    message,
  ]);

describe("globs", () => {
  it("match ids, and any of several is enough", () => {
    const matches = globMatcher(["a.*", "b.1"]);
    expect([...IDS, "b.2", "c"].filter(matches)).toEqual(IDS);
    expect(globMatcher(["a.{1,3}"])("a.1")).toBe(true);
    expect(globMatcher(["a.?"])("a.12")).toBe(false);
    expect(globMatcher([])("a.1")).toBe(false);
  });

  it("take repeated patterns as text, and nothing beyond 1,000 characters", () => {
    expect(globMatcher(["+(a|b)"])("ab")).toBe(false);
    expect(globMatcher([`{${"a,".repeat(498)}b}`])("b")).toBe(true);
    expect(globMatcher([`{${"a,".repeat(499)}b}`])("b")).toBe(false);
    expect(globMatcher(["*".padEnd(1000, "?")])("x".repeat(999))).toBe(true);
  });

  it.each<[glob: string, matching: string, not: string]>([
    ["a*c", "a.b.c", "a.b.d"],
    ["**.f32", "x.f32", "x.f64"],
    ["?d.[a-c1]", "2d.b", "2d.d"],
    ["a.[!1-3]", "a.4", "a.2"],
    ["a.[^1-3]", "a.4", "a.2"],
    ["a.[]x]", "a.]", "a.a"],
    ["{a,b{1,2}*}.c", "b2x.c", "b3.c"],
    ["(a|b.?).c", "b.1.c", "b..1.c"],
    ["f{1..3}", "f2", "f4"],
    ["!a.*", "b.1", "a.1"],
    ["!!a.*", "a.1", "b.1"],
    ["a\\*", "a*", "ab"],
    ["[a", "[a", "a"],
    ["{a}", "{a}", "a"],
    ["a.b", "a.b", "axb"],
  ])("%s", (glob, matching, not) => {
    expect(globMatcher([glob])(matching)).toBe(true);
    expect(globMatcher([glob])(not)).toBe(false);
  });

  it("take time in proportion to their length", () => {
    const id = "torch.mean.index.2d.ordinary.".repeat(5);
    const started = performance.now();
    for (const glob of ["?*?*?*?*?*?*z", "?*".repeat(499), `${"*a".repeat(499)}z`, "{*a,*b}".repeat(142)])
      expect(globMatcher([glob])(id)).toBe(false);
    // Milliseconds; the first alone took a regular expression minutes.
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe("the form of a list", () => {
  const isValid = (list: unknown): boolean => expectedFailuresSchema.safeParse(list).success;

  it("wants an id and a reason, and takes a link and strict", () => {
    expect(isValid([])).toBe(true);
    expect(isValid([{ id: "a", reason: "why" }])).toBe(true);
    expect(isValid([{ id: "a", reason: "why", link: "https://example.org", strict: true }])).toBe(true);
    expect(isValid([{ id: "", reason: "why" }])).toBe(false);
    expect(isValid([{ id: "a", reason: "" }])).toBe(false);
    expect(isValid([{ id: "a" }])).toBe(false);
    expect(isValid([{ reason: "why" }])).toBe(false);
    expect(isValid([{ id: "a", reason: "why", strict: "yes" }])).toBe(false);
    expect(isValid([{ id: "a", reason: "why", link: 5 }])).toBe(false);
    expect(isValid([{ id: "a", reason: "why", other: 1 }])).toBe(false);
  });
});

describe("expected failures of several backends", () => {
  const both = [of("a.1", "pass", { backend: "js" }), of("a.1", "fail", { backend: "wasm" })];
  const statuses = (id: string): string[] =>
    applyExpectedFailures(both, [{ id, reason: "why" }], ["a.1", "b.1"]).map(({ status }) => status);

  it("by id are due of each, by a glob of any, even if it matches one id alone", () => {
    expect(statuses("a.1")).toEqual(["fail", "known"]);
    expect(statuses("a.*")).toEqual(["pass", "known"]);
    expect(statuses("*.1")).toEqual(["pass", "known"]);
  });
});

describe("expected failures", () => {
  it("change nothing where there are none, and what they do not match", () => {
    const verdicts = [of("a.1", "fail"), of("a.2", "pass")];
    expect(applyExpectedFailures(verdicts, [], IDS)).toEqual(verdicts);
    expect(applied(verdicts, { id: "c.*", reason: "why" })).toEqual([
      ["a.1", "fail", undefined, ""],
      ["a.2", "pass", undefined, ""],
    ]);
  });

  it("make a failure and an error known, with reason and link", () => {
    expect(
      applied(
        [of("a.1", "fail"), of("b.1", "error")],
        { id: "a.1", reason: "why", link: "https://x" },
        { id: "b.*", reason: "and" },
      ),
    ).toEqual([
      ["a.1", "known", "why (https://x)", ""],
      ["b.1", "known", "and", ""],
    ]);
  });

  it("leave alone what was skipped or not judged", () => {
    expect(applied([of("a.1", "skip"), of("a.2", "notJudged")], { id: "a.*", reason: "why" })).toEqual([
      ["a.1", "skip", undefined, ""],
      ["a.2", "notJudged", undefined, ""],
    ]);
  });

  it("fail for an id that passes", () => {
    expect(applied([of("a.1", "pass"), of("a.2", "pass")], { id: "a.1", reason: "why" })).toEqual([
      ["a.1", "fail", "why", "passes, but is listed as failing: why. Remove the entry"],
      ["a.2", "pass", undefined, ""],
    ]);
    const [found] = applyExpectedFailures([of("a.1", "pass")], [{ id: "a.1", reason: "why" }], IDS);
    expect(found).toMatchObject({
      cause: { symptom: { kind: "passes-though-listed" } },
      listed: { id: "a.1" },
    });
  });

  it("let a glob match what passes as long as something fails", () => {
    const entry = { id: "a.*", reason: "why" };
    expect(applied([of("a.1", "pass"), of("a.2", "fail")], entry)).toEqual([
      ["a.1", "pass", "why", ""],
      ["a.2", "known", "why", ""],
    ]);
    expect(applied([of("a.1", "pass"), of("a.2", "pass")], entry).map(([, status]) => status)).toEqual([
      "fail",
      "fail",
    ]);
    // Whether a.2 fails was not asked.
    expect(applied([of("a.1", "pass")], entry).map(([, status]) => status)).toEqual(["pass"]);
    expect(
      applied([of("a.1", "pass"), of("a.2", "fail")], { ...entry, strict: true }).map(([, status]) => status),
    ).toEqual(["fail", "known"]);
    expect(
      applied([of("a.1", "pass"), of("a.2", "fail")], { ...entry, strict: false }).map(
        ([, status]) => status,
      ),
    ).toEqual(["pass", "known"]);
  });

  it("take a glob of one vector for a glob", () => {
    expect(applied([of("b.1", "pass")], { id: "b.*", reason: "why" })[0]?.[1]).toBe("fail");
    expect(
      applyExpectedFailures([of("b.1", "pass")], [{ id: "b.*", reason: "why" }], ["b.1", "b.2"])[0]?.status,
    ).toBe("pass");
  });

  it("use the first entry that matches", () => {
    expect(applied([of("a.1", "fail")], { id: "a.*", reason: "one" }, { id: "a.1", reason: "two" })).toEqual([
      ["a.1", "known", "one", ""],
    ]);
  });

  it("name entries that match nothing", () => {
    const entries = [
      { id: "a.*", reason: "why" },
      { id: "c.1", reason: "why" },
    ];
    expect(unmatched(entries, IDS)).toEqual([entries[1]]);
  });
});

describe("a list of what fails", () => {
  it("is JSON, one entry per line, after the entries in use that still hold, links and globs included", () => {
    const verdicts = [
      of("b.1", "fail", { cause: said("one") }),
      of("a.1", "known", { listed: { id: "a.*", reason: "why" } }),
      of("a.2", "fail", { cause: said("two") }),
      of("a.3", "fail", { cause: said("two") }),
      of("d.1", "pass"),
    ];
    const entries = [
      { id: "a.*", reason: "why", link: "https://example.org/1", strict: true },
      { id: "other.variant", reason: "not judged in this run" },
      { id: "c.1", reason: "passes by now" },
    ];
    verdicts.push(
      of("c.1", "fail", {
        listed: { id: "c.1", reason: "passes by now" },
        cause: { symptom: { kind: "passes-though-listed" } },
      }),
    );
    expect(listOfFailures(verdicts, entries)).toBe(
      [
        "[",
        '  {"id":"a.*","reason":"why","link":"https://example.org/1","strict":true},',
        '  {"id":"other.variant","reason":"not judged in this run"},',
        '  {"id":"a.2","reason":"TODO, why this is so: two"},',
        '  {"id":"a.3","reason":"TODO, why this is so: two"},',
        '  {"id":"b.1","reason":"TODO, why this is so: one"}',
        "]",
        "",
      ].join("\n"),
    );
  });

  it("has each id once, and nothing that passes though it is listed", () => {
    const twice = [
      of("a.1", "fail", { cause: said("one"), backend: "js" }),
      of("a.1", "fail", { cause: said("one"), backend: "wasm" }),
    ];
    expect(JSON.parse(listOfFailures(twice))).toHaveLength(1);
    expect(listOfFailures([of("a.1", "fail", { listed: { id: "a.1", reason: "passes" } })])).toBe("[]\n");
    expect(listOfFailures([])).toBe("[]\n");
  });
});

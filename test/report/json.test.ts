import { describe, expect, it } from "vitest";
import { type ConformanceReport, renderJson } from "../../src/report/json.ts";
import { failure, header, verdict } from "./verdicts.ts";

describe("the json report", () => {
  const verdicts = [verdict(), failure, verdict({ status: "error" }), verdict({ status: "skip" })];
  const text = renderJson(verdicts, header);
  const report = JSON.parse(text) as ConformanceReport;

  it("holds format, summary, implementation, verdicts and footer, in this order", () => {
    expect(Object.keys(report)).toEqual([
      "format",
      "summary",
      "implementation",
      "ending",
      "coverage",
      "groups",
      "verdicts",
      "footer",
    ]);
    expect(report.format).toBe("smoothproof-conformance/2");
    const counts = { passed: 1, failed: 1, skipped: 1, errored: 1, known: 0, notJudged: 0 };
    const none = { passed: 0, failed: 0, skipped: 0, errored: 0, known: 0, notJudged: 0 };
    expect(report.summary).toEqual({ ...counts, tiers: { core: counts, edge: none, refusal: none } });
    expect(report.groups).toEqual([
      { cause: "off-target mass a/(K-1)", count: 1, tiers: { core: 1 }, ids: [failure.id] },
      { cause: "", count: 1, tiers: { core: 1 }, ids: [verdict().id] },
    ]);
    expect(report.implementation).toEqual(header.implementation);
    expect(report.verdicts).toEqual(verdicts);
    expect(report.footer).toMatchObject({ verdicts: 4, smoothproof: "0.1.0", fixtures: header.fixtures });
  });

  it("has one verdict per line", () => {
    expect(text.split("\n").filter((line) => line.startsWith('{"id":'))).toHaveLength(4);
  });

  it("is no JSON when cut off", () => {
    expect(() => JSON.parse(text.slice(0, -3))).toThrow();
  });

  it("is valid with no verdicts", () => {
    expect((JSON.parse(renderJson([], header)) as ConformanceReport).verdicts).toEqual([]);
  });
});

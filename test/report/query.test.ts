import { describe, expect, it } from "vitest";
import { describeBlame } from "../../src/compare/symptom.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { parseQuery, queryOf } from "../../src/report/html/page/query.ts";
import { measure, said, verdict } from "./verdicts.ts";

function finds(query: string, given: Verdict): boolean {
  const parsed = parseQuery(query);
  if ("problem" in parsed) throw new Error(parsed.problem);
  return parsed.test(given);
}

describe("a query", () => {
  const one = verdict({
    status: "fail",
    cause: said('a "mass", elsewhere'),
    message: "the loss is another number",
    flags: ["ClassWeight", "Large"],
    measures: { loss: measure({ units: 12 }), gradient: measure({ units: "class" }) },
  });

  it.each([
    ["", true],
    ["  ", true],
    ["status:fail", true],
    ["status:FAIL", true],
    ["status:pass", false],
    ["status:pass,fail", true],
    ["-status:fail", false],
    ["-status:pass -tier:edge", true],
    ["status:fail tier:edge", false],
    ["id:torch", false],
    ["id:torch*", true],
    ["id:*ignore*", true],
    ["id:torch.mean.ignore?001", false],
    ["flag:Large", true],
    ["flag:Tiny", false],
    ["backend:js", false],
    ["-backend:js", true],
    ["loss>8", true],
    ["loss>12", false],
    ["loss>=12", true],
    ["loss<12.5", true],
    ["gradient>1e300", true],
    ["another", true],
    ["ANOTHER", true],
    ["another loss", true],
    ['"another loss"', false],
    ['"another number"', true],
    ["-another", false],
    ["(mass)", false],
    ["2.15.0", true],
  ])("%s: %s", (query, expected) => {
    expect(finds(query, one)).toBe(expected);
  });

  it.each([
    ["status:failed", /^status: expected pass, fail/],
    ["tier:corre", /^tier: expected core, edge, refusal, got "corre"$/],
    ["constructor:x", /^constructor: expected status, tier/],
    ["status>3", /^status: expected status, tier/],
    ["loss>much", /^loss: expected a number of units, got "much"$/],
  ])("%s is refused", (query, says) => {
    const parsed = parseQuery(query);
    expect("problem" in parsed && parsed.problem).toMatch(says);
  });

  it("that a link makes finds what it is made of", () => {
    expect(
      finds(queryOf({ status: ["fail", "error"], cause: describeBlame(one), backend: undefined }), one),
    ).toBe(true);
    expect(finds(queryOf({ cause: 'a "mass"' }), one)).toBe(false);
  });
});

import { describe, expect, it } from "vitest";
import { JsonError, parseJson } from "../../src/files/json.ts";
import { writtenNumber } from "../../src/formats/written-number.ts";

describe("JSON from outside", () => {
  it("has at most 256 levels, those within strings apart", () => {
    const nested = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
    expect(JSON.stringify(parseJson(nested(256)))).toBe(nested(256));
    for (const text of [nested(257), `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`]) {
      expect(() => parseJson(text)).toThrow(JsonError);
      expect(() => parseJson(text)).toThrow(/^expected at most 256 arrays and objects within each other/);
    }
    const inText = ["[".repeat(400), '"{'.repeat(400), "\\"];
    expect(parseJson(JSON.stringify(inText))).toEqual(inText);
    expect(parseJson(`[${"[],".repeat(400)}1]`)).toHaveLength(401);
  });
});

it("a number is what a person writes", () => {
  for (const text of ["0.1", "1e-3", "-Infinity", " 2 ", "+5", ".5", "007"])
    expect(writtenNumber(text)).toBe(Number(text));
  for (const text of ["", " ", "0x1", "0b1", "0o7", "-0x1", "NaN", "one"])
    expect(writtenNumber(text)).toBeNaN();
});

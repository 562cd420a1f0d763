import { describe, expect, it } from "vitest";
import { checkNames, nearestName } from "../../src/math/names.ts";

describe("the nearest name", () => {
  const known = ["labelSmoothing", "ignoreIndex", "reduction", "dim"];

  it.each([
    ["label_smoothing", " Did you mean labelSmoothing?"],
    ["IGNORE-INDEX", " Did you mean ignoreIndex?"],
    ["reducton", " Did you mean reduction?"],
    ["labelSmothing", " Did you mean labelSmoothing?"],
    ["dum", " Did you mean dim?"],
    ["temperature", ""],
    ["", ""],
    ["x", ""],
    ["reduction".repeat(30), ""],
  ])("of %j is said as %j", (given, said) => {
    expect(nearestName(given, known)).toBe(said);
  });

  it("is none where nothing is known", () => {
    expect(nearestName("dim", [])).toBe("");
  });
});

describe("an unknown name", () => {
  it("is refused with those that are known and the nearest", () => {
    const given = { labelSmoothing: 0.1, reducton: "sum" };
    expect(() => checkNames(given, ["labelSmoothing", "reduction"], " for torch")).toThrow(
      "reducton: expected one of labelSmoothing, reduction for torch. Did you mean reduction?",
    );
    expect(() => checkNames({ weight: [1] }, [], " for equation1")).toThrow(
      "weight: expected none for equation1",
    );
  });

  it("is none where all are known, or nothing is given", () => {
    expect(() => checkNames({ a: 1 }, ["a", "b"], "")).not.toThrow();
    expect(() => checkNames(undefined, ["a"], "")).not.toThrow();
  });
});

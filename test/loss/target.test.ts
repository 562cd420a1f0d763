/** Target rules by numbers of which all arithmetic is exact, and a few that are not. */
import { describe, expect, it } from "vitest";
import type { Axes, TargetRule } from "../../src/loss/axes.ts";
import { dependsOnLabels, isSmoothed, type MassSetting, massesOf } from "../../src/loss/target.ts";
import { doubleDouble } from "../../src/math/double-double.ts";
import { variantById } from "../../src/variants/index.ts";

const setting = (axes: Partial<Axes>, labelSmoothing: number, numClasses: number): MassSetting => ({
  axes: { ...variantById("equation1")!.axes, ...axes },
  labelSmoothing,
  numClasses,
});

describe("masses", () => {
  it.each<[TargetRule, number, number, number, number]>([
    // smoothing 1/4 of 5 classes: scale, bias, on
    ["uniform", 5, 0.75, 0.05, 0.8],
    ["off-target", 5, 0.6875, 0.0625, 0.75],
    ["off-target-and-excluded", 4, 0.625, 0.125, 0.75],
    ["half", 5, 0.75, 0.125, 0.875],
    ["both-sides", 5, 0.5, 0.25, 0.75],
    ["added", 5, 0.8, 0.04, 0.84],
  ])("of %s over %i classes", (targetRule, classes, scale, bias, on) => {
    const masses = massesOf(setting({ targetRule }, 0.25, classes));
    expect([masses.scale.high, masses.bias.high, masses.on.high]).toEqual([scale, bias, on]);
    expect(masses.smoothed).toBe(true);
  });

  it("of labels that are divided by their sum have epsilons of float32 in both divisors", () => {
    const axes: Partial<Axes> = { targetRule: "added-to-shares" };
    const [epsilon, sum] = [2 ** -23, 2 + 2 ** -23];
    const total = 2 / sum + 0.25 + epsilon;
    const masses = massesOf(setting(axes, 0.25, 5), 2);
    expect(masses.bias.high).toBeCloseTo(0.05 / total, 15);
    expect(masses.scale.high).toBeCloseTo(1 / sum / total, 15);
    expect(masses.on.high).toBeCloseTo(1 / sum / total + 0.05 / total, 15);
    // Without a sum, the labels are one class.
    expect(massesOf(setting(axes, 0.25, 5))).toEqual(massesOf(setting(axes, 0.25, 5), 1));
    expect(massesOf(setting(axes, 0.25, 5)).scale.high).toBeGreaterThan(masses.scale.high);
  });

  it("have two parts: a fifth of 1/4 is no double", () => {
    const { bias, on, scale } = massesOf(setting({ targetRule: "uniform" }, 0.25, 5));
    // 1/20 less the double next to it, and 4/5 less the double next to it.
    expect(bias.low).toBeCloseTo(-(2 ** -58) * 0.8, 22);
    expect(Math.abs(on.low)).toBeGreaterThan(0);
    expect(scale.low).toBe(0);
  });

  it("are those of the target as given where nothing is smoothed", () => {
    expect(massesOf(setting({ smoothingApplies: "positive" }, 0, 5))).toEqual({
      scale: doubleDouble(1),
      bias: doubleDouble(0),
      on: doubleDouble(1),
      smoothed: false,
    });
    expect(massesOf(setting({ smoothingApplies: "always" }, 0, 5)).smoothed).toBe(true);
  });

  it("may be brought by the call", () => {
    const own = massesOf(setting({}, 0.5, 2));
    expect(massesOf({ ...setting({}, 0.1, 3), masses: own })).toBe(own);
  });

  it("depend on the labels of a row by one rule alone", () => {
    const rules: TargetRule[] = ["uniform", "off-target", "half", "added", "added-to-shares"];
    const { axes } = setting({}, 0, 2);
    expect(rules.filter((targetRule) => dependsOnLabels({ ...axes, targetRule }))).toEqual([
      "added-to-shares",
    ]);
  });
});

describe("a smoothing applies", () => {
  it("always, where it is not 0, or where it is positive", () => {
    const values = [0, -0, 0.1, 1, -1, Number.NaN];
    const applies = (rule: Axes["smoothingApplies"]): boolean[] => values.map((a) => isSmoothed(rule, a));
    expect(applies("always")).toEqual([true, true, true, true, true, true]);
    expect(applies("nonzero")).toEqual([false, false, true, true, true, true]);
    expect(applies("positive")).toEqual([false, false, true, true, false, false]);
  });
});

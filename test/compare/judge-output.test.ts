/** All that is measured of one output, with errors that are worked out by hand. */
import { describe, expect, it } from "vitest";
import { judgeOutput, type OutputToJudge } from "../../src/compare/judge-output.ts";
import { type OutputName, toleranceRow } from "../../src/compare/tolerances.ts";
import { toTruth } from "../../src/compare/truth.ts";
import type { FloatType } from "../../src/formats/bits.ts";

interface Given {
  readonly name?: OutputName;
  readonly dtype?: FloatType;
  readonly observedDtype?: FloatType;
  readonly shape?: number[];
  readonly truth: string[];
  readonly observed: number[];
  readonly scale?: number[];
  readonly got: number[];
  readonly judged?: "default" | "js" | "tfjs-webgl";
}

function judged(given: Given, changes: Partial<OutputToJudge> = {}): ReturnType<typeof judgeOutput> {
  const { name = "gradient", dtype = "float32", truth, observed, got } = given;
  return judgeOutput({
    name,
    expected: {
      dtype,
      shape: given.shape ?? [truth.length],
      observedDtype: given.observedDtype ?? dtype,
      observed: Float64Array.from(observed),
      truth,
      scale: Float64Array.from(given.scale ?? truth.map((text) => Math.abs(Number(text)))),
    },
    truth: toTruth(truth, dtype),
    got: Float64Array.from(got),
    tolerance: toleranceRow(given.judged ?? "default", dtype, name),
    classes: 2,
    signedZeros: false,
    overflows: false,
    ...changes,
  });
}

const STEP = 2 ** -23;

describe("an output is measured", () => {
  it("in units of each element, the worst one in full", () => {
    const got = [1, -0.5 - (3 * STEP) / 2];
    const measure = judged({ truth: ["1", "-0.5"], observed: [1 + STEP, -0.5], got });
    expect(measure).toEqual({
      elements: 2,
      mismatches: 0,
      budget: 8,
      units: 3,
      unitsFromReference: 3,
      referenceUnits: 1,
      ulp: 3,
      normwise: expect.closeTo((1.5 * STEP) / Math.sqrt(1.25), 15),
      index: [1],
      expected: { text: "-0.5", bits: "bf000000" },
      got: { text: "-0.5000002", bits: "bf000003" },
      truth: "-0.5",
      referenceUnitsThere: 0,
    });
  });

  it("against the reference too, which may be further from the answer than the truth is", () => {
    const measure = judged({ truth: ["1", "2"], observed: [1 + 2 * STEP, 2], got: [1 - STEP, 2] });
    expect(measure).toMatchObject({
      units: 1,
      unitsFromReference: 3,
      referenceUnits: 2,
      referenceUnitsThere: 2,
      index: [0],
    });
    // Below 1 the steps are half as wide.
    expect(measure.ulp).toBe(2);
  });

  it("with the first of two equal errors as the worst", () => {
    expect(judged({ truth: ["1", "1"], observed: [1, 1], got: [1 + STEP, 1 + STEP] }).index).toEqual([0]);
  });

  it("in the units of its scale", () => {
    const given = { truth: ["1"], observed: [1], got: [1 + 8 * STEP] };
    expect(judged(given).units).toBe(8);
    expect(judged({ ...given, scale: [4] }).units).toBe(2);
    expect(judged({ ...given, name: "loss", scale: [4] }).units).toBe(2);
    expect(judged({ ...given, got: [1 + 9 * STEP] })).toMatchObject({ units: 9, mismatches: 1 });
  });

  it("with a budget of four times the reference's largest error", () => {
    const observed = [1 + 10 * STEP, 1 + 3 * STEP];
    expect(judged({ truth: ["1", "1"], observed, got: [1, 1] })).toMatchObject({
      budget: 40,
      referenceUnits: 10,
    });
    // An error across classes is no number of units.
    expect(
      judged({ truth: ["1", "1"], observed: [Infinity, observed[1]!], got: [Infinity, 1] }),
    ).toMatchObject({
      budget: 12,
      referenceUnits: 3,
      mismatches: 0,
    });
  });

  it("with a budget that grows in 16 bits with the logarithm of the smallest term, and not with what was recorded", () => {
    // e^-36 beside 1: a last place of 36 is 32 epsilon, and half of it 16.
    const given = { dtype: "bfloat16" as const, truth: ["1", "2.3e-16"], scale: [1, 2.3e-16] };
    for (const times of [1, 1 + 2 ** -4]) {
      const observed = [1, 2.3e-16 * times];
      expect(judged({ ...given, observed, got: [1, 2.6e-16] })).toMatchObject({ budget: 20, mismatches: 0 });
      expect(judged({ ...given, observed, got: [1, 2.8e-16] })).toMatchObject({ budget: 20, mismatches: 1 });
    }
    expect(judged({ ...given, observed: [1, 0], scale: [1, 0], got: [1, 0] }).budget).not.toBe(20);
  });

  it("against a reference that computed in another dtype in that dtype's units", () => {
    const measure = judged({
      dtype: "float64",
      observedDtype: "float32",
      truth: ["1"],
      observed: [1 + STEP],
      got: [1],
    });
    expect(measure).toMatchObject({
      referenceUnits: 1,
      units: 0,
      unitsFromReference: 2 ** 29,
      expected: { text: "1.0000001", bits: "3f800001" },
      got: { text: "1", bits: "3ff0000000000000" },
    });
  });

  it("and nothing where there are no elements", () => {
    expect(judged({ truth: [], observed: [], got: [], shape: [0, 3] })).toEqual({
      elements: 0,
      mismatches: 0,
      budget: 8,
      units: 0,
      unitsFromReference: 0,
      referenceUnits: 0,
      ulp: 0,
      normwise: 0,
      index: [],
      expected: { text: "", bits: "" },
      got: { text: "", bits: "" },
      truth: "",
      referenceUnitsThere: 0,
    });
  });
});

describe("classes", () => {
  it.each([
    // truth, observed, got, mismatches
    ["NaN", Number.NaN, Number.NaN, 0],
    ["NaN", Number.NaN, 1, 1],
    ["NaN", Infinity, Infinity, 0],
    ["NaN", Infinity, Number.NaN, 1],
    ["NaN", 2, 3, 0],
    ["NaN", 2, 0, 1],
    ["Infinity", Infinity, -Infinity, 1],
    ["1", Infinity, Infinity, 0],
    ["1", Infinity, 1, 1],
    ["1", 1, Infinity, 1],
    ["1", 1, Number.NaN, 1],
    ["0", 0, -0, 0],
    ["0", 0, Number.NaN, 1],
  ] as const)("truth %s, observed %d, got %d: %i wrong", (truth, observed, got, mismatches) => {
    const measure = judged({ truth: [truth], observed: [observed], got: [got] });
    expect(measure.mismatches).toBe(mismatches);
    expect(measure.units).toBe(mismatches === 0 ? 0 : "class");
    if (mismatches > 0) expect([measure.ulp, measure.unitsFromReference]).toEqual(["class", "class"]);
  });

  it("have no distance, and do not hide that of another element", () => {
    const right = judged({ truth: ["NaN", "1"], observed: [Number.NaN, 1], got: [Number.NaN, 1 + STEP] });
    expect(right).toMatchObject({ units: 1, ulp: 1, unitsFromReference: 1, index: [1] });
    expect(judged({ truth: ["NaN"], observed: [2], got: [3] })).toMatchObject({ ulp: 0, mismatches: 0 });
  });

  it("of a reference that differs from the truth say nothing of its units", () => {
    const measure = judged({ truth: ["1"], observed: [Infinity], got: [Infinity] });
    expect(measure).toMatchObject({ referenceUnits: 0, referenceUnitsThere: "class" });
    expect(judged({ truth: ["Infinity"], observed: [Infinity], got: [Infinity] }).referenceUnitsThere).toBe(
      0,
    );
  });

  it("leave a norm out that would not be finite", () => {
    expect(judged({ truth: ["0"], observed: [0], got: [1], scale: [1] })).not.toHaveProperty("normwise");
  });
});

describe("a reference that overflows", () => {
  const given = { truth: ["1"], observed: [Infinity] };

  it("may be followed, or the truth, where the vector says so", () => {
    const at = (got: number) => judged({ ...given, got: [got] }, { overflows: true });
    expect(at(Infinity)).toMatchObject({ mismatches: 0, units: 0 });
    expect(at(1 + STEP)).toMatchObject({ mismatches: 0, units: 1, unitsFromReference: 0 });
    expect(at(2).mismatches).toBe(1);
    expect(at(-Infinity).mismatches).toBe(1);
    expect(at(Number.NaN).mismatches).toBe(1);
    expect(
      judged({ truth: ["Infinity"], observed: [Infinity], got: [1] }, { overflows: true }).mismatches,
    ).toBe(1);
  });
});

describe("a zero", () => {
  const zero = { truth: ["0"], observed: [0] };

  it("that is left of a cancellation may be missed by rounding, but not by our own port", () => {
    expect(judged({ ...zero, got: [STEP], scale: [1] })).toMatchObject({ units: 1, mismatches: 0 });
    expect(judged({ ...zero, got: [STEP], scale: [1], judged: "js" }).units).toBe("class");
    expect(judged({ ...zero, got: [2 ** -149], scale: [0] }).units).toBe("class");
    // Only the truth is 0: then the reference had a rounding error as well.
    expect(judged({ truth: ["0"], observed: [STEP], got: [STEP], scale: [1], judged: "js" }).units).toBe(1);
  });

  it("has a sign only where signs count", () => {
    expect(judged({ ...zero, got: [-0] }).units).toBe(0);
    expect(judged({ ...zero, got: [-0] }, { signedZeros: true }).units).toBe("class");
    expect(judged({ ...zero, got: [-0], scale: [1] }, { signedZeros: true }).units).toBe("class");
    expect(judged({ ...zero, observed: [-0], got: [-0] }, { signedZeros: true }).units).toBe(0);
  });
});

describe("a subnormal that the hardware flushes", () => {
  const at = (truth: string, got: number, dtype: "default" | "tfjs-webgl" = "tfjs-webgl") =>
    judged({ truth: [truth], observed: [Number(truth)], got: [got], judged: dtype }).units;

  it("may be 0, up to the smallest normal number", () => {
    expect(at("1e-39", 0)).toBe(0);
    expect(at("-1e-39", 0)).toBe(0);
    expect(at("1e-39", 0, "default")).toBeGreaterThan(1e5);
    expect(at("1e-39", 1e-40)).toBeGreaterThan(1e5);
    // 2^-126 is normal, the step below it is not.
    expect(at(String(2 ** -126), 0)).toBeGreaterThan(1e5);
    expect(at(String(2 ** -126 - 2 ** -149), 0)).toBe(0);
  });
});

import { describe, expect, it } from "vitest";
import {
  budgetOf,
  PRINTED,
  RECORDED,
  SAME_FUNCTION,
  TOLERANCES,
  type ToleranceProfile,
  TRAJECTORY_TOLERANCES,
  toleranceRow,
  UNDER_FLOOR,
} from "../../src/compare/tolerances.ts";
import { FLOAT_FORMATS, type FloatType } from "../../src/formats/bits.ts";

/** 16-bit formats are not for everybody, and TensorFlow.js has but one format. */
function dtypesOf(judged: ToleranceProfile): string[] {
  if (judged.startsWith("tfjs-")) return ["float32"];
  return ["js", "wasm", "default"].includes(judged) ? Object.keys(FLOAT_FORMATS) : ["float64", "float32"];
}

describe("the tolerance table", () => {
  it("has exactly one row for every case, each with a reason", () => {
    const keys = TOLERANCES.map(({ judged, dtype, output }) => `${judged} ${dtype} ${output}`);
    expect(new Set(keys).size).toBe(keys.length);
    for (const judged of new Set(TOLERANCES.map((row) => row.judged))) {
      for (const dtype of dtypesOf(judged)) {
        for (const output of ["loss", "gradient"]) expect(keys).toContain(`${judged} ${dtype} ${output}`);
      }
    }
    for (const { reason } of TOLERANCES) expect(reason.length).toBeGreaterThan(20);
  });

  it("holds our own evaluator to the promised numbers", () => {
    const budget = (dtype: FloatType, output: "loss" | "gradient"): number =>
      budgetOf(toleranceRow("js", dtype, output), 1e9);
    expect(budget("float64", "loss")).toBe(4);
    expect(budget("float64", "gradient")).toBe(8);
    expect(budget("float32", "loss")).toBe(1);
    expect(budget("float32", "gradient")).toBe(1);
  });

  it("holds the tensor ops to 4 ULP, to 8 in wide rows, and to 32 units", () => {
    for (const judged of ["tfjs-cpu", "tfjs-wasm"] as const) {
      expect(budgetOf(toleranceRow(judged, "float32", "loss"), 1e9)).toBe(4);
      expect(budgetOf(toleranceRow(judged, "float32", "loss"), 1e9, 101)).toBe(8);
      expect(budgetOf(toleranceRow(judged, "float32", "gradient"), 1e9)).toBe(32);
    }
  });

  it("allows nobody more than docs/judging.md and the measurements beside each row say", () => {
    const floors = TOLERANCES.map(
      ({ judged, dtype, output, floor }) => [judged, dtype, output, floor] as const,
    );
    const most = (who: string, output: string): number =>
      Math.max(...floors.filter((row) => row[0] === who && row[2] === output).map((row) => row[3]));
    expect([most("default", "loss"), most("default", "gradient")]).toEqual([8, 8]);
    expect([most("reference", "loss"), most("reference", "gradient")]).toEqual([64, 128]);
    expect([most("onnx", "loss"), most("onnx", "gradient")]).toEqual([4, 80]);
    for (const gpu of ["tfjs-webgl", "tfjs-webgpu"])
      expect([most(gpu, "loss"), most(gpu, "gradient")]).toEqual([4, 32]);
    expect(TOLERANCES.every(({ timesReference }) => timesReference <= 4)).toBe(true);
    const wider = TOLERANCES.filter(({ floor, wideFloor }) => wideFloor !== floor);
    expect(wider.map(({ judged, dtype, output, wideFloor }) => [judged, dtype, output, wideFloor])).toEqual([
      ["onnx", "float64", "loss", 512],
      ["onnx", "float64", "gradient", 2048],
      ["tfjs-cpu", "float32", "loss", 8],
      ["tfjs-wasm", "float32", "loss", 8],
      ["tfjs-webgl", "float32", "loss", 8],
      ["tfjs-webgpu", "float32", "loss", 16],
      ["default", "float32", "gradient", 64],
    ]);
    expect(UNDER_FLOOR.relative).toBeLessThanOrEqual(1e-6);
    expect(SAME_FUNCTION.mass).toBeLessThanOrEqual(2 ** -45);
  });

  it("allows a stranger a multiple of what the reference is off, and never less than the floor", () => {
    const row = toleranceRow("default", "float32", "gradient");
    expect(budgetOf(row, 0)).toBe(8);
    expect(budgetOf(row, 193)).toBe(772);
  });

  it("allows the same to all in 16 bits: half a last place of the smallest probability's logarithm, whoever was recorded", () => {
    for (const dtype of ["float16", "bfloat16"] as const) {
      const row = toleranceRow("default", dtype, "gradient");
      for (const [depth, budget] of [
        [0, 4],
        [3, 5],
        [20.4, 12],
        [36, 20],
      ] as const) {
        for (const inexactness of [0, 0.5, budget]) expect(budgetOf(row, inexactness, 5, depth)).toBe(budget);
      }
      expect(budgetOf(toleranceRow("default", dtype, "loss"), 1, 5, 36)).toBe(4);
    }
    expect(budgetOf(toleranceRow("default", "float32", "gradient"), 0, 5, 36)).toBe(8);
  });

  it("allows more in wide rows from 101 classes on, and without a reference its floor", () => {
    const row = toleranceRow("default", "float32", "gradient");
    expect([budgetOf(row, 0, 100), budgetOf(row, 0, 101), budgetOf(row, 100, 101)]).toEqual([8, 64, 400]);
    expect(budgetOf(toleranceRow("js", "float32", "loss"), 1e9, 1e6)).toBe(1);
  });

  it("wants exact zeros of our own port alone, and lets GPUs and the references flush subnormals", () => {
    const of = (holds: (row: (typeof TOLERANCES)[number]) => boolean): string[] => [
      ...new Set(TOLERANCES.filter(holds).map(({ judged }) => judged)),
    ];
    expect(of(({ exactZeros }) => exactZeros)).toEqual(["js"]);
    expect(of(({ flushesSubnormals }) => flushesSubnormals)).toEqual([
      "tfjs-webgl",
      "tfjs-webgpu",
      "reference",
    ]);
  });

  it("has no row for a dtype that a backend has not", () => {
    expect(() => toleranceRow("tfjs-cpu", "float64", "loss")).toThrow(
      new RangeError("dtype: expected one with a row in the tolerance table, got float64"),
    );
  });
});

describe("the other tolerances", () => {
  it("are what the pages say, each with a reason", () => {
    expect(TRAJECTORY_TOLERANCES.map(({ measure, relative }) => [measure, relative])).toEqual([
      ["loss", 5e-6],
      ["gradientNorm", 5e-6],
      ["weights", 5e-6],
    ]);
    expect(PRINTED).toMatchObject({ lastPlaces: 1, ulps: 1 });
    expect(RECORDED).toMatchObject({ decimals: 0.001, sum: 2 ** -51 });
    expect(UNDER_FLOOR).toMatchObject({ relative: 1e-6 });
    expect(SAME_FUNCTION).toMatchObject({ mass: 2 ** -45, probe: 1e-9, reshaped: 1e-12 });
    for (const { reason } of [...TRAJECTORY_TOLERANCES, PRINTED, RECORDED, UNDER_FLOOR, SAME_FUNCTION])
      expect(reason.length).toBeGreaterThan(40);
  });
});

import { describe, expect, it } from "vitest";
import { CLASS_NAMES, classOf, isNonFinite } from "../../src/compare/classes.ts";
import { showIndex, showInputs, showUnits, showValue, toUnits, unravel } from "../../src/compare/show.ts";
import type { Tensor } from "../../src/math/tensor.ts";

describe("a value is shown", () => {
  // Shortest decimals as numpy.format_float_positional and repr give them; bits as IEEE 754 has them.
  it.each([
    [0.1, "float64", "0.1", "3fb999999999999a"],
    [0.1, "float32", "0.1", "3dcccccd"],
    [-0.025, "float32", "-0.025", "bccccccd"],
    [1 / 3, "float32", "0.33333334", "3eaaaaab"],
    [1 / 3, "float16", "0.3333", "3555"],
    [1 / 3, "bfloat16", "0.334", "3eab"],
    [16_777_216, "float32", "16777216", "4b800000"],
    [3.4028234663852886e38, "float32", "3.4028235e+38", "7f7fffff"],
    [2 ** -149, "float32", "1e-45", "00000001"],
    [0, "float32", "0", "00000000"],
    [-0, "float32", "-0", "80000000"],
    [-0, "float64", "-0", "8000000000000000"],
    [Number.NaN, "float32", "NaN", "7fc00000"],
    [Infinity, "float32", "Infinity", "7f800000"],
    [-Infinity, "float64", "-Infinity", "fff0000000000000"],
  ] as const)("%d of %s as %s", (value, type, text, bits) => {
    expect(showValue(value, type)).toEqual({ text, bits });
  });
});

describe("places", () => {
  it("are told from a row-major offset", () => {
    expect([0, 1, 3, 11, 12, 23].map((offset) => unravel(offset, [2, 3, 4]))).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 0, 3],
      [0, 2, 3],
      [1, 0, 0],
      [1, 2, 3],
    ]);
    expect(unravel(0, [])).toEqual([]);
    expect([showIndex([0, 2]), showIndex([])]).toEqual(["[0,2]", "[]"]);
  });
});

describe("units", () => {
  it.each([
    ["class", "another class"],
    [0, "0"],
    [0.01, "<0.1"],
    [0.049, "<0.1"],
    [0.05, "0.1"],
    [0.44, "0.4"],
    [99.94, "99.9"],
    [100, "100"],
    [193.4, "193"],
    [1204, "1,204"],
    [99_999, "99,999"],
    [1e5, "1.0e5"],
    [4_234_567, "4.2e6"],
    [1e300, "1.0e300"],
  ] as const)("%s are %s", (units, text) => {
    expect(showUnits(units)).toBe(text);
  });

  it("that no number expresses are a class", () => {
    expect([toUnits(3.5), toUnits(0), toUnits(Infinity), toUnits(Number.NaN)]).toEqual([
      3.5,
      0,
      "class",
      "class",
    ]);
  });
});

describe("inputs", () => {
  const tensor = (dtype: Tensor["dtype"], shape: number[], data: number[]): Tensor => ({
    dtype,
    shape,
    data: Float64Array.from(data),
  });

  it("are numbers where there are few, else a dtype and a shape", () => {
    const eleven = Array.from({ length: 12 }, (_, i) => i);
    expect(
      showInputs({
        logits: tensor("float32", [2, 3], [2, 1, Math.fround(0.1), 0, -0, Number.NaN]),
        target: tensor("int64", [2], [16, 2]),
        weight: tensor("float64", [], [0.5]),
        sampleWeight: tensor("float32", [3, 2, 2], eleven),
        other: tensor("float32", [2, 3, 2], eleven),
        upstream: tensor("float32", [13], [...eleven, 12]),
        probs: tensor("float32", [0, 3], []),
        logProbs: undefined,
      }),
    ).toEqual({
      logits: "[[2, 1, 0.1], [0, -0, NaN]]",
      target: "[16, 2]",
      weight: "0.5",
      sampleWeight: "[[[0, 1], [2, 3]], [[4, 5], [6, 7]], [[8, 9], [10, 11]]]",
      other: "[[[0, 1], [2, 3], [4, 5]], [[6, 7], [8, 9], [10, 11]]]",
      upstream: "float32 [13]",
      probs: "float32 [0, 3]",
    });
  });
});

describe("classes", () => {
  it("of numbers", () => {
    const values = [Number.NaN, Infinity, -Infinity, 0, -0, 1, -5e-324, Number.MAX_VALUE];
    expect(values.map(classOf)).toEqual([
      "nan",
      "+inf",
      "-inf",
      "zero",
      "zero",
      "finite",
      "finite",
      "finite",
    ]);
    expect(values.map((value) => isNonFinite(classOf(value)))).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  it("have names", () => {
    expect(CLASS_NAMES).toEqual({
      nan: "NaN",
      "+inf": "Infinity",
      "-inf": "-Infinity",
      zero: "zero",
      finite: "a finite number other than zero",
    });
  });
});

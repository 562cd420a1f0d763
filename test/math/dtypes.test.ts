import { describe, expect, it } from "vitest";
import { DTYPE_NAMES, DTYPES, valuesOf } from "../../src/math/dtypes.ts";
import { exponentOf, roundToGrid } from "../../src/math/grid.ts";

describe("the table of dtypes", () => {
  // numpy.finfo and ml_dtypes.finfo: bits of the significand, exponent of the smallest normal number, largest number
  it.each([
    ["float64", 8, { precision: 53, minExponent: -1022, maxFinite: 1.7976931348623157e308 }],
    ["float32", 4, { precision: 24, minExponent: -126, maxFinite: 3.4028234663852886e38 }],
    ["float16", 2, { precision: 11, minExponent: -14, maxFinite: 65504 }],
    ["bfloat16", 2, { precision: 8, minExponent: -126, maxFinite: 3.3895313892515355e38 }],
  ] as const)("has %s as others have it", (dtype, bytes, grid) => {
    expect(DTYPES[dtype]).toMatchObject({ bytes, grid });
  });

  it("has all names, and the arrays of those that have one", () => {
    expect(DTYPE_NAMES).toEqual(["float64", "float32", "float16", "bfloat16", "int64"]);
    expect(DTYPES.int64.bytes).toBe(8);
    expect(DTYPE_NAMES.map((dtype) => DTYPES[dtype].tag)).toEqual([
      "[object Float64Array]",
      "[object Float32Array]",
      "[object Float16Array]",
      undefined,
      undefined,
    ]);
  });

  it("knows the names of TensorFlow.js, ONNX Runtime and ndarrays", () => {
    expect(DTYPE_NAMES.map((dtype) => DTYPES[dtype].aliases)).toEqual([
      ["double"],
      ["float"],
      [],
      [],
      [
        "int32",
        "int16",
        "int8",
        "uint64",
        "uint32",
        "uint16",
        "uint8",
        "bool",
        "uint8_clamped",
        "uint8c",
        "bigint64",
        "biguint64",
        "buffer",
      ],
    ]);
  });

  it("keeps float32 in arrays of its own, everything else in doubles", () => {
    expect(valuesOf("float32", 2)).toEqual(new Float32Array(2));
    expect(valuesOf("float64", 2)).toEqual(new Float64Array(2));
    expect(valuesOf("float16", 2)).toEqual(new Float64Array(2));
  });
});

describe("the exponent", () => {
  it.each([
    [1, 0],
    [-1, 0],
    [1.999, 0],
    [2, 1],
    [0.5, -1],
    [2 ** 1023, 1023],
    [2 ** -1022, -1022],
    [2 ** -1023, -1023],
    [0, -1023],
  ])("of %d is %i", (value, exponent) => {
    expect(exponentOf(value)).toBe(exponent);
  });
});

describe("rounding to a grid", () => {
  const { float16, float32, bfloat16 } = DTYPES;

  it("leaves what has no place on it", () => {
    for (const value of [Number.NaN, Infinity, -Infinity, 0, -0])
      expect(roundToGrid(value, float16.grid)).toBe(value);
  });

  it("goes to the even neighbour from a tie, and to the nearer one otherwise", () => {
    // bfloat16 has steps of 2^-7 at 1.
    expect(roundToGrid(1 + 2 ** -8, bfloat16.grid)).toBe(1);
    expect(roundToGrid(1 + 3 * 2 ** -8, bfloat16.grid)).toBe(1 + 2 ** -6);
    expect(roundToGrid(1 + 2 ** -8 + 2 ** -40, bfloat16.grid)).toBe(1 + 2 ** -7);
    expect(roundToGrid(1 + 2 ** -8 - 2 ** -40, bfloat16.grid)).toBe(1);
    expect(roundToGrid(-(1 + 2 ** -8), bfloat16.grid)).toBe(-1);
    expect(roundToGrid(-(1 + 3 * 2 ** -8), bfloat16.grid)).toBe(-(1 + 2 ** -6));
  });

  it("goes to infinity half a step beyond the largest number", () => {
    expect(roundToGrid(float32.grid.maxFinite, float32.grid)).toBe(float32.grid.maxFinite);
    expect(roundToGrid(2 ** 128 - 2 ** 103, float32.grid)).toBe(Infinity);
    expect(roundToGrid(-(2 ** 128), float32.grid)).toBe(-Infinity);
    expect(roundToGrid(65504, float16.grid)).toBe(65504);
    expect(roundToGrid(-65504, float16.grid)).toBe(-65504);
  });

  it("keeps the sign of what becomes zero", () => {
    expect(roundToGrid(1e-9, float16.grid)).toBe(0);
    expect(roundToGrid(-1e-9, float16.grid)).toBe(-0);
    expect(roundToGrid(2 ** -24, float16.grid)).toBe(2 ** -24);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  exponentOf,
  FLOAT_FORMATS,
  type FloatType,
  fromHex,
  roundToFloat,
  toHex,
} from "../../src/formats/bits.ts";

const TYPES = Object.keys(FLOAT_FORMATS) as FloatType[];

describe("hex", () => {
  it.each([
    ["float64", 1, "3ff0000000000000"],
    ["float64", -0, "8000000000000000"],
    ["float64", Number.MIN_VALUE, "0000000000000001"],
    ["float64", -Infinity, "fff0000000000000"],
    ["float64", Number.NaN, "7ff8000000000000"],
    ["float32", -1 / 60, "bc888889"],
    ["float32", 2 ** -149, "00000001"],
    ["float32", 2 ** 24 + 1, "4b800000"],
    ["float32", Number.NaN, "7fc00000"],
    ["float16", 65504, "7bff"],
    ["float16", 65520, "7c00"],
    ["float16", 2 ** -24, "0001"],
    ["bfloat16", 1, "3f80"],
    ["bfloat16", Number.NaN, "7fc0"],
  ] as const)("%s %d is %s", (type, value, pattern) => {
    expect(toHex(value, type)).toBe(pattern);
    expect(fromHex(pattern, type)).toBe(roundToFloat(value, type));
  });

  it.each(TYPES)("of any %s comes back", (type) => {
    fc.assert(
      fc.property(fc.double(), (value) => {
        const rounded = roundToFloat(value, type);
        expect(fromHex(toHex(value, type), type)).toBe(rounded);
        expect(roundToFloat(rounded, type)).toBe(rounded);
      }),
    );
  });
});

describe("what is no format and no pattern", () => {
  const refused = (work: () => unknown, message: string): void => {
    expect(work).toThrow(RangeError);
    expect(work).toThrow(message);
  };

  it.each(["f32", "Float32", "int64", "toString", undefined])("type %s is refused", (name) => {
    const type = name as FloatType;
    const message = `type: expected one of float64, float32, float16, bfloat16, got ${JSON.stringify(name)}`;
    refused(() => roundToFloat(1, type), message);
    refused(() => toHex(1, type), message);
    refused(() => toHex(Number.NaN, type), message);
    refused(() => fromHex("3f80", type), message);
  });

  it.each([
    ["float32", "zz", 8],
    ["float32", "3f80", 8],
    ["float32", "3f8000000", 8],
    ["float32", "0x3f8000", 8],
    ["float64", "3ff", 16],
    ["float16", " 3c0", 4],
    ["bfloat16", "", 4],
    ["bfloat16", "3f8g", 4],
  ] as const)("%s pattern %j is refused", (type, pattern, digits) => {
    refused(
      () => fromHex(pattern, type),
      `pattern: expected ${digits} hex digits for ${type}, got ${JSON.stringify(pattern)}`,
    );
  });

  it("capitals are digits", () => expect(fromHex("3F800000", "float32")).toBe(1));
});

describe("roundToFloat", () => {
  it("rounds to bfloat16 once, ties to even", () => {
    // 1 + 2^-8 is a tie; a hair above must go up, though float32 would round the hair away first
    expect(roundToFloat(1 + 2 ** -8, "bfloat16")).toBe(1);
    expect(roundToFloat(1 + 2 ** -8 + 2 ** -40, "bfloat16")).toBe(1 + 2 ** -7);
    expect(roundToFloat(1 + 3 * 2 ** -8, "bfloat16")).toBe(1 + 2 ** -6);
    expect(roundToFloat(-(2 ** -134), "bfloat16")).toBe(-0);
    expect(roundToFloat(2 ** -133, "bfloat16")).toBe(2 ** -133);
    expect(roundToFloat(3.4e38, "bfloat16")).toBe(Infinity);
  });

  it("never is further from a bfloat16 than half a step", () => {
    fc.assert(
      fc.property(fc.double({ min: -1e38, max: 1e38, noNaN: true }), (value) => {
        const rounded = roundToFloat(value, "bfloat16");
        const half = 2 ** (Math.max(exponentOf(value), -126) - 8);
        expect(Math.abs(rounded - value)).toBeLessThanOrEqual(half);
        expect(roundToFloat(rounded, "float32")).toBe(rounded);
      }),
    );
  });
});

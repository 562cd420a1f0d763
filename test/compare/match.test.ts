import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchTensor, withinUlp } from "../../src/compare/match.ts";
import { nextUp } from "../../src/compare/ulp.ts";
import type { FloatType } from "../../src/formats/bits.ts";

describe("withinUlp", () => {
  it("counts steps of the dtype", () => {
    expect(withinUlp(1, nextUp(1, "float64"), 1).pass).toBe(true);
    expect(withinUlp(1, nextUp(1, "float64"), 0).pass).toBe(false);
    // What is a step of float32 is half a billion of float64.
    expect(withinUlp(1, nextUp(1, "float32"), 1).pass).toBe(false);
    expect(withinUlp(1, nextUp(1, "float32"), 1, "float32").pass).toBe(true);
  });

  it("knows classes: NaN is NaN, an infinity is no large number", () => {
    expect(withinUlp(Number.NaN, Number.NaN, 0).pass).toBe(true);
    expect(withinUlp(Number.NaN, Number.POSITIVE_INFINITY, 1e300).pass).toBe(false);
    expect(withinUlp(Number.MAX_VALUE, Number.POSITIVE_INFINITY, 10).pass).toBe(false);
    expect(withinUlp(Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY, 10).pass).toBe(false);
  });

  it("says both numbers with their bits, and how far apart they are", () => {
    expect(withinUlp(1, 2, 3).message).toBe(
      "expected 1 (3ff0000000000000) to be within 3 ULP of 2 (4000000000000000) in float64: 4503599627370496 ULP apart",
    );
    expect(withinUlp(1, 1, 0).message).toContain("not to be within 0 ULP");
    expect(withinUlp(0, Number.NaN, 3).message).toContain("of another class");
  });

  it("refuses a dtype it has no steps of, also between equal numbers", () => {
    for (const other of [1, 2]) {
      expect(() => withinUlp(1, other, 0, "f32" as FloatType)).toThrow(
        'dtype: expected one of float64, float32, float16, bfloat16, got "f32"',
      );
    }
  });

  it("refuses a count of steps that is none", () => {
    for (const ulp of [-1, Number.NaN, "4" as unknown as number])
      expect(() => withinUlp(1, 1, ulp)).toThrow(/^ulp: expected/);
  });

  it("is symmetric, and holds of every number and itself", () => {
    fc.assert(
      fc.property(fc.double(), fc.double(), fc.nat(1000), (a, b, ulp) => {
        expect(withinUlp(a, b, ulp).pass).toBe(withinUlp(b, a, ulp).pass);
        expect(withinUlp(a, a, 0).pass).toBe(true);
      }),
    );
  });
});

describe("matchTensor", () => {
  it("takes nested arrays, parts and typed arrays alike", () => {
    const parts = { data: [1, 2, 3, 4], shape: [2, 2] };
    expect(
      matchTensor(parts, [
        [1, 2],
        [3, 4],
      ]).pass,
    ).toBe(true);
    expect(matchTensor(Float32Array.of(0.1), [0.1]).pass).toBe(true);
    expect(matchTensor(Float64Array.of(Math.fround(0.1)), [0.1]).pass).toBe(false);
    expect(matchTensor(2, { data: [2], shape: [] }).pass).toBe(true);
  });

  it("tells shapes apart before it looks at numbers", () => {
    const { pass, message } = matchTensor([1, 2], [[1, 2]]);
    expect(pass).toBe(false);
    expect(message).toBe("expected shape [1, 2], got [2]");
  });

  it("names the worst element and counts the wrong ones", () => {
    const { message } = matchTensor(
      [
        [1, 2.5],
        [3, 5],
      ],
      [
        [1, 2],
        [3, 4],
      ],
    );
    // 0.5 in steps of 2^-51, and 1 in steps of 2^-50: of two that are as bad, the first is named.
    expect(message).toBe(
      "2 of 4 elements are not within 0 ULP in float64; worst [0,1]: expected 2 (4000000000000000), got 2.5 (4004000000000000), 1125899906842624 ULP apart",
    );
    expect(matchTensor([1, 2, 5], [1, 2.5, 6]).message).toContain("worst [1]: expected 2.5");
    expect(matchTensor([1, 2, 3], [1, 2.5, 9]).message).toContain("worst [2]: expected 9");
  });

  it("says what a test that expected a difference got", () => {
    expect(matchTensor([1, 2], [1, 2], { ulp: 3, dtype: "bfloat16" }).message).toBe(
      "expected tensors that differ, got the same numbers within 3 ULP in bfloat16",
    );
  });

  it("counts whole numbers in steps of float64", () => {
    const whole = (value: number) => ({ data: [value], shape: [1], dtype: "int64" });
    // 2^24 + 1 is no float32.
    expect(matchTensor(whole(2 ** 24 + 1), whole(2 ** 24)).message).toBe(
      "1 of 1 elements are not within 0 ULP in float64; worst [0]: expected 16777216 (4170000000000000), got 16777217 (4170000010000000), 268435456 ULP apart",
    );
  });

  it("says which side is no tensor", () => {
    expect(() => matchTensor("1" as never, [1])).toThrow(/^received: expected/);
    expect(() => matchTensor([1], "1" as never)).toThrow(/^expected: expected/);
  });

  it("allows steps, in the dtype that is asked for", () => {
    const near = { data: [nextUp(1, "float32")], shape: [1] };
    expect(matchTensor(near, [1]).pass).toBe(false);
    expect(matchTensor(near, [1], { ulp: 1, dtype: "float32" }).pass).toBe(true);
  });

  it("takes zeros for equal unless their signs are asked for, and NaN for NaN", () => {
    expect(matchTensor([-0, Number.NaN], [0, Number.NaN]).pass).toBe(true);
    expect(matchTensor([-0], [0], { signedZeros: true }).pass).toBe(false);
    // Next to a zero, signs count as elsewhere: by steps.
    const tiny = Number.MIN_VALUE;
    for (const [got, wanted] of [
      [tiny, 0],
      [0, tiny],
      [tiny, -0],
    ] as const)
      expect(matchTensor([got], [wanted], { ulp: 1, signedZeros: true }).pass).toBe(true);
    expect(matchTensor([Number.NaN], [0], { ulp: 1e15 }).pass).toBe(false);
  });

  it("refuses options that would be ignored, and a dtype it has no steps of", () => {
    const match = matchTensor as (received: number[], expected: number[], options: unknown) => unknown;
    const message = (options: unknown): string => {
      try {
        match([1, 5], [2, 900], options);
      } catch (error) {
        return error instanceof RangeError ? error.message : `no RangeError: ${error}`;
      }
      return "was accepted";
    };
    expect([
      message({ dtype: "Float32" }),
      message({ dtype: "toString" }),
      message({ dtype: null }),
      message({ foo: 1 }),
      message({ ulp: null }),
      message(4),
      message(null),
    ]).toEqual([
      'dtype: expected one of float64, float32, float16, bfloat16, got "Float32"',
      'dtype: expected one of float64, float32, float16, bfloat16, got "toString"',
      "dtype: expected one of float64, float32, float16, bfloat16, got null",
      "foo: expected one of ulp, dtype, signedZeros for matchTensor",
      "ulp: expected a number of steps, 0 or more, got null",
      "options: expected an object with ulp, dtype, signedZeros, got 4",
      "options: expected an object with ulp, dtype, signedZeros, got null",
    ]);
  });
});

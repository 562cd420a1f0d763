import { describe, expect, it } from "vitest";
import "../../src/vitest/index.ts";

describe("toBeWithinUlp", () => {
  it("passes near numbers and fails far ones", () => {
    expect(0.1 + 0.2).toBeWithinUlp(0.3, 1);
    expect(Math.fround(0.1 + 0.2)).toBeWithinUlp(0.3, 0, "float32");
    expect(0.1 + 0.2).not.toBeWithinUlp(0.3, 0);
    expect(Number.NaN).toBeWithinUlp(Number.NaN, 0);
    expect(() => expect(1).toBeWithinUlp(2, 3)).toThrow(
      /^expected 1 \(3ff0000000000000\) to be within 3 ULP of 2/,
    );
    expect(() => expect(1).not.toBeWithinUlp(1, 0)).toThrow(/^expected 1 .* not to be within 0 ULP of 1/);
    expect(() => expect("1").toBeWithinUlp(1, 0)).toThrow("expected a number, got string");
  });
});

describe("toMatchTensor", () => {
  it("passes the same tensor and fails another", () => {
    expect({ data: [1, 2], shape: [2] }).toMatchTensor([1, 2]);
    expect(Float32Array.of(0.1, 0.2)).toMatchTensor([0.1, 0.2]);
    expect([1, 2]).not.toMatchTensor([1, 3]);
    expect([1 + 2 ** -52]).toMatchTensor([1], { ulp: 1 });
    expect(() => expect([1, 2]).toMatchTensor([1, 3])).toThrow(
      "1 of 2 elements are not within 0 ULP in float64; worst [1]: expected 3 (4008000000000000), got 2",
    );
    expect(() => expect([1]).toMatchTensor([[1]])).toThrow("expected shape [1, 1], got [1]");
    expect(() => expect([1]).not.toMatchTensor([1])).toThrow("expected tensors that differ");
    expect(() => expect("x").toMatchTensor([1])).toThrow(/^received: expected a tensor/);
  });

  it("refuses a dtype it has no steps of", () => {
    const options = { ulp: 4, dtype: "f32" } as unknown as { dtype: "float32" };
    expect(() => expect([1]).toMatchTensor([2], options)).toThrow(/^dtype: expected one of float64, float32/);
    expect(() => expect([1]).not.toMatchTensor([2], options)).toThrow(/^dtype: expected one of/);
    expect(() => expect(1).toBeWithinUlp(2, 4, "f32" as "float32")).toThrow(/^dtype: expected one of/);
  });
});

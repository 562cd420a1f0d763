import { f16round } from "@petamoriken/float16";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DTYPES } from "../../src/math/dtypes.ts";
import { onGrid, roundToGrid } from "../../src/math/grid.ts";
import type { DType } from "../../src/math/tensor.ts";

describe("roundToGrid", () => {
  it("rounds to float16 and float32 as others do", () => {
    const near = fc.double({ min: -1e5, max: 1e5 });
    const tiny = fc.double({ min: -1e-4, max: 1e-4 });
    fc.assert(
      fc.property(fc.oneof(fc.double(), near, tiny), (value) => {
        expect(roundToGrid(value, DTYPES.float16.grid)).toBe(f16round(value));
        expect(roundToGrid(value, DTYPES.float32.grid)).toBe(Math.fround(value));
      }),
      { numRuns: 3000 },
    );
  });

  it("rounds ties of float16 to even, subnormal ones too", () => {
    for (let step = 0; step < 4096; step += 1) {
      const tie = (step + 0.5) * 2 ** -24;
      expect(roundToGrid(tie, DTYPES.float16.grid)).toBe(f16round(tie));
    }
    expect(roundToGrid(65519.99, DTYPES.float16.grid)).toBe(65504);
    expect(roundToGrid(65520, DTYPES.float16.grid)).toBe(Infinity);
    expect(roundToGrid(-1e-9, DTYPES.float16.grid)).toBe(-0);
  });
});

describe("onGrid", () => {
  const tensor = (dtype: DType, ...data: number[]): Parameters<typeof onGrid>[0] => ({
    dtype,
    shape: [data.length],
    data: Float64Array.from(data),
  });

  it("rounds to the dtype, and copies nothing that is there already in an array of its own", () => {
    expect([...onGrid(tensor("float32", 0.1)).data]).toEqual([Math.fround(0.1)]);
    expect([...onGrid(tensor("float16", 0.1)).data]).toEqual([f16round(0.1)]);
    expect([...onGrid(tensor("bfloat16", 0.1)).data]).toEqual([0.10009765625]);
    expect(onGrid(tensor("float32", 0.1)).data).toBeInstanceOf(Float32Array);
    expect([...onGrid(tensor("float16", 1, 0.1)).data]).toEqual([1, f16round(0.1)]);
    for (const dtype of ["float64", "float32", "float16", "bfloat16", "int64"] as const) {
      const held = tensor(dtype, 1, -0, Number.NaN, Infinity);
      const exact = dtype === "float32" ? { ...held, data: Float32Array.from(held.data) } : held;
      expect(onGrid(exact)).toBe(exact);
    }
  });
});

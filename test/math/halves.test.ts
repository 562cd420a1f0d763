import { getFloat16 } from "@petamoriken/float16";
import { describe, expect, it } from "vitest";
import { openFixtures } from "../../src/fixtures/load.ts";
import { EXACT, JS } from "../../src/loss/backend.ts";
import { asTensor } from "../../src/math/as-tensor.ts";
import { DTYPES } from "../../src/math/dtypes.ts";
import { roundToGrid } from "../../src/math/grid.ts";
import { type HalfType, Halves, halfTensor } from "../../src/math/halves.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { torch } from "../../src/variants/torch.ts";

const PATTERNS = Uint16Array.from({ length: 65_536 }, (_, i) => i);
const view = new DataView(new ArrayBuffer(4));

/** The value of a pattern, by code that is not ours. */
const READ: { readonly [dtype in HalfType]: (bits: number) => number } = {
  float16(bits) {
    view.setUint16(0, bits);
    return getFloat16(view, 0);
  },
  bfloat16(bits) {
    view.setUint32(0, bits * 65_536);
    return view.getFloat32(0);
  },
};

describe.each(["float16", "bfloat16"] as const)("all 65,536 patterns of %s", (dtype) => {
  const read = READ[dtype];
  const rounded = (value: number): number => {
    const halves = new Halves(dtype, new Uint16Array(1));
    halves.put(0, value);
    return halves.bits[0]!;
  };

  it("are widened to their value", () => {
    const { values } = new Halves(dtype, PATTERNS);
    const wrong = [...PATTERNS].filter((bits) => !Object.is(values[bits], read(bits)));
    expect(wrong).toEqual([]);
  });

  it("are what their value is rounded to", () => {
    const wrong = [...PATTERNS].filter((bits) => !Number.isNaN(read(bits)) && rounded(read(bits)) !== bits);
    expect(wrong).toEqual([]);
    expect(read(rounded(Number.NaN))).toBeNaN();
  });

  it("take ties to even, and what is next to a tie to the nearer one", () => {
    const { grid } = DTYPES[dtype];
    const wrong: number[] = [];
    for (const bits of PATTERNS) {
      const [here, next] = [read(bits), read(bits + 1)];
      if (!Number.isFinite(here) || bits === 0xffff) continue;
      // Beyond the largest number, where the next one would be.
      const step = Number.isFinite(next) ? next - here : here - read(bits - 1);
      for (const value of [here + step / 2, here + step * (0.5 - 2 ** -30), here + step * (0.5 + 2 ** -30)])
        if (!Object.is(read(rounded(value)), roundToGrid(value, grid))) wrong.push(value);
    }
    expect(wrong).toEqual([]);
    expect(read(rounded(1e300))).toBe(Infinity);
    expect(Object.is(read(rounded(-1e-300)), -0)).toBe(true);
  });
});

describe("tensors given as bits", () => {
  /** The same call with 16-bit floats as bits. */
  const asBits = (tensor: Tensor): Tensor => {
    const { dtype, shape, data } = tensor;
    if (dtype !== "float16" && dtype !== "bfloat16") return tensor;
    const halves = new Halves(dtype, new Uint16Array(data.length));
    halves.store(Float64Array.from(data), 0, 1, data.length);
    return halfTensor(shape, halves);
  };

  it("give what values give, bit for bit, with js and js-exact", () => {
    let compared = 0;
    for (const vector of openFixtures().vectors()) {
      const lossCall = /float16/.test(vector.dtype) ? lossCallOf(vector) : undefined;
      if (lossCall === undefined) continue;
      const bits = { ...lossCall, input: asBits(lossCall.input), target: asBits(lossCall.target) };
      for (const backend of [JS, EXACT]) {
        const expected = backend.evaluate(lossCall, { gradient: true });
        const got = backend.evaluate(bits, { gradient: true });
        expect(got.loss).toEqual(expected.loss);
        const { dtype, data } = expected.gradient!;
        const halves = new Halves(dtype as HalfType, new Uint16Array(data.length));
        halves.store(Float64Array.from(data), 0, 1, data.length);
        expect(got.gradient!.halves!.bits).toEqual(halves.bits);
      }
      compared += 1;
    }
    expect(compared).toBeGreaterThan(300);
  });

  it("may be ignored, excluded or beside a class weight, in any layout and dtype of the target", () => {
    const values = [1.5, -2, 0.25, 3, 0, -1];
    const bits = Uint16Array.of(0x3e00, 0xc000, 0x3400, 0x4200, 0, 0xbc00);
    for (const [shape, target] of [
      [
        [2, 3],
        [2, 0],
      ],
      [[1, 3, 2], [[2, 0]]],
    ] as const) {
      const criterion = torch({ labelSmoothing: 0.1, ignoreIndex: 0, reduction: "none" });
      const extras = { weight: [1, 2, 3] };
      const expected = criterion.lossAndGradient({ data: values, shape, dtype: "float16" }, target, extras);
      const got = criterion.lossAndGradient({ bits, shape, dtype: "float16" }, target, extras);
      expect(got.loss).toEqual(expected.loss);
      expect(got.gradient.data).toEqual(expected.gradient.data);
      expect(got.gradient.bits).toBeInstanceOf(Uint16Array);
      const place = new Uint16Array(6).fill(7);
      const placed = criterion.lossAndGradient({ bits, shape, dtype: "float16" }, target, {
        ...extras,
        gradient: { bits: place },
      });
      expect(placed.gradient.bits).toBe(place);
      expect(place).toEqual(got.gradient.bits);
      const own = bits.slice();
      criterion.lossAndGradient({ bits: own, shape, dtype: "float16" }, target, {
        ...extras,
        gradient: { bits: own },
      });
      expect(own).toEqual(place);
      const wide = criterion.lossAndGradient({ bits, shape, dtype: "float16" }, target, {
        ...extras,
        gradient: { data: new Float64Array(6) },
      });
      expect(wide.gradient.data).toEqual(expected.gradient.data);
      const narrow = criterion.lossAndGradient({ data: values, shape, dtype: "float16" }, target, {
        ...extras,
        gradient: { bits: new Uint16Array(6) },
      });
      expect(narrow.gradient.bits).toEqual(place);
    }
  });

  it("may have strides", () => {
    const value = { bits: Uint16Array.of(0x3c00, 0, 0x4000, 0), shape: [2], strides: [2], dtype: "float16" };
    expect([...asTensor(value as never, "logits").data]).toEqual([1, 2]);
  });

  it.each([
    ["logits: expected float16 or bfloat16 as dtype of bits, got undefined", undefined, Uint16Array.of(0)],
    ['logits: expected float16 or bfloat16 as dtype of bits, got "float32"', "float32", Uint16Array.of(0)],
    ["logits: expected a Uint16Array as bits, got a Int16Array", "float16", Int16Array.of(0)],
    ["logits: expected 1 values for shape [1], got 2", "float16", Uint16Array.of(0, 0)],
  ])("%s", (message, dtype, bits) => {
    expect(() => asTensor({ bits, shape: [1], dtype } as never, "logits")).toThrow(message);
  });

  it("have no place for a gradient of another kind", () => {
    const ask = (dtype: string, gradient: object) => () =>
      torch().lossAndGradient({ data: Float32Array.of(1, 2), shape: [1, 2], dtype }, [0], {
        gradient: gradient as never,
      });
    expect(ask("float32", { bits: new Uint16Array(2) })).toThrow(
      "gradient: expected a Float32Array as data for float32, got a Uint16Array",
    );
    expect(ask("bfloat16", { data: new Float32Array(2) })).toThrow(
      "gradient: expected bits, or a Float64Array as data, for bfloat16, got a Float32Array",
    );
    expect(ask("bfloat16", { bits: new Uint16Array(3) })).toThrow("gradient: expected 2 values");
  });
});

/** Slow, so that mutation testing leaves it out: test/math/halves.test.ts has the same by a few numbers each. */
import { getFloat16 } from "@petamoriken/float16";
import { describe, expect, it } from "vitest";
import { openFixtures } from "../../src/fixtures/load.ts";
import { EXACT, JS } from "../../src/loss/backend.ts";
import { DTYPES } from "../../src/math/dtypes.ts";
import { roundToGrid } from "../../src/math/grid.ts";
import { type HalfType, Halves } from "../../src/math/halves.ts";
import { halfTensor, type Tensor } from "../../src/math/tensor.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";

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
});

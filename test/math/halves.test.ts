/** 16-bit floats by numbers worked out by hand; every pattern and every vector: test/math/halves-every-pattern.test.ts. */
import { describe, expect, it } from "vitest";
import { asTensor } from "../../src/math/as-tensor.ts";
import { bitsOf, type HalfType, Halves, put } from "../../src/math/halves.ts";
import { halfTensor } from "../../src/math/tensor.ts";
import { torch } from "../../src/variants/torch.ts";

/** Sign, exponent and significand, read by hand. */
const PATTERNS: readonly (readonly [HalfType, number, number])[] = [
  ["float16", 0x0000, 0],
  ["float16", 0x8000, -0],
  ["float16", 0x0001, 2 ** -24],
  ["float16", 0x83ff, -1023 * 2 ** -24],
  ["float16", 0x0400, 2 ** -14],
  ["float16", 0x3555, 1365 * 2 ** -12],
  ["float16", 0x3c00, 1],
  ["float16", 0x3c01, 1 + 2 ** -10],
  ["float16", 0xc000, -2],
  ["float16", 0x7bff, 65_504],
  ["float16", 0x7c00, Infinity],
  ["float16", 0xfc00, -Infinity],
  ["float16", 0x7e00, Number.NaN],
  ["bfloat16", 0x0000, 0],
  ["bfloat16", 0x8000, -0],
  ["bfloat16", 0x0001, 2 ** -133],
  ["bfloat16", 0x807f, -127 * 2 ** -133],
  ["bfloat16", 0x0080, 2 ** -126],
  ["bfloat16", 0x3eab, 171 * 2 ** -9],
  ["bfloat16", 0x3f80, 1],
  ["bfloat16", 0x3f81, 1 + 2 ** -7],
  ["bfloat16", 0xc000, -2],
  ["bfloat16", 0x7f7f, 255 * 2 ** 120],
  ["bfloat16", 0x7f80, Infinity],
  ["bfloat16", 0xff80, -Infinity],
  ["bfloat16", 0x7fc0, Number.NaN],
];

const bitsFor = (dtype: HalfType, value: number): number => {
  const halves = new Halves(dtype, new Uint16Array(1));
  halves.put(0, value);
  return halves.bits[0]!;
};

describe("16 bits", () => {
  it.each(PATTERNS)("of %s, %i, are %d, and are what it is rounded to", (dtype, bits, value) => {
    const halves = new Halves(dtype, Uint16Array.of(bits));
    expect(halves.values[0]).toBe(value);
    expect(halves.values).toBe(halves.values);
    expect(bitsFor(dtype, value)).toBe(bits);
  });

  it("are NaN with any part of the significand, of either sign", () => {
    expect([...new Halves("float16", Uint16Array.of(0x7c01, 0xfdff, 0x7fff)).values]).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
    expect([...new Halves("bfloat16", Uint16Array.of(0x7f81, 0xffff)).values]).toEqual([
      Number.NaN,
      Number.NaN,
    ]);
  });

  it.each<[HalfType, number, number]>([
    // Half a step above an even number, above an odd one, and a little to either side.
    ["float16", 1 + 2 ** -11, 0x3c00],
    ["float16", 1 + 3 * 2 ** -11, 0x3c02],
    ["float16", 1 + 2 ** -11 + 2 ** -40, 0x3c01],
    ["float16", 1 + 2 ** -11 + 2 ** -52, 0x3c01],
    ["float16", 1 + 2 ** -11 - 2 ** -40, 0x3c00],
    ["float16", -1 - 3 * 2 ** -11, 0xbc02],
    ["float16", 1.75 * 2 ** -11 + 1, 0x3c01],
    ["float16", 2 - 2 ** -11, 0x4000],
    // The largest number, and half a step beyond it.
    ["float16", 65_519.99, 0x7bff],
    ["float16", 65_520, 0x7c00],
    ["float16", -65_520, 0xfc00],
    ["float16", 1e300, 0x7c00],
    // Subnormal numbers, ties among them, and what becomes the smallest normal number.
    ["float16", 2 ** -25, 0],
    ["float16", 2 ** -25 + 2 ** -60, 1],
    ["float16", 3 * 2 ** -25, 2],
    ["float16", -5 * 2 ** -25, 0x8002],
    ["float16", 1023.5 * 2 ** -24, 0x0400],
    ["float16", -1e-300, 0x8000],
    ["bfloat16", 1 + 2 ** -8, 0x3f80],
    ["bfloat16", 1 + 3 * 2 ** -8, 0x3f82],
    ["bfloat16", 1 + 2 ** -8 + 2 ** -52, 0x3f81],
    ["bfloat16", 1 + 2 ** -8 - 2 ** -40, 0x3f80],
    ["bfloat16", (2 - 2 ** -8) * 2 ** 127, 0x7f80],
    ["bfloat16", (2 - 2 ** -8) * 2 ** 127 * (1 - 2 ** -50), 0x7f7f],
    ["bfloat16", 2 ** -134, 0],
    ["bfloat16", -3 * 2 ** -134, 0x8002],
    ["bfloat16", 127.5 * 2 ** -133, 0x0080],
    ["bfloat16", 1e-300, 0],
  ])("%s: %d becomes %i", (dtype, value, bits) => {
    expect(bitsFor(dtype, value)).toBe(bits);
  });
});

describe("a row of bits", () => {
  const ROW = Uint16Array.of(0x3c00, 0xffff, 0xc000, 0xffff, 0x7e00, 0xffff, 0x4000, 0x7bff);

  it("is read with its stride, and its largest value told; NaN is passed over", () => {
    const into = new Float64Array(4).fill(9);
    expect(new Halves("float16", ROW).load(0, 2, 4, into)).toBe(2);
    expect([...into]).toEqual([1, -2, Number.NaN, 2]);
    expect(new Halves("float16", ROW).load(2, 2, 1, into)).toBe(-2);
    expect([...into]).toEqual([-2, -2, Number.NaN, 2]);
    expect(new Halves("float16", ROW).load(0, 1, 0, into)).toBe(-Infinity);
    expect(new Halves("bfloat16", Uint16Array.of(0x3f80, 0x4000, 0x3f80)).load(0, 1, 3, into)).toBe(2);
  });

  it("is written with its stride, rounded", () => {
    const halves = new Halves("float16", new Uint16Array(6).fill(7));
    halves.store(Float64Array.of(1, 1 + 2 ** -11, -2), 1, 2, 3);
    expect([...halves.bits]).toEqual([7, 0x3c00, 7, 0x3c00, 7, 0xc000]);
    halves.store(Float64Array.of(1, 1), 0, 1, 1);
    expect([...halves.bits]).toEqual([0x3c00, 0x3c00, 7, 0x3c00, 7, 0xc000]);
  });

  it("takes one value, as an array of floats does", () => {
    const halves = new Halves("bfloat16", new Uint16Array(2));
    const floats = new Float32Array(2);
    for (const place of [halves, floats]) put(place, 1, -2);
    expect([[...halves.bits], [...floats]]).toEqual([
      [0, 0xc000],
      [0, -2],
    ]);
  });
});

describe("a tensor of bits", () => {
  it("has values, and bits that no copy of it keeps", () => {
    const halves = new Halves("float16", Uint16Array.of(0x3c00, 0xc000));
    const tensor = halfTensor([2, 1], halves);
    expect([tensor.dtype, tensor.shape, [...tensor.data]]).toEqual(["float16", [2, 1], [1, -2]]);
    expect(tensor.data).toBe(tensor.data);
    expect(tensor.halves).toBe(halves);
    expect({ ...tensor }).not.toHaveProperty("halves");
    expect(asTensor(tensor, "logits")).toBe(tensor);
  });

  it("is made of a Float16Array where an engine has one", () => {
    // Stands for that type of array, which Node 20 has not: what it is called, and where its bytes are.
    class Float16Array extends Uint16Array {}
    Object.defineProperty(Float16Array.prototype, Symbol.toStringTag, { value: "Float16Array" });
    const whole = new Float16Array([0, 0x3c00, 0xc000]);
    const part = new Float16Array(whole.buffer, 2, 2);
    expect([...bitsOf(part)!]).toEqual([0x3c00, 0xc000]);
    expect(bitsOf(Uint16Array.of(1))).toBeUndefined();
    expect(bitsOf([1])).toBeUndefined();
    const tensor = asTensor(part as never, "logits");
    expect([tensor.dtype, tensor.shape, [...tensor.data]]).toEqual(["float16", [2], [1, -2]]);
    const shaped = asTensor({ data: part, shape: [1, 2] } as never, "logits");
    expect([shaped.dtype, [...shaped.halves!.bits]]).toEqual(["float16", [0x3c00, 0xc000]]);
  });
});

describe("tensors given as bits", () => {
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

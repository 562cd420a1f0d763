import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { asTensor, type TensorLike } from "../../src/math/as-tensor.ts";
import { InvalidArgument } from "../../src/math/errors.ts";

/** As JavaScript calls it, where no compiler looks. */
const read = (value: unknown, argument = "logits"): ReturnType<typeof asTensor> =>
  asTensor(value as TensorLike, argument);

function refused(work: () => unknown): InvalidArgument {
  try {
    work();
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidArgument);
    return error as InvalidArgument;
  }
  throw new Error("was accepted");
}

describe("asTensor", () => {
  it.each<[string, object]>([
    ['logits: expected integers as shape, got "13"', { shape: "13", data: [1, 2, 3] }],
    ['logits: expected integers as shape, got "3"', { shape: ["3"], data: [1, 2, 3] }],
    ["logits: expected integers as shape, got 1.5", { shape: [1.5], data: [1] }],
    ["logits: expected a shape of non-negative integers, got [-1]", { shape: [-1], data: [1] }],
    ['logits: expected integers as strides, got "3"', { shape: [1, 3], stride: ["3", "1"], data: [1, 2, 3] }],
    ["logits: expected integers as strides, got 3", { shape: [1, 3], strides: 3, data: [1, 2, 3] }],
    ['logits: expected an integer as offset, got "1"', { shape: [1], offset: "1", data: [1, 2] }],
    ["logits: expected an integer as offset, got 0.5", { shape: [1], offset: 0.5, data: [1, 2] }],
    ['logits: expected numbers, got "2"', { shape: [1, 3], data: ["2", 1, 0] }],
    ['logits: expected numbers, got "2"', { shape: [1, 3], stride: [3, 1], data: ["2", 1, 0] }],
    ["logits: expected numbers, got true", { shape: [1], data: [true] }],
    ["logits: expected numbers, got undefined", { shape: [2], data: { length: 2, 0: 1 } }],
    ["logits: expected { data, shape }, nested arrays or a tensor, got a Object", { shape: [1], data: {} }],
    ["logits: expected { data, shape }, nested arrays or a tensor, got a Object", { shape: [1], data: null }],
  ])("%s", (message, value) => {
    expect(refused(() => read(value)).message).toBe(message);
  });

  it.each(["foo", "Float32", "complex64", "string", "toString", 5, null])("refuses dtype %s", (dtype) => {
    const value = { dtype, shape: [1], data: [1] };
    const error = refused(() => read(value));
    expect(error.message).toMatch(/^logits: expected one of float64, float32, float16, .* as dtype, got /);
    expect([error.code, refused(() => read(value, "target")).code]).toEqual(["input-dtype", "target-dtype"]);
  });

  it("refuses the bit patterns of float16 that would be read as values", () => {
    const value = { type: "float16", dims: [1], data: Uint16Array.of(0x3c00) };
    expect(refused(() => read(value)).message).toBe(
      "logits: expected float16 values, got a Uint16Array, which holds bit patterns",
    );
  });

  it.each([
    ["array", "float64"],
    ["generic", "float64"],
    ["bool", "int64"],
    ["uint8_clamped", "int64"],
    ["int16", "int64"],
    ["double", "float64"],
    ["float", "float32"],
    ["bfloat16", "bfloat16"],
  ])("knows dtype %s of other libraries as %s", (name, dtype) => {
    expect(read({ dtype: name, shape: [2], data: [1, 2] })).toEqual({
      dtype,
      shape: [2],
      data: Float64Array.of(1, 2),
    });
  });

  it("knows typed arrays of another realm by what they hold", () => {
    const data: unknown = runInNewContext("Float32Array.of(0.5)");
    expect(read(data)).toMatchObject({ dtype: "float32", shape: [1] });
  });
});

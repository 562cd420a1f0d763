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
    ["logits: expected { data, shape }, nested arrays or a tensor, got an object", { shape: [1], data: {} }],
    [
      "logits: expected { data, shape }, nested arrays or a tensor, got an object",
      { shape: [1], data: null },
    ],
  ])("%s", (message, value) => {
    expect(refused(() => read(value)).message).toBe(message);
  });

  it("reads rows of typed arrays, whose dtype it takes where it is one", () => {
    const rows = [Float32Array.of(0.1, 2), Float32Array.of(3, 4)];
    expect(read(rows)).toEqual({
      dtype: "float32",
      shape: [2, 2],
      data: Float64Array.of(Math.fround(0.1), 2, 3, 4),
    });
    expect(read([[rows[0]], [rows[1]]]).shape).toEqual([2, 1, 2]);
    expect(read([rows[0], Float64Array.of(3, 4)]).dtype).toBe("float64");
    expect(read([BigInt64Array.of(1n), BigInt64Array.of(2n)])).toMatchObject({
      dtype: "int64",
      shape: [2, 1],
    });
    expect(refused(() => read([rows[0], Float32Array.of(1)])).message).toBe(
      "logits: expected 2 elements on axis 1, got 1 (ragged)",
    );
    expect(refused(() => read([1, rows[0]])).message).toMatch(/ragged/);
  });

  it.each(["foo", "Float32", "complex64", "string", "toString", 5, null])("refuses dtype %s", (dtype) => {
    const value = { dtype, shape: [1], data: [1] };
    const error = refused(() => read(value));
    expect(error.message).toMatch(/^logits: expected one of float64, float32, float16, .* as dtype, got /);
    expect([error.code, refused(() => read(value, "target")).code]).toEqual(["input-dtype", "target-dtype"]);
    expect(error.phase).toBe("call");
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

  it.each<[string, unknown]>([
    ["logits: expected a tensor, got null", null],
    ["logits: expected a tensor, got undefined", undefined],
    ['logits: expected a tensor, got "12"', "12"],
    ["logits: expected a tensor, got true", true],
    ["logits: expected a tensor, got a function", () => 0],
    ["logits: expected 2 elements on axis 1, got 1 (ragged)", [[1, 2], [3]]],
    ["logits: expected a number elements on axis 1, got 1 (ragged)", [1, [2]]],
    ["logits: expected an array on axis 1, got 3 (ragged)", [[1, 2], 3]],
    ['logits: expected numbers, got "1"', ["1", "2"]],
    ["logits: expected numbers, got null", [[1], [null]]],
    ["logits: expected { data, shape }, nested arrays or a tensor, got an object", { data: [1, 2] }],
    ["logits: expected { data, shape }, nested arrays or a tensor, got an object", { shape: [1], data: 5 }],
    ["logits: expected { data, shape }, nested arrays or a tensor, got an object", {}],
    [
      "logits: expected { data, shape }, nested arrays or a tensor, got a DataView",
      new DataView(new ArrayBuffer(8)),
    ],
    ["logits: expected 6 values for shape [2, 3], got 5", { shape: [2, 3], data: [1, 2, 3, 4, 5] }],
    ["logits: expected one stride per axis of [2, 3], got [3]", { shape: [2, 3], stride: [3], data: [1, 2] }],
    ["logits: strides [3, 1] reach element 5 of 5", { shape: [2, 3], stride: [3, 1], data: [1, 2, 3, 4, 5] }],
    ["logits: strides [-1] reach element -1 of 2", { shape: [2], stride: [-1], data: [1, 2] }],
    ["logits: expected integers as shape, got 3", { shape: 3, data: [1] }],
    ["logits: expected integers as shape, got an object", { shape: { length: 0 }, data: [1] }],
    ["logits: expected at most 64 axes, got 65", { shape: [1], stride: new Array(65).fill(1), data: [1] }],
    [
      "logits: expected at most 16777216 elements outside a typed array, got 16777217",
      { shape: [2 ** 24 + 1], data: { length: 2 ** 24 + 1 } },
    ],
  ])("%s (%#)", (message, value) => {
    const error = refused(() => read(value));
    expect(error.message).toBe(message);
    expect([error.code, error.phase, error.argument]).toEqual(["shape-mismatch", "call", "logits"]);
  });

  it.each<[unknown, string, number[], number[]]>([
    [5, "float64", [], [5]],
    [5n, "int64", [], [5]],
    [[], "float64", [0], []],
    [[[], []], "float64", [2, 0], []],
    [[1, 2], "float64", [2], [1, 2]],
    [
      [
        [1, 2],
        [3, 4],
        [5, 6],
      ],
      "float64",
      [3, 2],
      [1, 2, 3, 4, 5, 6],
    ],
    [[1n, 2n], "int64", [2], [1, 2]],
    [[1n, 2], "float64", [2], [1, 2]],
    [{ data: [1, 2, 3, 4], shape: [2, 2] }, "float64", [2, 2], [1, 2, 3, 4]],
    [{ data: [1, 2], dims: [2] }, "float64", [2], [1, 2]],
    [{ data: [1n, 2n], shape: [2] }, "int64", [2], [1, 2]],
    [{ data: [7], shape: [] }, "float64", [], [7]],
    [{ data: [], shape: [0] }, "float64", [0], []],
    [{ data: [1, 2], shape: Int32Array.of(2) }, "float64", [2], [1, 2]],
    [{ data: [1, 2], shape: [2], dtype: "float32", type: "int64" }, "float32", [2], [1, 2]],
    [{ data: [1, 2], shape: [2], type: "int32" }, "int64", [2], [1, 2]],
    // A transposed [2, 3], every other element, a reversed row, one element repeated, an offset alone.
    [{ data: [1, 2, 3, 4, 5, 6], shape: [3, 2], stride: [1, 3] }, "float64", [3, 2], [1, 4, 2, 5, 3, 6]],
    [{ data: [1, 2, 3, 4], shape: [2], strides: [2] }, "float64", [2], [1, 3]],
    [{ data: [1, 2, 3], shape: [3], stride: [-1], offset: 2 }, "float64", [3], [3, 2, 1]],
    [{ data: [4], shape: [2, 2], stride: [0, 0] }, "float64", [2, 2], [4, 4, 4, 4]],
    [{ data: [1, 2, 3, 4, 5, 6, 7], shape: [2, 3], offset: 1 }, "float64", [2, 3], [2, 3, 4, 5, 6, 7]],
    [{ data: [1n, 2n, 3n], shape: [2], offset: 1 }, "int64", [2], [2, 3]],
    [{ dataSync: () => Float32Array.of(1, 2), shape: [2], dtype: "float32" }, "float32", [2], [1, 2]],
    [{ data: [1, 2], shape: [2], dtype: "float16" }, "float16", [2], [1, 2]],
    [{ data: Float64Array.of(1, 2), shape: [2], dtype: "float16" }, "float16", [2], [1, 2]],
    [{ data: Float32Array.of(1, 2), shape: [2], dtype: "bfloat16" }, "bfloat16", [2], [1, 2]],
    [{ data: Uint16Array.of(1, 2), shape: [2], dtype: "uint16" }, "int64", [2], [1, 2]],
    [Int32Array.of(3, -4), "int64", [2], [3, -4]],
    [BigInt64Array.of(3n, -4n), "int64", [2], [3, -4]],
    [Uint8ClampedArray.of(3), "int64", [1], [3]],
    [Float64Array.of(0.5), "float64", [1], [0.5]],
    [Float32Array.of(0.5), "float32", [1], [0.5]],
  ])("reads form %#", (value, dtype, shape, data) => {
    const tensor = read(value);
    expect({ dtype: tensor.dtype, shape: tensor.shape, data: [...tensor.data] }).toEqual({
      dtype,
      shape,
      data,
    });
  });

  it("copies no floats, and makes doubles of everything else", () => {
    const [double, single] = [Float64Array.of(1, 2), Float32Array.of(1, 2)];
    expect(read(double).data).toBe(double);
    expect(read(single).data).toBe(single);
    expect(read({ data: single, shape: [2, 1] }).data).toBe(single);
    expect(read(Int8Array.of(1)).data).toBeInstanceOf(Float64Array);
    expect(read(BigUint64Array.of(1n)).data).toBeInstanceOf(Float64Array);
    expect(read([1]).data).toBeInstanceOf(Float64Array);
  });

  it("refuses the bit patterns of bfloat16 too, and takes whole numbers in a list", () => {
    const value = { type: "bfloat16", dims: [1], data: Uint16Array.of(0x3f80) };
    expect(refused(() => read(value)).message).toBe(
      "logits: expected bfloat16 values, got a Uint16Array, which holds bit patterns",
    );
    expect(read({ ...value, data: [1n] })).toEqual({
      dtype: "bfloat16",
      shape: [1],
      data: Float64Array.of(1),
    });
  });

  it("takes 64 axes, and 64 strides", () => {
    const ones = new Array(64).fill(1);
    expect(read({ data: [5], shape: ones, stride: ones }).shape).toEqual(ones);
  });

  it("refuses text as elements, which has a length too", () => {
    expect(refused(() => read({ data: "123", shape: [3] })).message).toBe(
      "logits: expected { data, shape }, nested arrays or a tensor, got an object",
    );
  });

  it("lists the dtypes that it knows", () => {
    expect(refused(() => read({ dtype: "foo", shape: [1], data: [1] })).message).toBe(
      'logits: expected one of float64, float32, float16, bfloat16, int64, double, float, int32, int16, int8, uint64, uint32, uint16, uint8, bool, uint8_clamped, uint8c, bigint64, biguint64, buffer, array, generic as dtype, got "foo"',
    );
  });
});

/** Shapes, rows, broadcasting and permuting, against what NumPy 2 gives. */
import { describe, expect, it } from "vitest";
import { alignRanks, broadcastIndex, broadcastShape } from "../../src/math/broadcast.ts";
import { inverse, permuted, reshaped } from "../../src/math/permute.ts";
import { rowsAlong } from "../../src/math/rows.ts";
import { formatShape, roundTo, sameShape, sizeOf, type Tensor, withoutAxis } from "../../src/math/tensor.ts";

describe("shapes", () => {
  it("have a size", () => {
    expect([[], [3], [2, 3, 4], [2, 0, 4]].map(sizeOf)).toEqual([1, 3, 24, 0]);
  });

  it("are equal where all sizes are", () => {
    expect(sameShape([2, 3], [2, 3])).toBe(true);
    expect(sameShape([2, 3], [2, 4])).toBe(false);
    expect(sameShape([3, 2], [4, 2])).toBe(false);
    expect(sameShape([2], [2, 3])).toBe(false);
    expect(sameShape([2, 3], [2])).toBe(false);
    expect(sameShape([], [])).toBe(true);
  });

  it("lose one axis", () => {
    expect(withoutAxis([2, 3, 4], 1)).toEqual([2, 4]);
    expect(withoutAxis([2, 3, 4], 0)).toEqual([3, 4]);
  });

  it("are written as in messages, and cut off after 64 axes", () => {
    expect([formatShape([]), formatShape([2, 3])]).toEqual(["[]", "[2, 3]"]);
    expect(formatShape(new Array(64).fill(1))).toBe(`[${new Array(64).fill("1").join(", ")}]`);
    expect(formatShape(new Array(65).fill(1))).toBe(`[${new Array(64).fill("1").join(", ")}, … (65 axes)]`);
  });
});

it("a value is rounded to float32, and to no other dtype", () => {
  expect(roundTo("float32", 0.1)).toBe(0.10000000149011612);
  expect(roundTo("float64", 0.1)).toBe(0.1);
  expect(roundTo("float16", 0.1)).toBe(0.1);
});

describe("rows along an axis", () => {
  // numpy.arange(24).reshape(2, 3, 4): the first element of each row along the axis, in C order of the other axes.
  it.each([
    [0, { count: 12, length: 2, stride: 12 }, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]],
    [1, { count: 8, length: 3, stride: 4 }, [0, 1, 2, 3, 12, 13, 14, 15]],
    [2, { count: 6, length: 4, stride: 1 }, [0, 4, 8, 12, 16, 20]],
  ])("%i of [2, 3, 4]", (axis, form, starts) => {
    const rows = rowsAlong([2, 3, 4], axis);
    expect(rows).toMatchObject(form);
    expect(Array.from({ length: rows.count }, (_, row) => rows.start(row))).toEqual(starts);
  });

  it("of a scalar are one row of one", () => {
    expect(rowsAlong([], 0)).toMatchObject({ count: 1, length: 1, stride: 1 });
  });
});

describe("broadcasting", () => {
  // numpy.broadcast_shapes
  it.each([
    [
      [3, 1],
      [1, 4],
      [3, 4],
    ],
    [[5, 1], [7], [5, 7]],
    [[7], [5, 1], [5, 7]],
    [[], [2, 3], [2, 3]],
    [[2, 3], [], [2, 3]],
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    [[0], [1], [0]],
    [[1], [0], [0]],
    [
      [8, 1, 6, 1],
      [7, 1, 5],
      [8, 7, 6, 5],
    ],
  ])("%j and %j give %j", (a, b, shape) => {
    expect(broadcastShape(a, b)).toEqual(shape);
  });

  it.each([
    [[2], [3]],
    [
      [2, 3],
      [3, 2],
    ],
    [[0], [2]],
    [
      [4, 3],
      [2, 3],
    ],
  ])("%j and %j do not fit", (a, b) => {
    expect(broadcastShape(a, b)).toBeUndefined();
  });

  // numpy.broadcast_to(numpy.arange(n).reshape(from), to).ravel()
  it.each([
    [[3], [3], [0, 1, 2]],
    [
      [3, 1],
      [3, 4],
      [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2],
    ],
    [[4], [2, 4], [0, 1, 2, 3, 0, 1, 2, 3]],
    [[], [2, 2], [0, 0, 0, 0]],
    [
      [2, 1, 3],
      [2, 2, 3],
      [0, 1, 2, 0, 1, 2, 3, 4, 5, 3, 4, 5],
    ],
    [
      [2, 3],
      [2, 3],
      [0, 1, 2, 3, 4, 5],
    ],
    [
      [1, 2],
      [3, 2],
      [0, 1, 0, 1, 0, 1],
    ],
  ])("%j to %j repeats %j", (from, to, index) => {
    expect([...broadcastIndex(from, to)]).toEqual(index);
  });

  // keras 3.15.1, squeeze_or_expand_to_same_rank(values, weights)
  it.each([
    [[4, 1], [4], [4, 1], [4, 1]],
    [[4], [4, 1], [4, 1], [4, 1]],
    [
      [2, 4, 1],
      [2, 4],
      [2, 4],
      [2, 4],
    ],
    [
      [2, 4],
      [2, 4, 1],
      [2, 4],
      [2, 4],
    ],
    [[2, 4], [2], [2, 4], [2]],
    [[2], [2, 4], [2], [2, 4]],
    [[2, 4, 1], [2], [2, 4, 1], [2]],
    [[2], [2, 4, 1], [2], [2, 4, 1]],
    [[4], [4], [4], [4]],
    [[1], [], [], []],
    [[], [1], [], []],
  ])("Keras lines up %j and %j as %j and %j", (values, weights, alignedValues, alignedWeights) => {
    expect(alignRanks(values, weights)).toEqual({ values: alignedValues, weights: alignedWeights });
  });
});

describe("permuting", () => {
  const tensor = (shape: number[]): Tensor => ({
    dtype: "float32",
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, (_, i) => i),
  });

  // numpy.arange(n).reshape(shape).transpose(order).ravel()
  it.each([
    [
      [2, 3],
      [1, 0],
      [3, 2],
      [0, 3, 1, 4, 2, 5],
    ],
    [
      [2, 2, 3],
      [2, 0, 1],
      [3, 2, 2],
      [0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11],
    ],
    [
      [2, 2, 3],
      [0, 2, 1],
      [2, 3, 2],
      [0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11],
    ],
    [
      [2, 1, 3],
      [1, 2, 0],
      [1, 3, 2],
      [0, 3, 1, 4, 2, 5],
    ],
  ])("%j by %j", (shape, order, to, data) => {
    expect(permuted(tensor(shape), order)).toEqual({
      dtype: "float32",
      shape: to,
      data: Float64Array.from(data),
    });
  });

  it("copies nothing where the order stays", () => {
    const held = tensor([2, 3]);
    expect(permuted(held, [0, 1]).data).toBe(held.data);
    expect(permuted(held, [0, 1])).toEqual(held);
  });

  it("has an inverse", () => {
    expect(inverse([2, 0, 1])).toEqual([1, 2, 0]);
    expect(inverse([1, 0])).toEqual([1, 0]);
    expect(inverse([])).toEqual([]);
  });

  it("reshapes without a copy", () => {
    const held = tensor([2, 3]);
    expect(reshaped(held, [6])).toEqual({ dtype: "float32", shape: [6], data: held.data });
    expect(reshaped(held, [6]).data).toBe(held.data);
  });
});

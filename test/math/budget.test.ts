/** What claims more than it holds is refused before anything is allocated for it. */
import { describe, expect, it } from "vitest";
import { kerasCategorical, tfjsSigmoid, torch } from "../../src/index.ts";
import { asTensor, type NestedNumbers } from "../../src/math/as-tensor.ts";
import { MOST_MADE, overBudget } from "../../src/math/budget.ts";
import { InvalidArgument } from "../../src/math/errors.ts";
import { decodeTensor } from "../../src/protocol/wire-tensor.ts";

/** An array of ten that is in an array of ten, and so on. */
function nested(depth: number): NestedNumbers {
  let array: NestedNumbers = 1;
  for (let level = 0; level < depth; level += 1) array = new Array<NestedNumbers>(10).fill(array);
  return array;
}

function itself(): NestedNumbers[] {
  const array: NestedNumbers[] = [1];
  array[0] = array;
  return array;
}

function deep(): NestedNumbers {
  let array: NestedNumbers = 1;
  for (let level = 0; level < 1e6; level += 1) array = [array];
  return array;
}

const claimed = { length: 2 ** 40, 0: 1 };

describe("a tensor that claims more than it holds", () => {
  it.each<[string, () => unknown, RegExp]>([
    ["an array in itself", itself, /at most 64 axes/],
    ["an array of a million levels", deep, /at most 64 axes/],
    [
      "nine levels of the same ten",
      () => nested(9),
      /at most 16777216 elements outside a typed array, got 1000000000/,
    ],
    ["holes", () => new Array(2 ** 32 - 1), /at most 16777216 elements/],
    ["a stride of 0", () => ({ data: [1], shape: [2 ** 31], stride: [0] }), /at most 16777216 elements/],
    [
      "a typed array's stride of 0",
      () => ({ data: Float64Array.of(1), shape: [2 ** 31], stride: [0] }),
      /at most 16777216 elements/,
    ],
    ["a length alone", () => ({ data: claimed, shape: [2 ** 40] }), /at most 16777216 elements/],
    [
      "a shape of a length alone",
      () => ({ data: [1], shape: new Array(1e8) }),
      /at most 64 axes, got 100000000/,
    ],
    [
      "rows without elements",
      () => ({ data: [], shape: [1e9, 0] }),
      /at most 1048576 rows that hold no elements/,
    ],
    ["elements without rows", () => ({ data: [], shape: [0, 2 ** 53 - 1] }), /at most 1048576 rows/],
    ["axes", () => ({ data: [1], shape: new Array(65).fill(1) }), /at most 64 axes, got 65/],
  ])("is refused: %s", (_, make, says) => {
    const read = (): unknown => asTensor(make() as NestedNumbers, "logits");
    expect(read).toThrow(InvalidArgument);
    expect(read).toThrow(says);
  });

  it("is refused on the wire", () => {
    const rows = { dtype: "float64" as const, shape: [1e9, 0], data: [] };
    expect(() => decodeTensor(rows, "logits")).toThrow(/logits: expected at most 1048576 rows/);
  });

  it("is refused where weights and losses make more of each other", () => {
    const rows = { data: new Float64Array(5000), shape: [5000, 1] };
    const sampleWeight = { data: new Float64Array(5000), shape: [1, 5000] };
    expect(() => tfjsSigmoid().loss(rows, rows, { sampleWeight })).toThrow(
      /sampleWeight: expected at most 16777216 weighted losses, got those of \[5000, 1\] and \[1, 5000\]/,
    );
  });
});

describe("a shape is refused", () => {
  it("beyond 64 axes, or a million rows without elements, and not before", () => {
    expect(overBudget(new Array(64).fill(1))).toBeUndefined();
    expect(overBudget(new Array(65).fill(1))).toBe("expected at most 64 axes, got 65");
    expect(overBudget([2 ** 20, 0])).toBeUndefined();
    expect(overBudget([2 ** 20 + 1, 0])).toBe(
      "expected at most 1048576 rows that hold no elements, got shape [1048577, 0]",
    );
    expect(overBudget([2 ** 20, 2, 0])).toMatch(/^expected at most 1048576 rows/);
    expect(overBudget([2 ** 30, 2 ** 30])).toBeUndefined();
    expect(MOST_MADE).toBe(16_777_216);
  });
});

describe("what stays within it is computed", () => {
  it("empty batches, and classes that nobody has", () => {
    expect(overBudget([0, 151_936])).toBeUndefined();
    const none = { data: [], shape: [0, 3] };
    expect(torch({ reduction: "sum" }).loss(none, { data: [], shape: [0], dtype: "int64" }).data[0]).toBe(0);
    expect(kerasCategorical({ fromLogits: true }).loss(none, none).shape).toEqual([0]);
  });
});

/** Tensors as large as the limits of src/math/budget.ts allow. */
import { describe, expect, it } from "vitest";
import { asTensor, type NestedNumbers } from "../../src/math/as-tensor.ts";
import { MOST_MADE } from "../../src/math/budget.ts";

/** An array of ten that is in an array of ten, and so on. */
function nested(depth: number): NestedNumbers {
  let array: NestedNumbers = 1;
  for (let level = 0; level < depth; level += 1) array = new Array<NestedNumbers>(10).fill(array);
  return array;
}

describe("what stays within the limits is read", () => {
  it("as many elements as are allowed, repeated or nested", () => {
    const { data } = asTensor({ data: [3], shape: [MOST_MADE], stride: [0] }, "logits");
    expect([data.length, data[0], data[MOST_MADE - 1]]).toEqual([MOST_MADE, 3, 3]);
    expect(asTensor(nested(7), "logits").data).toHaveLength(1e7);
  });

  it("a view of a large typed array, which takes no more than it holds", () => {
    const held = new Float64Array(MOST_MADE + 2);
    const shape = [2, MOST_MADE / 2 + 1];
    expect(asTensor({ data: held, shape, stride: [1, 2] }, "logits").data).toHaveLength(MOST_MADE + 2);
  });
});

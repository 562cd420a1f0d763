/** Tensors in the kernels' memory, and indices that WebAssembly's integers do not hold. */
import { expect, it } from "vitest";
import { InvalidArgument, torch } from "../../src/index.ts";
import { type WasmTensor, wasm } from "../../src/wasm/index.ts";

it("a tensor released twice does not free the next one's memory", async () => {
  const backend = await wasm();
  const first = backend.tensor("float32", [16]);
  first.release();
  const second = backend.tensor("float32", [16]);
  first.release();
  const third = backend.tensor("float32", [16]);
  second.data.fill(1);
  third.data.fill(2);
  expect([...second.data]).toEqual(Array(16).fill(1));
  expect(() => first.data).toThrow("tensor: expected one that is in use, got one that was released");
});

it("a tensor has a shape of non-negative integers", async () => {
  const backend = await wasm();
  for (const shape of [["3"], [1.5], [-1], [Number.NaN], 3, "3", null, [2 ** 53]])
    expect(() => backend.tensor("float32", shape as number[])).toThrow(InvalidArgument);
  expect(() => backend.tensor("int8" as "float32", [3])).toThrow("dtype: expected one of float64, float32");
  expect(() => backend.tensor("float64", [2 ** 26, 2 ** 26])).toThrow(RangeError);
});

it.each([1, 2])("an ignoreIndex beyond 32 bits ignores no class, with threads %i", async (threads) => {
  const backend = await wasm({ threads });
  const logits = { data: Float32Array.of(1, 2, 0, 3, -1, 1), shape: [2, 3] };
  for (const ignoreIndex of [2 ** 32, 2 ** 32 + 1, 1 - 2 ** 32, 2 ** 31, Number.MAX_SAFE_INTEGER]) {
    const got = torch({ ignoreIndex }, { backend }).lossAndGradient(logits, [0, 1]);
    const expected = torch({ ignoreIndex }).lossAndGradient(logits, [0, 1]);
    expect(got.loss.data[0]).toBeCloseTo(expected.loss.data[0]!, 6);
    expect(got.gradient.data[4]).toBeCloseTo(expected.gradient.data[4]!, 6);
  }
  await backend.close();
});

it("memory that was shared before it grew is still the same memory", async () => {
  const backend = await wasm({ threads: 2 });
  const tensor = backend.tensor("float32", [2, 64]);
  const old = tensor.data.fill(0.5);
  backend.tensor("float64", [2 ** 23]).release();
  expect(tensor.data.buffer).not.toBe(old.buffer);
  const ask = (data: WasmTensor["data"], gradient: WasmTensor["data"]) =>
    torch({}, { backend }).lossAndGradient({ data, shape: [1, 64] }, [3], { gradient: { data: gradient } });
  expect(() => ask(old.subarray(0, 64), tensor.data.subarray(32, 96))).toThrow("overlap logits in memory");
  const expected = torch().lossAndGradient({ data: old.slice(0, 64), shape: [1, 64] }, [3]).gradient.data;
  const got = ask(old.subarray(0, 64), tensor.data.subarray(0, 64)).gradient.data;
  for (const [k, each] of got.entries()) expect(each).toBeCloseTo(expected[k]!, 6);
  await backend.close();
});

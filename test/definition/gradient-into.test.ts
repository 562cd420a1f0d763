import { beforeAll, describe, expect, it } from "vitest";
import { InvalidArgument, type LossBackend, opennmt, torch } from "../../src/index.ts";
import { EXACT, JS } from "../../src/loss/backend.ts";
import { type WasmBackend, wasm } from "../../src/wasm/index.ts";

const SHAPE = [4, 70] as const;
const target = [3, 1, 69, 0];
const logits = (): Float32Array => Float32Array.from({ length: 280 }, (_, i) => Math.sin(i * i) * 9);

let held: WasmBackend;
beforeAll(async () => {
  held = await wasm();
});

describe.each(["js", "js-exact", "wasm"] as const)("a gradient with a place, on %s", (id) => {
  const backend = (): LossBackend => ({ js: JS, "js-exact": EXACT, wasm: held })[id];

  it("is written there, ignored rows included, and is the gradient of a new array", () => {
    const criterion = torch({ labelSmoothing: 0.1, ignoreIndex: 1 }, { backend: backend() });
    const expected = criterion.lossAndGradient({ data: logits(), shape: SHAPE }, target);
    const place = new Float32Array(280).fill(5);
    const got = criterion.lossAndGradient({ data: logits(), shape: SHAPE }, target, {
      gradient: { data: place },
    });
    expect(got.gradient.data).toBe(place);
    expect(got).toEqual(expected);
  });

  it("may take the place of the logits", () => {
    for (const bad of [undefined, Number.NaN, Number.POSITIVE_INFINITY]) {
      const criterion = torch(
        { labelSmoothing: 0.1, ignoreIndex: 1, reduction: "none" },
        { backend: backend() },
      );
      const data = logits();
      if (bad !== undefined) data[150] = bad;
      const expected = criterion.lossAndGradient({ data: data.slice(), shape: SHAPE }, target);
      const own = id === "wasm" ? held.tensor("float32", SHAPE) : { data, shape: SHAPE };
      own.data.set(data);
      const got = criterion.lossAndGradient(own, target, { gradient: own });
      expect(got).toEqual(expected);
      expect([...own.data]).toEqual([...expected.gradient.data]);
    }
  });

  it("may take the place of logits of which some are too large to be computed in their width", () => {
    const options = { labelSmoothing: 0.1, reduction: "none" } as const;
    const criterion = torch(options, { backend: backend() });
    const data = logits();
    data.set([3e38, -3e38, -3e38], 150);
    const expected = criterion.lossAndGradient({ data: data.slice(), shape: SHAPE }, target);
    expect(criterion.lossAndGradient({ data, shape: SHAPE }, target, { gradient: { data } })).toEqual(
      expected,
    );
  });

  it("of log-probabilities may, too", () => {
    const options = { labelSmoothing: 0.1, numClasses: 70, ignoreIndex: 1 };
    const criterion = opennmt(options, { backend: backend() });
    const data = logits().map((x) => -Math.abs(x));
    const expected = criterion.lossAndGradient({ data: data.slice(), shape: SHAPE }, target);
    expect(criterion.lossAndGradient({ data, shape: SHAPE }, target, { gradient: { data } })).toEqual(
      expected,
    );
  });
});

describe("a place for the gradient", () => {
  it("is refused where it does not fit", () => {
    const data = new Float32Array(8);
    const ask = (gradient: Float32Array | Float64Array) => () =>
      torch().lossAndGradient({ data: data.subarray(0, 4), shape: [2, 2] }, [0, 1], {
        gradient: { data: gradient },
      });
    expect(ask(new Float32Array(3))).toThrow("gradient: expected 4 values as the input has, got 3");
    expect(ask(new Float64Array(4))).toThrow(
      "gradient: expected a Float32Array as data for float32, got a Float64Array",
    );
    expect(ask(data.subarray(2, 6))).toThrow("gradient: expected the values of logits or others");
    expect(ask(data.subarray(4))).not.toThrow();
    expect(ask(new Float32Array(3))).toThrow(InvalidArgument);
  });

  it("of a 16-bit dtype holds rounded values", () => {
    const place = new Float64Array(4);
    const input = { data: Float64Array.of(1, 2, 3, 4), shape: [2, 2], dtype: "bfloat16" };
    const { gradient } = torch({ labelSmoothing: 0.1 }).lossAndGradient(input, [0, 1], {
      gradient: { data: place },
    });
    expect(gradient.data).toBe(place);
    expect([...place]).toEqual([
      ...torch({ labelSmoothing: 0.1 }).lossAndGradient(input, [0, 1]).gradient.data,
    ]);
  });
});

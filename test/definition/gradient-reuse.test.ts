import { describe, expect, it } from "vitest";
import { torch } from "../../src/variants/torch.ts";
import { wasm } from "../../src/wasm/index.ts";

const SHAPE = [3, 4];
const TARGET = [0, 3, 2];
const OPTIONS = { labelSmoothing: 0.1, ignoreIndex: 3 };

/** Logits of a call, float32. */
const logits = (of: number): { data: Float32Array; shape: number[] } => ({
  data: Float32Array.from({ length: 12 }, (_, i) => Math.sin(of * 7 + i)),
  shape: SHAPE,
});

describe("a gradient that lives until the next call", () => {
  it.each(["js", "wasm"])("is the same array with the right numbers, in %s", async (name) => {
    const environment = name === "js" ? {} : { backend: await wasm() };
    const kept = torch(OPTIONS, { ...environment, reuse: true });
    const fresh = torch(OPTIONS, environment);
    const first = kept.lossAndGradient(logits(1), TARGET).gradient.data;
    const before = [...first];
    const second = kept.lossAndGradient(logits(2), TARGET).gradient.data;
    expect(second).toBe(first);
    expect([...second]).not.toEqual(before);
    expect(second).toEqual(fresh.lossAndGradient(logits(2), TARGET).gradient.data);
    expect(fresh.lossAndGradient(logits(2), TARGET).gradient.data).not.toBe(
      fresh.lossAndGradient(logits(2), TARGET).gradient.data,
    );
  });

  it("is another one where size or dtype differ, or where it is one of the inputs", () => {
    const kept = torch(OPTIONS, { reuse: true });
    const first = kept.lossAndGradient(logits(1), TARGET).gradient.data;
    const double = { data: Float64Array.from(logits(1).data), shape: SHAPE };
    expect(kept.lossAndGradient(double, TARGET).gradient.data).toBeInstanceOf(Float64Array);
    const again = kept.lossAndGradient(logits(1), TARGET).gradient.data;
    expect(again).not.toBe(first);
    const expected = torch(OPTIONS).lossAndGradient({ data: again.slice(), shape: SHAPE }, TARGET);
    expect(kept.lossAndGradient({ data: again, shape: SHAPE }, TARGET)).toEqual(expected);
    expect(
      kept.lossAndGradient({ data: logits(1).data.slice(4), shape: [2, 4] }, [0, 1]).gradient.data,
    ).toHaveLength(8);
  });

  it("may be bits, and is not what a call writes to a place of its own", () => {
    const kept = torch(OPTIONS, { reuse: true });
    const bits = (): object => ({ bits: new Uint16Array(12).fill(0x3f80), dtype: "bfloat16", shape: SHAPE });
    const first = kept.lossAndGradient(bits() as never, TARGET).gradient.bits!;
    const place = new Uint16Array(12);
    kept.lossAndGradient(bits() as never, TARGET, { gradient: { bits: place } });
    expect(place).toEqual(first);
    expect(kept.lossAndGradient(bits() as never, TARGET).gradient.bits).toBe(first);
  });

  it("is refused where it is no boolean", () => {
    expect(() => torch(OPTIONS, { reuse: 1 as never })).toThrow("reuse: expected true or false, got 1");
  });
});

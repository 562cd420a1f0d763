import { describe, expect, it } from "vitest";
import { backendOf, type LossBackend } from "../../src/loss/backend.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import type { RowJob } from "../../src/loss/row-kernel.ts";
import { torch } from "../../src/variants/torch.ts";
import { NONSENSE, partialKernel } from "./partial-kernel.ts";

describe("a kernel that serves little", () => {
  it("has the rows that it leaves computed by the exact kernel, and no others", () => {
    const backend = backendOf("partial", [partialKernel()]);
    const logits = { data: Float32Array.of(1, 2, 3, 0, -1, 5, 2, 2, 1), shape: [3, 3] };
    const target = [1, 0, 2];
    const exact = torch({ labelSmoothing: 0.1, reduction: "none" }).lossAndGradient(logits, target);
    const got = torch({ labelSmoothing: 0.1, reduction: "none" }, { backend }).lossAndGradient(
      logits,
      target,
    );
    expect([...got.loss.data]).toEqual([NONSENSE, exact.loss.data[1], NONSENSE]);
    expect([...got.gradient.data.slice(3, 6)]).toEqual([...exact.gradient.data.slice(3, 6)]);
    expect([...got.gradient.data.slice(0, 3)]).toEqual([NONSENSE, NONSENSE, NONSENSE]);
  });

  it("is given the very arrays that the caller holds, and no gradient where the loss alone is wanted", () => {
    const seen: RowJob[] = [];
    const backend = backendOf("partial", [partialKernel(seen)]);
    const data = Float32Array.of(1, 2, 3, 4);
    const criterion = torch({}, { backend });
    criterion.loss({ data, shape: [2, 2] }, [0, 1]);
    const { gradient } = criterion.lossAndGradient({ data, shape: [2, 2] }, [0, 1]);
    expect(seen[0]!.lossCall.input.data).toBe(data);
    expect(seen[0]!.gradient).toBeUndefined();
    expect(seen[1]!.gradient).toBe(gradient.data);
    expect(gradient.data).toBeInstanceOf(Float32Array);
  });
});

describe("a backend", () => {
  it("is asked for the loss alone where nothing else is wanted", () => {
    const asked: boolean[] = [];
    const backend: LossBackend = {
      id: "asked",
      evaluate(lossCall, want) {
        asked.push(want.gradient);
        return evaluate(lossCall, want);
      },
    };
    torch({}, { backend }).loss([[1, 2]], [0]);
    torch({}, { backend }).lossAndGradient([[1, 2]], [0]);
    expect(asked).toEqual([false, true]);
  });

  it("that answers nothing is not replaced by ours without a word", () => {
    const backend = { id: "silent", evaluate: () => undefined } as unknown as LossBackend;
    expect(() => torch({}, { backend }).loss([[1, 2]], [0])).toThrow(
      "backend silent: expected { loss } of evaluate, got undefined",
    );
    const loss = { id: "half", evaluate: (call: LossCall) => evaluate(call, { gradient: false }) };
    expect(() => torch({}, { backend: loss }).lossAndGradient([[1, 2]], [0])).toThrow(
      "backend half: expected { loss, gradient } of evaluate",
    );
    const number = { id: "number", evaluate: () => ({ loss: 3 }) } as unknown as LossBackend;
    expect(() => torch({}, { backend: number }).loss([[1, 2]], [0])).toThrow(
      'backend number: expected loss as { dtype: "float64", shape, data }, got 3',
    );
  });
});

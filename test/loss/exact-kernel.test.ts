/** Corners of the exact kernel that golden vectors seldom reach, by values from the sources' formulas. */
import { describe, expect, it } from "vitest";
import { bind } from "../../src/definition/bind.ts";
import { EXACT } from "../../src/loss/backend.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import { variantById } from "../../src/variants/index.ts";
import { partialKernel } from "./partial-kernel.ts";

type Call = Parameters<ReturnType<typeof bind>["call"]>[0];

type Options = Parameters<typeof bind>[1];

const callOf = (id: string, options: Options, call: Call): LossCall =>
  bind(variantById(id)!, options).call(call);

function exact(id: string, options: Options, call: Call) {
  const { loss, gradient } = EXACT.evaluate(callOf(id, options, call), { gradient: true, unrounded: true });
  return { loss: [...loss.data], gradient: [...gradient!.data] };
}

const single = (...rows: number[][]) => ({
  data: Float32Array.from(rows.flat()),
  shape: [rows.length, rows[0]!.length],
});

describe("the exact kernel", () => {
  it("computes the rows that it is given, and no row after them", () => {
    const lossCall = callOf(
      "torch",
      { reduction: "none" },
      { input: single([1, 2], [3, 4], [5, 6]), target: [0, 1, 1] },
    );
    // Serves all rows but the first.
    const { loss } = evaluate(lossCall, { gradient: true }, [partialKernel()]);
    expect([...loss.data.slice(1)]).toEqual([7, 7]);
    expect(loss.data[0]).toBeCloseTo(Math.log1p(Math.E), 6);
  });

  it("gives a masked slope as 0, whatever the sign of the incoming gradient", () => {
    const { gradient } = exact(
      "torch",
      { ignoreIndex: 1, reduction: "sum" },
      { input: [[1, 2]], target: [1], upstream: -1 },
    );
    expect(gradient).toEqual([0, 0]);
  });

  it("finds labels of their own along any axis", () => {
    const flat = callOf("tfjs-sigmoid", { labelSmoothing: 0.1, reduction: "none" }, {
      input: [
        [1, -2, 3],
        [0.5, 4, -1],
      ],
      target: [
        [0, 1, 1],
        [1, 0, 0.25],
      ],
    } as never);
    const turned = (data: ArrayLike<number>): Float64Array =>
      Float64Array.from([0, 3, 1, 4, 2, 5], (i) => data[i]!);
    const each: LossCall = {
      ...flat,
      axes: { ...flat.axes, reduction: { divisor: "unreduced", without: "quotient" } },
    };
    const across: LossCall = {
      ...each,
      input: { ...each.input, shape: [3, 2], data: turned(each.input.data) },
      target: { ...each.target, shape: [3, 2], data: turned(each.target.data) },
      classAxis: 0,
      softmaxAxis: 0,
    };
    const [along, other] = [evaluate(each), evaluate(across)];
    expect([...other.loss.data]).toEqual([...turned(along.loss.data)]);
    expect([...other.gradient.data]).toEqual([...turned(along.gradient.data)]);
  });
});

describe("a label of 0 at a logit of -Infinity", () => {
  it("is NaN where the source multiplies the label by itself, however much smoothing adds", () => {
    const call = (labels: number[]) => ({ input: [[0, -Infinity]], target: [labels] }) as never;
    // 0 * -Infinity is NaN; 0.5 * -Infinity is not.
    expect(exact("mlx", { labelSmoothing: 0.1, reduction: "none" }, call([1, 0])).loss).toEqual([Number.NaN]);
    expect(exact("mlx", { labelSmoothing: 0.1, reduction: "none" }, call([0.5, 0.5])).loss).toEqual([
      Infinity,
    ]);
  });
});

describe("the entropy by its formula", () => {
  const t2t = (labelSmoothing: number, ignoreIndex: number, target: number[]): number[] =>
    exact(
      "tensor2tensor",
      { labelSmoothing, ignoreIndex, reduction: "none" },
      { input: single(...target.map(() => [1, 2, 0])), target },
    ).loss;

  it("has the target's term also for a target that is no class: 0 log 0 at a smoothing of 1", () => {
    for (const ignoreIndex of [-1, 3]) {
      expect(t2t(0.1, ignoreIndex, [ignoreIndex])).toEqual([0]);
      expect(t2t(1, ignoreIndex, [ignoreIndex])).toEqual([Number.NaN]);
      expect(t2t(-0.5, ignoreIndex, [ignoreIndex])).toEqual([Number.NaN]);
      expect(t2t(1.5, ignoreIndex, [ignoreIndex])).toEqual([Number.NaN]);
    }
  });

  it("is no NaN for a class with any mass, the first and the last", () => {
    for (const loss of t2t(0.1, -1, [0, 1, 2])) expect(loss).toBeGreaterThan(0);
  });

  it("adds 1e-20 inside the logarithm of a mass off the target", () => {
    // -(1 - a) log p_0 - a log p_1 + (1 - a) log(1 - a) + a log(a + 1e-20), from mpmath.
    const { loss } = exact(
      "tensor2tensor",
      { labelSmoothing: 1e-19, ignoreIndex: -1, reduction: "none" },
      { input: [[50, 0]] as never, target: [0] },
    );
    expect(loss[0]! / Number("5.348122162765420626691366e-19")).toBeCloseTo(1, 12);
  });
});

describe("Megatron's two computations", () => {
  it("take the target's own term from the logits, and what smoothing adds from float32 probabilities", () => {
    const { loss } = exact(
      "megatron",
      { labelSmoothing: 0.1 },
      { input: single([0, -100, -90]), target: [1] },
    );
    // 0.85 * 100 - 0.05 * (log p_0 + log p_1 + log p_2), each p a float32, which is subnormal for the last two: from NumPy.
    expect(loss[0]! / Number("94.4991546758630397757154")).toBeCloseTo(1, 12);
  });
});

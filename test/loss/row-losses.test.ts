/** Shapes of row losses, what their means divide by, and how large their logits are, by small numbers. */
import { describe, expect, it } from "vitest";
import { bind } from "../../src/definition/bind.ts";
import type { Axes } from "../../src/loss/axes.ts";
import { JS } from "../../src/loss/backend.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import { magnitudes } from "../../src/loss/magnitudes.ts";
import type { RowKernel } from "../../src/loss/row-kernel.ts";
import { isPerRow, lossShape, reductionPlan, rowLossShape } from "../../src/loss/row-losses.ts";
import { variantById } from "../../src/variants/index.ts";

type Binder = ReturnType<typeof bind>;
const callOf = (
  id: string,
  options: Parameters<typeof bind>[1],
  call: Parameters<Binder["call"]>[0],
): LossCall => bind(variantById(id)!, options).call(call);

const INPUT = [
  [1, -3, 2],
  [0, 0.5, -1],
  [4, 1, 1],
];
const torch = (options: object, more: object = {}): LossCall =>
  callOf("torch", options as never, { input: INPUT, target: [0, 2, 1], ...more } as never);

describe("the shape of a loss", () => {
  it("is the input's without its classes, or a label's own, until it is reduced", () => {
    const none = torch({ reduction: "none" });
    expect([rowLossShape(none), lossShape(none), lossShape(torch({}))]).toEqual([[3], [3], []]);
    const labels = { input: INPUT, target: INPUT.map((row) => row.map(() => 0.5)) } as never;
    const each = callOf("tfjs-sigmoid", { reduction: "none" }, labels);
    expect([rowLossShape(each), lossShape(each)]).toEqual([
      [3, 3],
      [3, 3],
    ]);
  });

  it("is that of the weights where they have more axes", () => {
    const axes = { ...torch({ reduction: "none" }).axes, weight: "per-row-broadcast" } as const;
    const weight = { dtype: "float64", shape: [2, 3], data: new Float64Array(6).fill(1) } as const;
    expect(lossShape({ ...torch({ reduction: "none" }), axes, weight })).toEqual([2, 3]);
    expect(lossShape({ ...torch({ reduction: "none" }), axes, weight: undefined })).toEqual([3]);
    const kinds: Axes["weight"][] = [
      "none",
      "per-class",
      "per-class-on-row",
      "per-row-aligned",
      "per-row-broadcast",
    ];
    expect(kinds.filter((kind) => isPerRow({ ...axes, weight: kind }))).toEqual([
      "per-row-aligned",
      "per-row-broadcast",
    ]);
  });
});

describe("a mean divides by", () => {
  const step = (lossCall: LossCall): number[] => [...reductionPlan(lossCall).coefficients];
  const patched = (lossCall: LossCall, reduction: Axes["reduction"], more: Partial<Axes> = {}): LossCall => ({
    ...lossCall,
    axes: { ...lossCall.axes, ...more, reduction },
  });
  const thirds = (value: number): number[] => [value, value, value];

  it("the rows that are kept, or the weights of their classes", () => {
    expect(step(torch({}))).toEqual(thirds(1 / 3));
    expect(step(torch({ ignoreIndex: 2 }))).toEqual(thirds(1 / 2));
    expect(step(torch({}, { weight: [1, 2, 4] }))).toEqual(thirds(1 / 7));
    expect(step(torch({ ignoreIndex: 2 }, { weight: [1, 2, 4] }))).toEqual(thirds(1 / 3));
    const lost = { ...torch({}), ignoreIndex: undefined };
    expect(step(lost)).toEqual(thirds(1 / 3));
  });

  it("the rows of a distribution, whatever is in them", () => {
    const labels = INPUT.map(() => [0, 1, 0]);
    expect(step(callOf("torch", {}, { input: INPUT, target: labels, weight: [1, 2, 4] } as never))).toEqual(
      thirds(1 / 3),
    );
  });

  it("the weights of all targets, the ignored ones included, for Burn", () => {
    const lossCall = torch({ ignoreIndex: 2 }, { weight: [1, 2, 4] });
    expect(step(patched(lossCall, { divisor: "target-weight", without: "quotient" }))).toEqual(thirds(1 / 7));
    const outside = { ...lossCall, target: { ...lossCall.target, data: Float64Array.of(0, 9, 1) } };
    // An index that names no class has no weight.
    expect(step(patched(outside, { divisor: "target-weight", without: "quotient" }))).toEqual(thirds(1 / 3));
  });

  it("the factors of the rows, once per class where a class is ignored, for Paddle", () => {
    const labels = INPUT.map(() => [0.5, 0.5, 0]);
    const soft = callOf("torch", {}, { input: INPUT, target: labels, weight: [1, 2, 4] } as never);
    const reduction = { divisor: "row-weight", without: "quotient" } as const;
    const onRow: Partial<Axes> = { weight: "per-class-on-row" };
    // (1 + 2) / 2 of each of three rows.
    expect(step(patched({ ...soft, ignoreIndex: -100 }, reduction, onRow))).toEqual(thirds(1 / 4.5));
    expect(step(patched({ ...soft, ignoreIndex: 0 }, reduction, onRow))).toEqual(thirds(1 / 13.5));
    expect(step(patched({ ...soft, ignoreIndex: undefined }, reduction, onRow))).toEqual(thirds(1 / 4.5));
    expect(step(patched({ ...soft, weight: undefined }, reduction, onRow))).toEqual(thirds(1 / 3));
  });

  it("the rows with any mass where class 0 is ignored, for ClassyVision", () => {
    const labels = [
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, -1],
    ];
    const soft = callOf("torch", {}, { input: INPUT, target: labels } as never);
    const reduction = { divisor: "unmasked-rows", without: "quotient" } as const;
    expect(step(patched({ ...soft, ignoreIndex: 0 }, reduction))).toEqual(thirds(1 / 2));
    expect(step(patched({ ...soft, ignoreIndex: 1 }, reduction))).toEqual(thirds(1 / 3));
    expect(step(patched({ ...soft, ignoreIndex: 0 }, { divisor: "losses", without: "nan" }))).toEqual(
      thirds(1 / 3),
    );
  });
});

describe("the magnitude of logits", () => {
  const of = (lossCall: LossCall): number[] => [...magnitudes(lossCall).logits];

  it("is the largest of a row times its masses", () => {
    const none = { reduction: "none" };
    expect(of(torch(none))).toEqual([3, 1, 4]);
    expect(of(torch({ ...none, labelSmoothing: 0.3 }))[0]).toBeCloseTo(3, 14);
    expect(of(torch(none, { weight: [1, 2, 4] }))).toEqual([3, 4, 8]);
    expect(of(torch({ ...none, ignoreIndex: 2 }))).toEqual([3, 0, 4]);
    expect(of(torch({ reduction: "sum" }))).toEqual([8]);
    expect(of(torch({ reduction: "sum" }, { weight: [-1, 2, 4] }))).toEqual([15]);
    const mean: LossCall = { ...torch(none), axes: { ...torch(none).axes, rowLoss: "mean" } };
    expect(of(mean)[0]).toBe(1);
  });

  it("is a label's own, whatever its mass up to 1", () => {
    const labels = [[2, 0.5, 0]];
    const call = { input: [[1, -3, 2]], target: labels } as never;
    expect(of(callOf("tfjs-sigmoid", { reduction: "none" }, call))).toEqual([2, 3, 2]);
  });
});

describe("an evaluation", () => {
  it("is by the first kernel that serves it, and in float64 on demand", () => {
    const seen: string[] = [];
    const kernel = (id: string, serves: boolean): RowKernel => ({
      id,
      serves: () => serves,
      run({ rows }) {
        seen.push(id);
        return Array.from({ length: rows.count }, (_, row) => row);
      },
    });
    const single = callOf("torch", {}, {
      input: { data: Float32Array.of(0, 1), shape: [1, 2] },
      target: [0],
    } as never);
    const { loss } = evaluate(single, { gradient: false, unrounded: true }, [
      kernel("a", false),
      kernel("b", true),
      kernel("c", true),
    ]);
    expect(seen).toEqual(["b"]);
    expect([loss.dtype, loss.data[0]]).toEqual(["float64", Math.log1p(Math.E)]);
    const rounded = JS.evaluate(single, { gradient: true });
    expect([rounded.loss.dtype, rounded.loss.data[0]]).toEqual(["float32", Math.fround(Math.log1p(Math.E))]);
    expect(rounded.gradient!.data).toBeInstanceOf(Float32Array);
    expect([rounded.gradient!.dtype, rounded.gradient!.shape]).toEqual(["float32", [1, 2]]);
  });
});

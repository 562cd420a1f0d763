/** Mutants that are more than a move of one axis, against the formulas of the threads they come from. */

import { describe, expect, it } from "vitest";
import { openFixtures } from "../../src/fixtures/load.ts";
import type { LossCall } from "../../src/loss/loss-call.ts";
import type { FloatArray } from "../../src/math/dtypes.ts";
import { MUTANTS } from "../../src/mutants/index.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";

const A = 0.2;
const LOGITS = [
  [1, 2, 0, -1],
  [3, 0.4, -1, 0.5],
  [0, 1, 0.5, 2],
];
const LOG_P = LOGITS.map((row) => {
  const normaliser = Math.log(sum(row.map(Math.exp)));
  return row.map((x) => x - normaliser);
});
const MEAN = LOG_P.map((row) => -sum(row) / row.length);
const [vector] = openFixtures().vectors(({ id }) => /^torch\.mean\.index\.2d\.ordinary\..*f64$/.test(id));

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}

/** -log p of a row's class. */
function nll(row: number, k: number): number {
  return -LOG_P[row]![k]!;
}

/** torch's mean over LOGITS. */
function call(target: readonly number[], changes: Partial<LossCall> = {}): LossCall {
  return {
    ...lossCallOf(vector!)!,
    labelSmoothing: A,
    numClasses: 4,
    ignoreIndex: -100,
    weight: undefined,
    upstream: undefined,
    input: { dtype: "float64", shape: [3, 4], data: Float64Array.from(LOGITS.flat()) },
    target: { dtype: "int64", shape: [3], data: Float64Array.from(target) },
    ...changes,
  };
}

function answerOf(id: string, lossCall: LossCall): { loss: number; gradient: FloatArray } {
  const { loss, gradient } = MUTANTS.find((mutant) => mutant.id === id)!.answer(lossCall)!;
  return { loss: loss.data[0]!, gradient: gradient.data };
}

const WEIGHT = { dtype: "float64", shape: [4], data: Float64Array.of(0.5, 2, 1, 4) } as const;

/** Each row's uniform part under WEIGHT. */
const WEIGHTED = LOG_P.map((row) => -sum(row.map((value, k) => WEIGHT.data[k]! * value)) / row.length);

const FORMULAS: { id: string; lossCall: LossCall; loss: number }[] = [
  {
    id: "mixed-before-log",
    lossCall: call([-100, 1, 2]),
    loss: -sum([nll(1, 1), nll(2, 2)].map((cost) => Math.log((1 - A) * Math.exp(-cost) + A / 4))) / 2,
  },
  {
    id: "logarithm-missing",
    lossCall: call([-100, 1, 2], { labelSmoothing: 0 }),
    loss: -(Math.exp(-nll(1, 1)) + Math.exp(-nll(2, 2))) / 2,
  },
  {
    id: "uniform-part-averaged-over-all",
    lossCall: call([-100, 1, 2]),
    loss: ((1 - A) * (nll(1, 1) + nll(2, 2))) / 2 + (A * sum(MEAN)) / 3,
  },
  {
    id: "uniform-part-divided-by-all",
    lossCall: call([0, 1, 2], { ignoreIndex: 0, weight: WEIGHT }),
    loss: ((1 - A) * (2 * nll(1, 1) + nll(2, 2))) / 3 + (A * (WEIGHTED[1]! + WEIGHTED[2]!)) / 3.5,
  },
  {
    id: "ignored-rows-alone-counted",
    lossCall: call([0, 1, 2], { ignoreIndex: 0 }),
    loss: ((1 - A) * nll(0, 0) + A * MEAN[0]!) / 2,
  },
];

describe("a mutant's loss is its thread's formula, and its gradient that loss's", () => {
  it.each(FORMULAS)("$id", ({ id, lossCall, loss }) => {
    const { loss: found, gradient } = answerOf(id, lossCall);
    expect(found).toBeCloseTo(loss, 12);
    const step = 1e-5;
    const moved = (i: number, by: number): number => {
      const data = lossCall.input.data.slice();
      data[i]! += by;
      return answerOf(id, { ...lossCall, input: { ...lossCall.input, data } }).loss;
    };
    for (let i = 0; i < gradient.length; i += 1) {
      expect(gradient[i]).toBeCloseTo((moved(i, step) - moved(i, -step)) / (2 * step), 8);
    }
  });

  it("has no number where torch 1.10 looked up the weight of class -100", () => {
    const { answer } = MUTANTS.find(({ id }) => id === "uniform-part-divided-by-all")!;
    expect(answer(call([-100, 1, 2], { weight: WEIGHT }))).toBeUndefined();
    expect(answer(call([-100, 1, 2]))).toBeDefined();
  });

  it("classes-of-a-shard: Megatron's loss of the first of two ranks, and the gradient of each", () => {
    const { axes } = lossCallOf(vector!)!;
    const { loss, gradient } = answerOf(
      "classes-of-a-shard",
      call([0, 1, 2], { axes: { ...axes, targetRule: "off-target" } }),
    );
    const s = (A * 2) / (2 - 1);
    const local = LOG_P.map(([first, second]) => -(first! + second!) / 2);
    const rows = [0, 1, 2].map((row) => (1 - s) * nll(row, row) + s * local[row]!);
    expect(loss).toBeCloseTo(sum(rows) / 3, 12);
    const expected = LOG_P.flatMap((row, i) =>
      row.map((value, k) => (Math.exp(value) - (i === k ? 1 - s + s / 2 : s / 2)) / 3),
    );
    for (const [i, slope] of expected.entries()) expect(gradient[i]).toBeCloseTo(slope, 12);
  });
});

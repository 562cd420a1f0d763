/** Reductions of row losses, and the factor on each row's slope, by small numbers. */
import { describe, expect, it } from "vitest";
import type { Reduction } from "../../src/loss/axes.ts";
import type { RowFacts } from "../../src/loss/divisors.ts";
import {
  planReduction,
  resultShape,
  roundedTensor,
  staysUnreduced,
  weightedShape,
} from "../../src/loss/reduction.ts";
import { FACTS } from "./row-facts.ts";

const tensor = (shape: number[], ...data: number[]) => ({
  dtype: "float64" as const,
  shape,
  data: Float64Array.from(data),
});

const NONE: Reduction = { divisor: "unreduced", without: "quotient" };
const SUM: Reduction = { divisor: "one", without: "quotient" };
const MEAN: Reduction = { divisor: "losses", without: "nan" };
const KERAS: Reduction = { divisor: "losses", without: "zero-or-empty" };

function planned(reduction: Reduction, facts: Partial<RowFacts>, upstream?: ReturnType<typeof tensor>) {
  const shape = facts.shape ?? [2];
  const all: RowFacts = { ...FACTS, shape, keptWeight: 2, targetWeight: 2, ...facts };
  const plan = planReduction(reduction, all, upstream);
  const apply = (high: number[], low: number[] = high.map(() => 0)): number[] => [
    ...plan.reduce(Float64Array.from(high), Float64Array.from(low)),
  ];
  return { shape: plan.shape, coefficients: [...plan.coefficients], apply };
}

describe("without weights", () => {
  it("losses stay as they are, and slopes take the incoming gradient of their row", () => {
    const plan = planned(NONE, { shape: [2, 1] }, tensor([2, 1], 3, -4));
    expect([plan.shape, plan.coefficients]).toEqual([
      [2, 1],
      [3, -4],
    ]);
    expect(plan.apply([5, 7])).toEqual([5, 7]);
    expect(planned(NONE, {}).coefficients).toEqual([1, 1]);
  });

  it("a low part counts where it is a number", () => {
    const { apply } = planned(NONE, {});
    expect(apply([1, Infinity], [2 ** -53 * 3, Number.NaN])).toEqual([1 + 2 ** -51, Infinity]);
  });

  it("losses are added up or averaged, and so are slopes", () => {
    const sum = planned(SUM, {}, tensor([], 3));
    expect([sum.shape, sum.coefficients, sum.apply([5, 7])]).toEqual([[], [3, 3], [12]]);
    const mean = planned(MEAN, {}, tensor([], 3));
    expect([mean.shape, mean.coefficients, mean.apply([5, 7])]).toEqual([[], [1.5, 1.5], [6]]);
    expect(planned(MEAN, {}).coefficients).toEqual([0.5, 0.5]);
    // Added up in two parts: 2^53 + 1 + 1, and what the rows were rounded by.
    expect(sum.apply([2 ** 53, 1], [0, 1])).toEqual([2 ** 53 + 2]);
  });
});

describe("with a weight for each row", () => {
  const weights = tensor([2], 2, -1);

  it("losses are weighed, as slopes are", () => {
    const plan = planned(NONE, { sampleWeight: weights }, tensor([2], 3, 4));
    expect([plan.shape, plan.coefficients]).toEqual([[2], [6, -4]]);
    expect(plan.apply([5, 7])).toEqual([10, -7]);
    const sum = planned(SUM, { sampleWeight: weights }, tensor([], 3));
    expect([sum.coefficients, sum.apply([5, 7])]).toEqual([[6, -3], [3]]);
    const mean = planned(MEAN, { sampleWeight: weights });
    expect([mean.coefficients, mean.apply([5, 7])]).toEqual([[1, -0.5], [1.5]]);
  });

  it("a product keeps what it rounds off, and what the loss was rounded by", () => {
    const [high, weight] = [1 + 2 ** -52, 1 + 2 ** -52];
    const { apply } = planned(NONE, { shape: [1], sampleWeight: tensor([1], weight) });
    // (1 + e)^2 = 1 + 2 e + e^2, and a low part of 2^-53 times 1 + e rounds up.
    expect(apply([high])).toEqual([1 + 2 ** -51]);
    expect(apply([high], [1.5 * 2 ** -53])).toEqual([1 + 3 * 2 ** -52]);
    expect(apply([Infinity], [Number.NaN])).toEqual([Infinity]);
    const sum = planned(SUM, { shape: [1], sampleWeight: tensor([1], 3) });
    expect(sum.apply([2 ** 53], [1])).toEqual([3 * 2 ** 53 + 4]);
  });

  it("one weight may be for several rows, and one row for several weights", () => {
    const rows = planned(NONE, { shape: [2, 2], sampleWeight: weights });
    expect([rows.shape, rows.coefficients, rows.apply([1, 2, 3, 4])]).toEqual([
      [2, 2],
      [2, -1, 2, -1],
      [2, -2, 6, -4],
    ]);
    const wide = planned(NONE, { shape: [2, 1], sampleWeight: weights });
    expect([wide.shape, wide.coefficients, wide.apply([5, 7])]).toEqual([
      [2, 2],
      [1, 1],
      [10, -5, 14, -7],
    ]);
    const spread = planned(MEAN, { shape: [2, 1], sampleWeight: weights });
    expect([spread.coefficients, spread.apply([5, 7])]).toEqual([[0.25, 0.25], [3]]);
  });

  it("ranks may be aligned as Keras does, by a last axis of length 1", () => {
    const facts = { shape: [2, 1], sampleWeight: weights };
    expect(planned(NONE, { ...facts, aligned: true })).toMatchObject({
      shape: [2, 1],
      coefficients: [2, -1],
    });
    expect(planned(NONE, { ...facts, aligned: true }).apply([5, 7])).toEqual([10, -7]);
    expect(planned(NONE, { ...facts, aligned: false }).shape).toEqual([2, 2]);
    expect(weightedShape([2, 1], [2], true)).toEqual([2, 1]);
    expect(weightedShape([2, 1], [2], false)).toEqual([2, 2]);
    expect(weightedShape([2, 3], [2], false)).toBeUndefined();
  });
});

describe("nothing to reduce", () => {
  it("stays a vector for Keras, and is a number for others", () => {
    expect([staysUnreduced(KERAS, [0]), staysUnreduced(KERAS, [1]), staysUnreduced(KERAS, [0, 2])]).toEqual([
      true,
      false,
      false,
    ]);
    expect([staysUnreduced(KERAS, []), staysUnreduced(MEAN, [0]), staysUnreduced(NONE, [3])]).toEqual([
      false,
      false,
      true,
    ]);
    expect([resultShape(KERAS, [0]), resultShape(KERAS, [3]), resultShape(NONE, [3])]).toEqual([
      [0],
      [],
      [3],
    ]);
    expect(planned(KERAS, { shape: [0] }).shape).toEqual([0]);
    expect(planned(KERAS, { shape: [0] }).apply([])).toEqual([]);
    expect(planned(MEAN, { shape: [0] }).apply([])).toEqual([Number.NaN]);
    expect(planned(SUM, { shape: [0] }).apply([])).toEqual([0]);
  });
});

it("a result is in an array of its dtype where there is such an array", () => {
  const data = Float64Array.of(0.1);
  expect(roundedTensor("float32", [1], data)).toEqual({
    dtype: "float32",
    shape: [1],
    data: Float32Array.of(0.1),
  });
  expect(roundedTensor("float64", [1], data).data).toBe(data);
  expect(roundedTensor("float16", [1], data).data).toBe(data);
});

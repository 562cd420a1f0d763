/** What each mean divides by, by small numbers. */
import { describe, expect, it } from "vitest";
import type { Divisor, Reduction } from "../../src/loss/axes.ts";
import { divided, quotientOf, type RowFacts, type Values } from "../../src/loss/divisors.ts";
import { FACTS } from "./row-facts.ts";

const tensor = (...data: number[]) => ({
  dtype: "float64" as const,
  shape: [data.length],
  data: Float64Array.from(data),
});

const VALUES: Values = { shape: [4, 6], count: 24, weighted: undefined };
const WEIGHTED = { rows: Int32Array.of(0, 1, 2, 3), weights: Float64Array.of(0, 1, -2, 0) };

describe("a divisor", () => {
  it.each<[Divisor, Partial<RowFacts>, Partial<Values>, object]>([
    ["unreduced", {}, {}, { by: 1 }],
    ["one", {}, {}, { by: 1 }],
    ["losses", {}, {}, { by: 24 }],
    ["unmasked-rows", {}, {}, { by: 24 }],
    ["unmasked-rows", { rowsWithMass: 3 }, {}, { by: 3 }],
    ["batch", {}, {}, { by: 4 }],
    ["batch", { shape: [] }, {}, { by: 1 }],
    ["weights-or-batch", {}, {}, { by: 4 }],
    ["weights-or-batch", { shape: [] }, {}, { by: 1 }],
    ["weights-or-batch", { sampleWeight: tensor(1, 2, 0.5) }, {}, { by: 3.5 }],
    ["given", {}, {}, { by: 5 }],
    ["given", { given: 9 }, {}, { by: 9 }],
    ["kept-weight", { given: 9 }, {}, { by: 5 }],
    ["kept-if-ignoring", {}, {}, { by: 24 }],
    ["kept-if-ignoring", { ignoresClass: true }, {}, { by: 5 }],
    ["kept-if-ignoring", { rowWeight: 2 }, {}, { by: 5 }],
    ["target-weight", {}, {}, { by: 7 }],
    ["row-weight", {}, {}, { by: 24, without: "quotient", times: 1 }],
    ["row-weight", { ignoresClass: true }, {}, { by: 24, without: "quotient", times: 3 }],
    ["row-weight", { rowWeight: 2.5 }, {}, { by: 2.5, times: 1 }],
    ["weights", {}, {}, { by: 24 }],
    ["weights", { sampleWeight: tensor(1, 2, 0.5) }, {}, { by: 3.5 }],
    ["weights", { sampleWeight: tensor(3) }, { shape: [] }, { by: 1 }],
    ["weights-spread", {}, {}, { by: 24, without: "zero" }],
    ["weights-spread", { shape: [2], sampleWeight: tensor(1, 2) }, {}, { by: 3 }],
    ["weights-spread", { shape: [2, 3], sampleWeight: tensor(1, 2) }, {}, { by: 9 }],
    ["weights-spread", { shape: [1], sampleWeight: tensor(1, 2) }, {}, { by: 3 }],
    ["nonzero-weights", {}, {}, { by: 24 }],
    ["nonzero-weights", {}, { weighted: WEIGHTED }, { by: 2 }],
  ])("%s with %j", (divisor, facts, values, expected) => {
    const reduction: Reduction = { divisor, without: "nan" };
    expect(quotientOf(reduction, { ...VALUES, ...values }, { ...FACTS, ...facts })).toEqual({
      without: "nan",
      ...expected,
    });
  });

  it("adds weights up without losing small ones", () => {
    const facts = { ...FACTS, sampleWeight: tensor(2 ** 60, 1, -(2 ** 60)) };
    expect(quotientOf({ divisor: "weights", without: "nan" }, VALUES, facts).by).toBe(1);
  });
});

describe("a sum over its divisor", () => {
  it.each<[Reduction["without"], number]>([
    ["quotient", Infinity],
    ["nan", Number.NaN],
    ["zero", 0],
    ["zero-or-empty", 0],
    ["sum", 6],
    ["epsilon", 6e6],
  ])("that is 0: %s", (without, result) => {
    expect(divided(6, 0, { by: 0, without })).toBe(result);
    expect(divided(0, 0, { by: 0, without: "quotient" })).toBeNaN();
  });

  it.each<Reduction["without"]>(["quotient", "nan", "zero", "zero-or-empty", "sum"])(
    "that is not 0: %s",
    (without) => {
      expect(divided(6, 0, { by: 4, without })).toBe(1.5);
      expect(divided(6, 0, { by: -4, without })).toBe(-1.5);
      // The low part counts: 2^53 + 1 is no double.
      expect(divided(2 ** 53, 2, { by: 2, without })).toBe(2 ** 52 + 1);
      expect(divided(6, 0, { by: 4, without, times: 3 })).toBe(0.5);
    },
  );

  it("has an epsilon added to every divisor, NeMo's 1e-6", () => {
    expect(divided(6, 0, { by: 2, without: "epsilon" })).toBe(6 / 2.000001);
  });

  it("is divided by the classes even where there is nothing to divide by", () => {
    expect(divided(6, 0, { by: 0, without: "sum", times: 3 })).toBe(2);
    expect(divided(6, 0, { by: 0, without: "zero", times: 3 })).toBe(0);
  });
});

/** The parts of the exact kernel for independent labels and for rows, against values from mpmath. */
import { describe, expect, it } from "vitest";
import { logSoftmax, rowDistribution } from "../../src/loss/log-softmax.ts";
import { sigmoid } from "../../src/loss/sigmoid.ts";
import type { TargetRows } from "../../src/loss/target-rows.ts";
import { Accumulator } from "../../src/math/double-double.ts";
import { exact, minus, sum } from "../math/exact.ts";

describe("a label of its own", () => {
  const link = sigmoid(2);
  const costOf = (x: number, high: number, low = 0): number => {
    link.load(Float64Array.of(9, 0, 9, x), 1, 2, 2);
    const total = new Accumulator();
    link.addTerm(1, high, low, total);
    return total.value;
  };

  it("costs (1 - z) x + log1p(exp(-x)), with both parts of z", () => {
    // 30 (2^-30 - 2^-60) + log1p(exp(-30)) and -2 z + log1p(exp(-2))
    expect(costOf(30, 1 - 2 ** -30, 2 ** -60) / 2.793977078867317e-8).toBeCloseTo(1, 12);
    expect(
      costOf(30, 1 - 2 ** -30, 2 ** -32) / (30 * (2 ** -30 - 2 ** -32) + 9.3576229688397e-14),
    ).toBeCloseTo(1, 14);
    expect(costOf(-2, 0.25)).toBeCloseTo(0.5 + Number("0.126928011042972496"), 15);
    expect(costOf(Infinity, 1)).toBeNaN();
  });

  it("has the slope p - z, with both parts of z", () => {
    link.load(Float64Array.of(0), 0, 1, 1);
    const masses = { high: Float64Array.of(0.5), low: Float64Array.of(2 ** -60) } as unknown as TargetRows;
    expect(link.slope(0, masses)).toBe(-(2 ** -60));
  });

  it("has the magnitude p + |z|", () => {
    link.load(Float64Array.of(1), 0, 1, 1);
    for (const z of [0.25, -0.25])
      expect(link.slopeMagnitude(0, z, 1)).toBeCloseTo(Number("0.73105857863000487925") + 0.25, 15);
  });
});

describe("a row", () => {
  it("is NaN wherever its NaN is, or an infinity, or nothing but -Infinity", () => {
    for (const logits of [
      [Number.NaN, 1, 2],
      [1, Number.NaN, 2],
      [2, 1, Number.NaN],
      [1, Infinity, 0],
      [-Infinity, -Infinity, -Infinity],
    ]) {
      const row = rowDistribution(3);
      logSoftmax(Float64Array.from(logits), 0, 1, 3, row);
      expect([...row.surprisal, ...row.probability]).toEqual(new Array(6).fill(Number.NaN));
      expect([...row.surprisalLow, ...row.probabilityLow]).toEqual(new Array(6).fill(0));
    }
  });

  it("keeps what the sum of a surprisal's two parts rounds off", () => {
    const far = -1e5 / 3;
    const row = rowDistribution(3);
    logSoftmax(Float64Array.of(1, 0, far), 0, 1, 3, row);
    // 1 - far + log1p(exp(-1)), of which the rounded sum alone keeps twelve digits after the point.
    const rest = minus(sum(row.surprisal[2]!, row.surprisalLow[2]!), minus(exact(1), exact(far)));
    expect(
      Math.abs(Number((rest.over * 10n ** 20n) / rest.under) / 1e20 - Number("0.31326168751822283405")),
    ).toBeLessThan(1e-15);
  });
});

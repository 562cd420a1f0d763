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

describe("a label whose positive side is weighed", () => {
  // w z log1p(exp(-x)) + (1 - z) log1p(exp(x)), its slope, and the magnitude of the slope's terms, from mpmath.
  it.each([
    [1.5, 3, 0.25, "1.427119916974128614249", "0.4763617142904654894108", "1.976361714290465489411"],
    [1.5, 0.5, 1, "0.1007066389913762047497", "-0.09121276190317817019639", "0.9087872380968218298036"],
    [-2, 3, 0, "0.1269280110429724964437", "0.1192029220221175559403", "0.1192029220221175559403"],
    [-2, 3, 0.25, "1.690392016564458744666", "-0.5711956169668236660896", "0.9288043830331763339104"],
    [-2, 0.5, 0.25, "0.3610620096626009343883", "-0.02069744323064713855226", "0.2293025567693528614477"],
    [30, 3, 1, "2.807286890651921033813e-13", "-2.807286890651789686152e-13", "5.999999999999719271311"],
    [0, 3, 0.25, "1.039720770839917964126", "0", "1.5"],
    [-40, 3, 1, "120.0000000000000000127", "-2.999999999999999987255", "3.000000000000000012745"],
  ])("x %d, w %d, z %d", (x, w, z, loss, slope, magnitude) => {
    const link = sigmoid(1, w);
    link.load(Float64Array.of(x), 0, 1, 1);
    const total = new Accumulator();
    link.addTerm(0, z, 0, total);
    expect(total.value / Number(loss)).toBeCloseTo(1, 14);
    const masses = { high: Float64Array.of(z), low: Float64Array.of(0) } as unknown as TargetRows;
    const wanted = Number(slope);
    // p is a double, so that the slope is off by a rounding of the magnitude of its terms.
    expect(Math.abs(link.slope(0, masses) - wanted)).toBeLessThanOrEqual(2 ** -52 * Number(magnitude));
    expect(link.slopeMagnitude(0, z, 1) / Number(magnitude)).toBeCloseTo(1, 14);
    // Told in two parts, it is the same loss.
    const told = link.bareCost!(0) + z * link.unitCost!(0);
    expect(Math.abs(told - Number(loss))).toBeLessThanOrEqual(
      4e-16 * Number(magnitude) * Math.max(1, Math.abs(x)),
    );
  });

  it("keeps what its mass has been rounded by", () => {
    const link = sigmoid(1, 3);
    link.load(Float64Array.of(0), 0, 1, 1);
    // p (1 + 2 z) - 3 z at p = 1/2: what z is rounded by counts -2 times.
    const masses = { high: Float64Array.of(0.25), low: Float64Array.of(2 ** -60) } as unknown as TargetRows;
    expect(link.slope(0, masses)).toBe(-(2 ** -59));
    // 3 z times a logit of -2^40: what z is rounded by costs 3 * 2^-20, beside the 3 * 2^38 of z.
    link.load(Float64Array.of(-(2 ** 40)), 0, 1, 1);
    const total = new Accumulator();
    link.addTerm(0, 0.25, 2 ** -60, total);
    total.add(-3 * 2 ** 38);
    expect(total.value).toBe(3 * 2 ** -20);
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

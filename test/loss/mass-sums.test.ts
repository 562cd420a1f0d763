/** Sums over a row's masses, worked out by hand: one class with `on`, one excluded class with nothing, the others with `off`. */
import { expect, it } from "vitest";
import { massSums } from "../../src/loss/mass-sums.ts";
import { doubleDouble } from "../../src/math/double-double.ts";

const sums = (on: number, off: number, excluded: number, length: number, low = 0) =>
  massSums({ on: { high: on, low }, off: doubleDouble(off), excluded }, length);

const entropy = (q: number): number => q * Math.log(q);

it("masses add up over the other classes, the excluded one left out", () => {
  const { beside, same } = sums(0.5, 0.25, 1, 4);
  expect([beside.total, same.total]).toEqual([1, 1.25]);
  expect(beside.negativeEntropy).toBeCloseTo(entropy(0.5) + 2 * entropy(0.25), 15);
  expect(same.negativeEntropy).toBeCloseTo(entropy(0.5) + 3 * entropy(0.25), 15);
});

it("a class that a row has not is not left out", () => {
  for (const excluded of [-1, 4, 5]) {
    const { beside, same } = sums(0.5, 0.25, excluded, 4);
    expect(beside).toEqual(same);
    expect(beside.total).toBe(1.25);
  }
  expect(sums(0.5, 0.25, 0, 4).beside.total).toBe(1);
  expect(sums(0.5, 0.25, 3, 4).beside.total).toBe(1);
});

it("no mass, and no other class, have no entropy", () => {
  expect(sums(1, 0, -1, 3).beside).toEqual({ total: 1, negativeEntropy: 0 });
  expect(sums(0, 0.5, -1, 3).beside.negativeEntropy).toBeCloseTo(2 * entropy(0.5), 15);
  // Off the target there may be no class for a mass that has no logarithm.
  expect(sums(1, -0.5, -1, 1).beside).toEqual({ total: 1, negativeEntropy: 0 });
  expect(sums(1, -0.5, 0, 2).beside).toEqual({ total: 1, negativeEntropy: 0 });
});

it("next to 1 the entropy is what the mass has been rounded by: d/dq q log q = 1 + log q", () => {
  expect(sums(1, 0, -1, 1, 2 ** -60).beside.negativeEntropy).toBe(2 ** -60);
  const slope = 1 + Math.log(0.5);
  expect(sums(0.5, 0, -1, 1, 2 ** -20).beside.negativeEntropy).toBeCloseTo(
    entropy(0.5) + 2 ** -20 * slope,
    15,
  );
  expect(sums(0.5, 0, -1, 1, 2 ** -20).beside.total).toBe(0.5 + 2 ** -20);
});

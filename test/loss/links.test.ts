/** Links one by one: costs and slopes by their formulas, with values from mpmath and, for float32, from NumPy. */
import { describe, expect, it } from "vitest";
import type { Axes, Link } from "../../src/loss/axes.ts";
import { SIGMOID, SOFTMAX } from "../../src/loss/axis-values.ts";
import { bentLogits } from "../../src/loss/bent-logits.ts";
import { raisedLogits, underflowingSoftmax } from "../../src/loss/clipped-logits.ts";
import {
  type Clip,
  clipOf,
  clippedProbability,
  clippedRows,
  cutLogarithms,
  isInside,
  logOther,
} from "../../src/loss/clipped-probabilities.ts";
import { focalProbabilities, focalRows } from "../../src/loss/focal.ts";
import type { LinkNumbers } from "../../src/loss/loss-call.ts";
import type { RowCost, RowMasses } from "../../src/loss/row-cost.ts";
import { rowCostFor } from "../../src/loss/row-costs.ts";
import { Accumulator } from "../../src/math/double-double.ts";
import { variantById } from "../../src/variants/index.ts";

/** The cost of a class with some mass. */
function costOf(link: RowCost, k: number, high = 1, low = 0): number {
  const sum = new Accumulator();
  link.addTerm(k, high, low, sum);
  return sum.value;
}

function loaded(link: RowCost, ...row: number[]): RowCost {
  link.load(Float64Array.from(row), 0, 1, row.length);
  return link;
}

const masses = (high: number[], low: number[] = high.map(() => 0)): RowMasses => ({
  high: Float64Array.from(high),
  low: Float64Array.from(low),
});

function slopesOf(link: RowCost, high: number[], low?: number[]): number[] {
  const given = masses(high, low);
  link.prepareSlopes(given, high.length);
  return high.map((_, k) => link.slope(k, given));
}

/** A link by its parts, beside the axes of equation (1). */
function linkOf(link: Link, length: number, numbers: LinkNumbers = {}, axes: Partial<Axes> = {}): RowCost {
  const input = { dtype: "float64", shape: [1, length], data: new Float64Array(length) } as const;
  const all = { ...variantById("equation1")!.axes, ...axes, link };
  return rowCostFor({ axes: all, input, linkNumbers: numbers }, length);
}

const near = (got: number, truth: string, digits = 14): void =>
  expect(got / Number(truth)).toBeCloseTo(1, digits);

const EPSILON: Clip = clipOf("epsilon", "float64");
const NO_CLIP: Clip = clipOf("none", "float64");

describe("logits that are raised", () => {
  it("lie 64 below the largest at least", () => {
    const link = loaded(linkOf({ ...SOFTMAX, clip: "logits" }, 4), 0, -100, -64, -63);
    // log1p(2 exp(-64) + exp(-63))
    near(costOf(link, 0), "7.567231781160356679575e-28");
    expect([1, 2, 3].map((k) => costOf(link, k))).toEqual([64, 64, 63]);
    expect(link.isFiniteAt(1)).toBe(true);
  });

  it("keep the largest of a row that is too large for the difference of 64, wherever it is", () => {
    for (const k of [0, 1, 2]) {
      const row = [0, 1, 2].map((each) => (each === k ? 2 ** 100 : 0));
      const link = loaded(linkOf({ ...SOFTMAX, clip: "logits" }, 3), ...row);
      // log1p(2 exp(-64))
      near(costOf(link, k), "3.207621781097276e-28");
      expect(costOf(link, (k + 1) % 3)).toBe(64);
    }
  });

  it("are NaN with a NaN, wherever it is", () => {
    for (const row of [
      [Number.NaN, 1],
      [1, Number.NaN],
    ])
      expect(costOf(loaded(raisedLogits(2, linkOf(SOFTMAX, 2)), ...row), 0)).toBeNaN();
  });
});

describe("a softmax that underflows in float32", () => {
  const link = (...row: number[]): RowCost =>
    loaded(underflowingSoftmax(row.length, linkOf(SOFTMAX, row.length)), ...row);

  it("has the logarithm of a subnormal probability, which has few digits, and of none below", () => {
    const row = link(0, -100, -90, -80, -110);
    near(costOf(row, 1), "99.983093037427522");
    near(costOf(row, 2), "90.0000004798332796");
    // A normal probability: its logarithm is the logits' own.
    expect(costOf(row, 3)).toBe(80);
    expect(costOf(row, 4)).toBe(Infinity);
    expect([0, 1, 2, 3, 4].map((k) => row.isFiniteAt(k))).toEqual([true, true, true, true, false]);
    expect([row.unitCost!(1), row.unitCost!(3)]).toEqual([costOf(row, 1), 80]);
  });

  it("divides by the sum of the row in float32", () => {
    // float32(float32(exp(-95)) / 2)
    near(costOf(link(0, 0, -95), 2), "95.6931410816998169");
    near(costOf(link(-95, 0, 0), 0), "95.6931410816998169");
  });

  it("has the target's own term from the logits", () => {
    const row = link(0, -100);
    const own = new Accumulator();
    row.addOwnTerm!(1, 0.5, 0, own);
    expect(own.value).toBe(50);
  });

  it("is chosen by the link, and by no other", () => {
    const underflowing = loaded(linkOf({ ...SOFTMAX, clip: "underflow" }, 2), 0, -100);
    near(costOf(underflowing, 1), "99.983093037427522");
    expect(costOf(loaded(linkOf(SOFTMAX, 2), 0, -100), 1)).toBe(100);
  });
});

describe("logits that are bent", () => {
  it("are multiplied and capped as far as the link says, whatever numbers there are", () => {
    const numbers = { logitScale: 2, softcap: 3 };
    const gap = (parts: Partial<Link>): number => {
      const link = loaded(linkOf({ ...SOFTMAX, ...parts }, 2, numbers), 0, -4);
      return costOf(link, 1) - costOf(link, 0);
    };
    expect(gap({})).toBeCloseTo(4, 14);
    expect(gap({ scale: "given" })).toBeCloseTo(8, 14);
    expect(gap({ cap: "tanh" })).toBeCloseTo(3 * Math.tanh(4 / 3), 14);
    expect(gap({ scale: "given", cap: "tanh" })).toBeCloseTo(3 * Math.tanh(8 / 3), 14);
  });

  it("have slopes and their magnitudes times the slope of the bend", () => {
    const link = loaded(
      bentLogits(2, linkOf(SOFTMAX, 2), { ...SOFTMAX, scale: "given" }, { logitScale: -2 }, "float64"),
      1,
      1,
    );
    // p = 1/2 of each: p - q = -0.25 and 0.25, p + q = 1.25 and 0.75.
    expect(slopesOf(link, [0.75, 0.25])).toEqual([0.5, -0.5]);
    expect([link.slopeMagnitude(0, 0.75, 1), link.slopeMagnitude(1, 0.25, 1)]).toEqual([2.5, 1.5]);
  });
});

describe("a softmax with the square of its log-sum-exp", () => {
  const numbers = { lseSquareScale: 0.25 };
  const squared: Link = { ...SOFTMAX, normaliserCost: "squared" };
  const L = 3 + Math.LN2;

  it("costs a factor times that square besides, once a row", () => {
    const link = loaded(linkOf(squared, 2, numbers), 3, 3);
    const sum = new Accumulator();
    link.addRowTerm!(sum);
    expect(sum.value).toBeCloseTo(0.25 * L * L, 14);
    expect(linkOf(squared, 2).addRowTerm).toBeUndefined();
  });

  it("has the slope p (S + 2 z L) - q, with S the sum of the masses, or 1 where the source takes it for 1", () => {
    const at = (axes: Partial<Axes>): number[] =>
      slopesOf(loaded(linkOf(squared, 2, numbers, axes), 3, 3), [0.25, 0.25]);
    for (const slope of at({ normaliser: "by-mass" }))
      expect(slope).toBeCloseTo(0.5 * (0.5 + 0.5 * L) - 0.25, 14);
    for (const slope of at({ normaliser: "once-in-gradient" }))
      expect(slope).toBeCloseTo(0.5 * (1 + 0.5 * L) - 0.25, 14);
    const link = loaded(linkOf(squared, 2, numbers, { normaliser: "by-mass" }), 3, 3);
    expect(link.slopeMagnitude(0, -0.25, 0.5)).toBeCloseTo(0.5 * (0.5 + 0.5 * L) + 0.25, 14);
  });
});

describe("a softmax", () => {
  it("has the slope 0 where probability and mass are equal, and rounding error nowhere", () => {
    for (let classes = 2; classes < 60; classes += 1) {
      const link = loaded(linkOf(SOFTMAX, classes), ...new Array<number>(classes).fill(0.1));
      // 1/K as two doubles.
      const high = 1 / classes;
      const rest = new Accumulator();
      rest.add(1);
      rest.addProduct(-high, 0, classes, 0);
      const share = new Array<number>(classes);
      expect(slopesOf(link, share.fill(high), new Array<number>(classes).fill(rest.value / classes))).toEqual(
        new Array(classes).fill(0),
      );
    }
  });

  it("with a clip costs -log of the clipped probability", () => {
    const link = loaded(linkOf({ ...SOFTMAX, clip: "epsilon" }, 2), 0, 50);
    expect(costOf(link, 0)).toBeCloseTo(-Math.log(1e-7), 14);
    expect(costOf(link, 1)).toBeCloseTo(-Math.log(1 - 1e-7), 14);
  });
});

describe("a sigmoid", () => {
  it("weighs its positive side where the link says so alone", () => {
    const at = (link: Link, numbers: LinkNumbers): number => costOf(loaded(linkOf(link, 1, numbers), 0), 0);
    expect(at(SIGMOID, { posWeight: 3 })).toBeCloseTo(Math.LN2, 15);
    expect(at({ ...SIGMOID, positives: "weighed" }, { posWeight: 3 })).toBeCloseTo(3 * Math.LN2, 15);
    expect(at({ ...SIGMOID, positives: "weighed" }, {})).toBeCloseTo(Math.LN2, 15);
  });
});

describe("probabilities that are clipped", () => {
  it("pass a gradient on inside the clip, its bounds included", () => {
    const { lowest, highest } = EPSILON;
    expect([lowest, highest, EPSILON.added]).toEqual([1e-7, 1 - 1e-7, 0]);
    expect([lowest, 0.5, highest].map((value) => isInside(EPSILON, value))).toEqual([true, true, true]);
    expect([0.9e-7, 1 - 0.9e-7, Number.NaN].map((value) => isInside(EPSILON, value))).toEqual([
      false,
      false,
      false,
    ]);
    expect(clipOf("epsilon-and-added", "float64").added).toBe(1e-7);
    expect(clipOf("epsilon", "float32")).toEqual({
      lowest: Math.fround(1e-7),
      highest: Math.fround(1 - 1e-7),
      added: 0,
    });
    expect(NO_CLIP).toEqual({ lowest: -Infinity, highest: Infinity, added: 0 });
  });

  it("keep the digits of a share next to 1", () => {
    // log1p(0.0008 / 7)
    near(costOf(loaded(clippedRows(3, EPSILON), 7, 0.0007, 0.0001), 0), "0.00011427918417099719918", 15);
    near(costOf(loaded(clippedRows(3, EPSILON), 0.0001, 0.0007, 7), 2), "0.00011427918417099719918", 15);
  });

  it("have no slope in a row whose sum is infinite or 0", () => {
    for (const row of [
      [Infinity, 1],
      [1, -1],
    ])
      expect(slopesOf(loaded(clippedRows(2, EPSILON), ...row), [0.5, 0.5])).toEqual([Number.NaN, Number.NaN]);
  });

  it("have slopes and magnitudes that a row twice as large halves", () => {
    const [one, two] = [
      loaded(clippedRows(2, EPSILON), 0.25, 0.5),
      loaded(clippedRows(2, EPSILON), -0.5, -1),
    ];
    // (1 - q / share) / sum, with shares of 1/3 and 2/3; a negative sum changes the sign.
    expect(slopesOf(one, [0.75, 0.25])[0]).toBeCloseTo((1 - 2.25) / 0.75, 14);
    expect(slopesOf(two, [0.75, 0.25])[0]).toBeCloseTo((1 - 2.25) / -1.5, 14);
    expect(one.slopeMagnitude(0, -0.75, 1)).toBeCloseTo((1 + 2.25) / 0.75, 14);
    expect(two.slopeMagnitude(0, -0.75, 1)).toBeCloseTo((1 + 2.25) / 1.5, 14);
  });

  it("have a logarithm of the other side without cancellation", () => {
    // log((1 - c) + 1e-7) for the double c next to 1 - 1e-7
    near(logOther(1 - 1e-7, 1e-7), "-15.424948470661552425", 15);
    near(logOther(1e-10, 0), "-1.00000000005000000000e-10", 15);
  });

  it("of a label keep what its mass has been rounded by", () => {
    const link = loaded(clippedProbability(1, EPSILON), 1 - 1e-7);
    // -(z log c + (1 - z) log(1 - c)) with z = 1 - 2^-60
    near(costOf(link, 0, 1, -(2 ** -60)), "1.0000000496134496266e-7", 15);
  });

  it("of a label have slopes and magnitudes with what is added inside the logarithms", () => {
    const link = loaded(clippedProbability(2, { lowest: 0.1, highest: 0.9, added: 0.25 }), 0.5, 0.05);
    // (1 - z) / (1 - c + 0.25) - z / (c + 0.25), and 0 outside the clip
    expect(slopesOf(link, [0.25, 0.5])[0]).toBeCloseTo(1 - 1 / 3, 15);
    expect(slopesOf(link, [0.25, 0.5])[1]).toBe(0);
    expect(link.slopeMagnitude(0, 0.25, 1)).toBeCloseTo(1 + 1 / 3, 15);
    expect(link.slopeMagnitude(0, -0.25, 1)).toBeCloseTo(5 / 3 + 1 / 3, 15);
    expect(link.slopeMagnitude(1, 0.5, 1)).toBe(0);
  });
});

describe("logarithms that are cut off at -100", () => {
  it("cost 100 at most, and have no slope beyond", () => {
    const link = loaded(cutLogarithms(3), 1e-50, 0.25, 0);
    expect([costOf(link, 0), costOf(link, 2)]).toEqual([100, 100]);
    // p = 1e-50: only the absent side has a slope, (1 - z) / (1 - p).
    expect(slopesOf(link, [0.75, 0.75, 0.75])[0]).toBe(0.25);
    // 0.25 / 0.75 - 0.75 / 0.25
    expect(slopesOf(link, [0.75, 0.75, 0.75])[1]).toBeCloseTo(1 / 3 - 3, 15);
    expect(slopesOf(link, [0.75, 0.75, 0.75])[2]).toBeNaN();
    expect(link.slopeMagnitude(0, 0.75, 1)).toBe(0.25);
    expect(link.slopeMagnitude(1, 0.75, 1)).toBeCloseTo(1 / 3 + 3, 15);
    expect(link.slopeMagnitude(1, -0.75, 1)).toBeCloseTo(7 / 3 + 3, 15);
  });
});

describe("focal rows", () => {
  const focus = { alpha: 0.25, gamma: 2 };

  it("keep the digits of a confident class: alpha (1 - p)^2 (-log p)", () => {
    near(costOf(loaded(focalRows(2, EPSILON, focus, true), 10, 0), 0), "2.3391402409624733427e-14");
    near(
      costOf(loaded(focalRows(3, EPSILON, focus, false), 7, 0.0007, 0.0001), 0),
      "3.7307124144264897084e-13",
    );
  });

  it("have slopes and magnitudes that a row twice as large halves", () => {
    const one = loaded(focalRows(2, EPSILON, focus, false), 0.25, 0.75);
    const two = loaded(focalRows(2, EPSILON, focus, false), 0.5, 1.5);
    const [a, b] = [slopesOf(one, [0.75, 0.25]), slopesOf(two, [0.75, 0.25])];
    for (const k of [0, 1]) {
      expect(a[k]! / b[k]!).toBeCloseTo(2, 14);
      expect(one.slopeMagnitude(k, 0.5, 1) / two.slopeMagnitude(k, 0.5, 1)).toBeCloseTo(2, 14);
    }
  });
});

describe("focal labels", () => {
  const PLAIN: Link = { probabilities: "given", clip: "epsilon", focal: "plain" };
  const slopeAt = (p: number, z: number, gamma: number): number => {
    const clip = clipOf("epsilon", "float32");
    const link = loaded(focalProbabilities(1, PLAIN, clip, { alpha: 0.25, gamma }, "float32"), p);
    return slopesOf(link, [z])[0]!;
  };

  it("have the slope of F^gamma b, with F = z (1 - p) + (1 - z) p and b the cross entropy", () => {
    near(slopeAt(0.5, 1, 0.5), "-1.9043426341073686447");
    // Even at p = z = 1/2.
    expect(slopeAt(0.5, 0.5, 0.5)).toBeCloseTo(0, 15);
  });

  it("are NaN where F is 0 in float32 and its power infinite", () => {
    expect(slopeAt(1 - 2 ** -26, 1, 0.5)).toBeNaN();
    expect(slopeAt(1e-10, 0, 0.5)).toBeNaN();
    expect(slopeAt(0, 0, 0.5)).toBeNaN();
    // 1 - 2^-24 is a float32, and 1 + 2^-24 is not.
    expect(slopeAt(2 ** -24, 0, 0.5)).not.toBeNaN();
    // From a power of 1 on it does not matter whether F is 0.
    expect(slopeAt(1 - 2 ** -26, 1, 1)).not.toBeNaN();
  });

  it("have the slope p - z of both parts of z where gamma is 0", () => {
    const sigmoid: Link = { probabilities: "sigmoid", clip: "none", focal: "plain" };
    const link = loaded(focalProbabilities(1, sigmoid, NO_CLIP, { alpha: 0.25, gamma: 0 }, "float64"), 0);
    expect(slopesOf(link, [0.5], [2 ** -60])).toEqual([-(2 ** -60)]);
  });
});

/** Conversions: those that DIALECTS lists, and properties of value and gradient for all that claim to be exact. */

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SMOOTHING_MAPS } from "../../src/definition/identity.ts";
import { type Conversion, convert } from "../../src/explain/convert.ts";
import { probe } from "../../src/explain/probe.ts";
import { ruleOf } from "../../src/explain/target-masses.ts";
import type { Side } from "../../src/identify/side.ts";
import { equation1, opennmt, simple, tfjsSigmoid } from "../../src/index.ts";
import { CLIPPED_ROWS } from "../../src/loss/axis-values.ts";
import { VARIANTS } from "../../src/variants/index.ts";

function converted(alpha: number, from: string, to: string, classes: number): Conversion {
  return convert(alpha, { variant: from } as Side, { variant: to } as Side, classes);
}

describe("equation (1) and the simple class", () => {
  it("S(b) is E(b K/(K-1)), and back", () => {
    expect(converted(0.1, "simple", "equation1", 3)).toEqual({ alpha: 0.15, exact: "value and gradient" });
    expect(converted(0.15, "equation1", "simple", 3)).toEqual({ alpha: 0.1, exact: "value and gradient" });
  });

  it("gives the losses themselves", () => {
    const logits = [[1, 0.5, -0.2]];
    const one = simple({ numClasses: 3, labelSmoothing: 0.1 }).lossAndGradient(logits, [0]);
    const other = equation1({ labelSmoothing: 0.15 }).lossAndGradient(logits, [0]);
    expect(other.loss.data[0]).toBeCloseTo(one.loss.data[0]!, 15);
    for (const [k, slope] of one.gradient.data.entries()) {
      expect(other.gradient.data[k]).toBeCloseTo(slope, 15);
    }
  });

  it("is legal for torch up to (K-1)/K and says so beyond", () => {
    expect(converted(0.9, "simple", "torch", 10)).toEqual({ alpha: 1, exact: "value and gradient" });
    const beyond = converted(0.95, "simple", "torch", 10);
    expect(beyond.exact).toBe(false);
    expect(beyond.reason).toMatch("torch takes a number not above 1: only up to 0.9 of simple");
    // tfjs takes it, with more mass off the class than on it.
    expect(converted(0.95, "simple", "tfjs-softmax", 10).exact).toBe("value and gradient");
  });
});

describe("OpenNMT", () => {
  it("has no equal among losses over all V classes; the residual is a/(V-2), on the zeroed class and the target", () => {
    const { alpha, exact, residual, reason } = converted(0.1, "opennmt", "equation1", 12);
    expect([alpha, exact]).toEqual([0.12, false]);
    expect(residual).toBeCloseTo(0.01, 15);
    expect(reason).toMatch("opennmt gives the excluded class no mass, equation1 gives it 0.01");
  });

  it("is equation (1) over V-1 classes at a (V-1)/(V-2), where the zeroed class has no probability", () => {
    const { instead } = converted(0.1, "opennmt", "equation1", 12);
    expect(instead).toMatchObject({ alpha: 0.11, classes: 11 });
    const kept = [0.3, -1, 2, 0, 0.7, 1.1, -0.4, 0.2, 0.9, -2, 0.5];
    const logSum = Math.log(kept.reduce((sum, x) => sum + Math.exp(x), 0));
    // Class 11 is excluded, and so unlikely that it takes nothing from the others.
    const logProbs = [[...kept.map((x) => x - logSum), -800]];
    const divergence = opennmt({ labelSmoothing: 0.1, numClasses: 12, ignoreIndex: 11 }).loss(logProbs, [2]);
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1 / 10));
    const crossEntropy = equation1({ labelSmoothing: instead!.alpha }).loss([kept], [2]);
    expect(divergence.data[0]! + entropy).toBeCloseTo(crossEntropy.data[0]!, 14);
  });

  it("has a smoothing of its own to keep: none is refused", () => {
    expect(converted(0, "torch", "opennmt", 12)).toMatchObject({ exact: false });
  });
});

describe("one probability per label", () => {
  it("agrees with two classes on the logits [0, x], and with no more", () => {
    expect(converted(0.1, "tfjs-sigmoid", "equation1", 2)).toMatchObject({ alpha: 0.1, exact: "subspace" });
    expect(converted(0.1, "tfjs-sigmoid", "equation1", 2).where).toMatch("[0, x]");
    const label = tfjsSigmoid({ labelSmoothing: 0.1 }).loss([[0.7]], [[1]]);
    expect(equation1({ labelSmoothing: 0.1 }).loss([[0, 0.7]], [1]).data[0]).toBeCloseTo(label.data[0]!, 15);
    expect(converted(0.1, "tfjs-sigmoid", "equation1", 3)).toMatchObject({ alpha: null, exact: false });
  });
});

describe("what Keras clips", () => {
  it("makes it exact where nothing is clipped", () => {
    const { exact, where } = converted(0.1, "keras-categorical", "torch", 10);
    expect([exact, where]).toEqual(["subspace", expect.stringContaining("[1e-7, 1 - 1e-7]") as string]);
  });

  it("and everywhere from logits", () => {
    const from: Side = { variant: "keras-categorical", options: { fromLogits: true } };
    expect(convert(0.1, from, { variant: "torch" }, 10)).toEqual({ alpha: 0.1, exact: "value and gradient" });
  });
});

describe("what a record does besides", () => {
  it("a focal factor has no equal, unless it does nothing", () => {
    const focal = (gamma: number): Side => ({
      variant: "keras-binary-focal",
      options: { fromLogits: true, gamma },
    });
    expect(convert(0.1, focal(2), { variant: "tfjs-sigmoid" }, 5)).toMatchObject({ exact: false });
    expect(convert(0.1, focal(0), { variant: "tfjs-sigmoid" }, 5).exact).toBe("value and gradient");
    // Nor where labels meet rows of two classes.
    expect(convert(0.1, focal(2), { variant: "torch" }, 2)).toMatchObject({ exact: false });
    expect(convert(0.1, focal(0), { variant: "torch" }, 2)).toMatchObject({ exact: "subspace" });
  });

  it.each([
    ["flash-linear-attention", { logitScale: 0.5 }, "logits multiplied by a number first"],
    ["liger", { softcap: 30 }, "logits capped at a number c"],
    ["liger", { lseSquareScale: 1e-4 }, "square of log sum exp"],
  ])("%s with %o is another function than torch, and which is said", (variant, options, says) => {
    const plain: Side = { variant: "torch" };
    expect(convert(0.1, { variant, options } as Side, plain, 10)).toMatchObject({
      exact: false,
      reason: expect.stringContaining(says) as string,
    });
    expect(convert(0.1, { variant } as Side, plain, 10)).toEqual({ alpha: 0.1, exact: "value and gradient" });
  });

  it("a weight of the positive side too", () => {
    const [from, to] = [{ variant: "yolov5" }, { variant: "tfjs-sigmoid" }] as const;
    expect(convert(0.1, { ...from, options: { posWeight: 3 } }, to, 5)).toMatchObject({
      exact: false,
      reason: expect.stringContaining("positive side") as string,
    });
    expect(convert(0.1, from, to, 5).exact).toBe("value and gradient");
  });

  it("an epsilon of the source is told from another rule", () => {
    const added = converted(0.1, "classy-vision", "torch", 10);
    expect(added).toMatchObject({ exact: false, reason: expect.stringMatching("an epsilon in one of") });
    expect(added.reason).toMatch("with the same mass off the target");
    expect(converted(0.1, "classy-vision", "equation1", 7).reason).toMatch(
      "an epsilon in one of the sources",
    );
    const { exact, reason } = converted(0.1, "tf-keras-binary", "tfjs-sigmoid", 7);
    expect([exact, reason]).toEqual([
      false,
      expect.stringMatching("an epsilon in one of the sources") as string,
    ]);
  });
});

describe("a divergence", () => {
  it("agrees in gradient with the cross entropy of its target, and is lower by the entropy", () => {
    const record = VARIANTS.find(({ id }) => id === "simple")!;
    const kl = { ...record, id: "simple-kl", axes: { ...record.axes, divergence: "kl" } } as const;
    const { alpha, exact, constant } = convert(0.1, { variant: "simple" }, { variant: kl }, 10);
    expect([alpha, exact]).toEqual([0.1, "gradient"]);
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1 / 9));
    expect(constant).toBeCloseTo(-entropy, 14);
  });
});

describe("whatever is said to be exact", () => {
  const ids = VARIANTS.filter(({ options }) => "labelSmoothing" in options).map(({ id }) => id);
  const draws = fc.record({
    from: fc.constantFrom(...ids),
    to: fc.constantFrom(...ids),
    alpha: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    classes: fc.integer({ min: 3, max: 60 }),
  });

  it("agrees in loss and gradient on rows of logits", () => {
    let exact = 0;
    fc.assert(
      fc.property(draws, ({ from, to, alpha, classes }) => {
        const found = converted(alpha, from, to, classes);
        if (found.exact === false) return;
        exact += 1;
        const { offsets, gradient } = probe(
          { rule: ruleOf({ variant: from }, classes), smoothing: alpha },
          { rule: ruleOf({ variant: to }, classes), smoothing: found.alpha! },
        );
        expect(gradient).toBeLessThan(1e-12);
        for (const offset of offsets) expect(Math.abs(offset - (found.constant ?? 0))).toBeLessThan(1e-12);
      }),
      { numRuns: 1000 },
    );
    expect(exact).toBeGreaterThan(200);
  });

  it("converts back to where it came from", () => {
    fc.assert(
      fc.property(draws, ({ from, to, alpha, classes }) => {
        const there = converted(alpha, from, to, classes);
        if (there.exact === false) return;
        const back = converted(there.alpha!, to, from, classes);
        expect(back.alpha).toBeCloseTo(alpha, 12);
        expect(back.exact).toBe(there.exact);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("what a record says it is the same as", () => {
  const told = VARIANTS.flatMap((record) => {
    const { identity } = record;
    return identity === undefined ? [] : [{ id: record.id, record, identity }];
  });

  it.each(told)("$id", ({ id, identity }) => {
    const { same, own = {}, theirs = {}, constant, within, classes = 7 } = identity;
    const found = convert(
      0.1,
      { variant: id, options: own } as Side,
      { variant: same, options: theirs } as Side,
      classes,
    );
    const expected = SMOOTHING_MAPS[identity.labelSmoothing](0.1, classes);
    expect(found.alpha).toBeCloseTo(expected, within === undefined ? 14 : 6);
    if (within !== undefined) expect(found.residual ?? 0).toBeLessThan(100 * within);
    else if (found.exact !== "subspace") {
      expect(found.exact).toBe(constant === undefined ? "value and gradient" : "gradient");
    }
  });

  it("is much", () => {
    expect(told.length).toBeGreaterThan(25);
  });
});

describe("an axis that the masses do not know of", () => {
  it("is seen on the probe rows, and named", () => {
    const record = VARIANTS.find(({ id }) => id === "simple")!;
    // Nothing here derives log-probabilities that are clipped like probabilities, so the losses of probe rows differ.
    const axes = {
      ...record.axes,
      input: "logProbs",
      link: CLIPPED_ROWS,
      labels: "positive-as-one",
    } as const;
    const hot = { ...record, id: "hot", axes };
    const { exact, residual, reason } = convert(0.1, { variant: "simple" }, { variant: hot }, 5);
    expect(exact).toBe(false);
    expect(residual).toBeGreaterThan(0.01);
    expect(reason).toMatch(
      "the losses do not: how a soft label is read (as it is / anything above 0 counts as 1)",
    );
  });
});

describe("what is refused", () => {
  it.each([
    [Number.NaN, "simple", "torch", 3, "alpha: expected a number for simple, got NaN"],
    [1.5, "torch", "simple", 3, "alpha: expected a number not above 1 for torch, got 1.5"],
    [0.1, "torch", "simple", 1, "classes: expected an integer other than 1 for simple, got 1"],
    [0.1, "torch", "equation1", 0, "classes: expected a whole number of at least 1, got 0"],
    [0.1, "torch", "simple", 2 ** 53 - 1, "classes: expected at most 4194304, got 9007199254740991"],
    [0.1, "torch", "equation1", 2.5, "classes: expected a whole number of at least 1, got 2.5"],
    [
      0.1,
      "opennmt",
      "equation1",
      2,
      "classes: expected an integer of at least 1 other than 2 for opennmt, got 2",
    ],
    [0.1, "nobody", "equation1", 3, 'variant: expected one of .*, got "nobody"'],
  ])("%s %s %s %s", (alpha, from, to, classes, says) => {
    expect(() => converted(alpha, from, to, classes)).toThrow(new RegExp(says));
  });
});

describe("dialects", () => {
  it("an entropy that is taken off by its formula is a constant too", () => {
    const { exact, constant } = converted(0.1, "simple", "t5x", 10);
    expect(exact).toBe("gradient");
    expect(constant).toBeCloseTo(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1 / 9), 12);
  });

  it("a loss that leaves a class out only when it smooths is compared as it smooths", () => {
    expect(converted(0.1, "opennmt", "joeynmt", 10)).toEqual({ alpha: 0.1, exact: "value and gradient" });
    expect(converted(0.1, "torch", "joeynmt", 10).reason).toMatch("joeynmt gives the excluded class no mass");
  });
});

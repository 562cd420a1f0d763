/** Floors against closed forms, against minimising by gradient, and against what people measured. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Floor, floorOf, floorOn } from "../../src/explain/floor.ts";
import type { Side } from "../../src/identify/side.ts";
import { equation1, simple, torch } from "../../src/index.ts";
import { CORE_VARIANTS } from "../../src/variants/index.ts";

function floor(variant: string, classes: number, labelSmoothing: number, loss?: number): Floor {
  return floorOf({ variant } as Side, { classes, labelSmoothing, ...(loss === undefined ? {} : { loss }) });
}

describe("the least loss", () => {
  it.each([
    ["equation1", 0.500288],
    ["torch", 0.500288],
    ["keras-categorical", 0.500288],
    ["simple", 0.544805],
    ["opennmt", 0],
  ])("%s at K = 10, a = 0.1 is %d", (variant, expected) => {
    expect(floor(variant, 10, 0.1).floor).toBeCloseTo(expected, 6);
  });

  it("is ln K where all is smoothed, and 0 where nothing is", () => {
    expect(floor("equation1", 7, 1).floor).toBeCloseTo(Math.log(7), 14);
    expect(floor("equation1", 7, 0).floor).toBe(0);
    expect(floor("simple", 7, 1).floor).toBeCloseTo(Math.log(6), 14);
  });

  it("is the entropy of one label for labels that stand alone", () => {
    const entropy = -(0.95 * Math.log(0.95) + 0.05 * Math.log(0.05));
    expect(floor("tfjs-sigmoid", 4, 0.1).floor).toBeCloseTo(entropy, 14);
    expect(floor("keras-binary", 4, 0.1).floor).toBeCloseTo(entropy, 14);
  });

  it("does not exist where a class has negative mass", () => {
    expect(floor("simple", 5, 1.1).floor).toBe(Number.NEGATIVE_INFINITY);
  });

  it("a loss of a float32 run may lie under it by some roundings, and by no more", () => {
    const least = floor("torch", 10, 0.1).floor;
    expect(floor("torch", 10, 0.1, least - 1e-7).excess).toBeLessThan(0);
    expect(() => floor("torch", 10, 0.1, least - 1e-4)).toThrow("expected a mean loss of at least the floor");
  });

  it("is what the clip leaves where Keras clips", () => {
    expect(floor("keras-categorical", 10, 0).floor).toBeCloseTo(-Math.log(1 - 1e-7), 15);
    // Off-target mass 1e-9 is not worth a probability above the clip.
    const clipped = floor("keras-categorical", 1000, 1e-6).floor;
    expect(clipped).toBeCloseTo(-(1 - 999e-9) * Math.log(1 - 1e-7) + 999e-9 * Math.log(1e7), 14);
    expect(clipped).toBeLessThan(floor("torch", 1000, 1e-6).floor);
  });

  it("is below every loss of the variant, and reached by none of random logits", () => {
    const ids = CORE_VARIANTS.map(({ id }) => id);
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.integer({ min: 3, max: 12 }).chain((classes) =>
          fc.record({
            logits: fc.array(fc.double({ min: -6, max: 6, noNaN: true }), {
              minLength: classes,
              maxLength: classes,
            }),
            target: fc.nat({ max: classes - 2 }),
          }),
        ),
        fc.double({ min: 0.01, max: 0.6, noNaN: true }),
        (variant, { logits, target }, labelSmoothing) => {
          const ignore = variant === "opennmt" ? { ignoreIndex: logits.length - 1 } : {};
          const sample = { logits: [logits], target: [target] };
          const on = floorOn({ variant, options: { labelSmoothing, ...ignore } } as Side, sample);
          const least = floor(variant, logits.length, labelSmoothing).floor;
          expect(on.floor).toBeCloseTo(least, 12);
          expect(on.excess).toBeGreaterThan(-1e-12);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("is where gradient descent ends", () => {
    const criterion = simple({ numClasses: 5, labelSmoothing: 0.2 });
    let logits = [0.3, -1, 2, 0.1, 0.5];
    for (let step = 0; step < 4000; step += 1) {
      const { gradient } = criterion.lossAndGradient([logits], [1]);
      logits = logits.map((x, k) => x - 2 * gradient.data[k]!);
    }
    expect(criterion.loss([logits], [1]).data[0]).toBeCloseTo(floor("simple", 5, 0.2).floor, 12);
  });
});

describe("on a sample", () => {
  const logits = [
    [2, 1, 0, -1, 0.5],
    [1, 0, 3, 2, -1],
    [0, 0, 0, 0, 1],
  ];
  const target = [0, 1, 4];

  it("gives loss, excess, unsmoothed loss and perplexity of the kept rows", () => {
    const options = { labelSmoothing: 0.1, ignoreIndex: 1 };
    const found = floorOn({ variant: "torch", options }, { logits, target });
    const nll = torch({ ignoreIndex: 1 }).loss(logits, target).data[0]!;
    expect(found.loss).toBeCloseTo(torch(options).loss(logits, target).data[0]!, 15);
    expect(found.floor).toBeCloseTo(floor("torch", 5, 0.1).floor, 14);
    expect(found.excess).toBeCloseTo(found.loss! - found.floor, 15);
    expect(found.nll).toBeCloseTo(nll, 15);
    expect(found.perplexity).toBeCloseTo(Math.exp(nll), 14);
  });

  it("counts class weights as part of the masses: the floor moves, as in pytorch/pytorch#104776", () => {
    const weight = [1, 2, 3, 4, 5];
    const options = { labelSmoothing: 0.1 };
    const found = floorOn({ variant: "torch", options }, { logits: [logits[0]!], target: [0], weight });
    const masses = [0.92, 0.02, 0.02, 0.02, 0.02].map((q, k) => q * weight[k]!);
    const sum = masses.reduce((total, m) => total + m, 0);
    // The mean divides by the weight of class 0, which is 1.
    expect(found.floor).toBeCloseTo(-masses.reduce((total, m) => total + m * Math.log(m / sum), 0), 14);
  });

  it("has no perplexity for labels that stand alone", () => {
    const found = floorOn({ variant: "tfjs-sigmoid", options: { labelSmoothing: 0.1 } }, { logits, target });
    expect(found.perplexity).toBeUndefined();
    expect(found.excess).toBeGreaterThan(0);
  });
});

describe("from a loss alone", () => {
  it("says that the unsmoothed loss cannot be recovered, and between which values it lies", () => {
    const { range, note, excess } = floor("torch", 10, 0.1, 2);
    expect(note).toMatch("cannot be recovered from this number alone");
    expect(excess).toBeCloseTo(2 - 0.500288035, 8);
    expect(range!.nll[0]).toBeGreaterThan(0);
    expect(range!.perplexity[1]).toBeCloseTo(Math.exp(range!.nll[1]), 12);
  });

  it("the range holds the truth for any logits, and both of its ends are reached", () => {
    const classes = 6;
    const smoothed = equation1({ labelSmoothing: 0.1 });
    const plain = equation1();
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: classes, maxLength: classes }),
        (logits) => {
          const loss = smoothed.loss([logits], [0]).data[0]!;
          const nll = plain.loss([logits], [0]).data[0]!;
          const [least, most] = floor("equation1", classes, 0.1, loss).range!.nll;
          expect(nll).toBeGreaterThanOrEqual(least - 1e-9);
          expect(nll).toBeLessThanOrEqual(most + 1e-9);
        },
      ),
      { numRuns: 300 },
    );
    // The others alike: nothing is left to chance, and the truth is one of the ends.
    for (const gap of [-3, 6]) {
      const logits = [gap, 0, 0, 0, 0, 0];
      const { nll: ends } = floor("equation1", classes, 0.1, smoothed.loss([logits], [0]).data[0]!).range!;
      const nll = plain.loss([logits], [0]).data[0]!;
      expect(Math.min(Math.abs(nll - ends[0]), Math.abs(nll - ends[1]))).toBeLessThan(1e-9);
    }
  });

  it("recovers it where nothing is smoothed", () => {
    expect(floor("torch", 10, 0, 0.7)).toMatchObject({ nll: 0.7, perplexity: Math.exp(0.7) });
    expect(floor("torch", 10, 0, 0.7).note).toBeUndefined();
  });

  it("refuses a loss below the floor, which no model can have", () => {
    expect(() => floor("torch", 10, 0.1, 0.3)).toThrow(
      "loss: expected a mean loss of at least the floor 0.500288, got 0.3",
    );
    expect(() => floor("torch", 10, 0.1, Number.NaN)).toThrow("got NaN");
  });
});

describe("what is refused", () => {
  it("a smoothing beside another one", () => {
    const side: Side = { variant: "torch", options: { labelSmoothing: 0.3 } };
    const says = "labelSmoothing: expected 0.3, as the variant's option says, got 0.1";
    expect(() => floorOf(side, { classes: 5, labelSmoothing: 0.1 })).toThrow(says);
  });

  it.each([
    ["torch", 10, 1.5, "labelSmoothing: expected a number not above 1 for torch, got 1.5"],
    ["opennmt", 10, 0, "labelSmoothing: expected a number in (0, 1] for opennmt, got 0"],
    ["torch", 10, Number.NaN, "labelSmoothing: expected a number not above 1 for torch, got NaN"],
    ["torch", -1, 0.1, "classes: expected a whole number of at least 1, got -1"],
    ["torch", 1e11, 0.1, "classes: expected at most 4194304, got 100000000000"],
    ["nobody", 10, 0.1, "variant: expected one of"],
  ])("%s %d %d", (variant, classes, labelSmoothing, says) => {
    expect(() => floor(variant, classes, labelSmoothing)).toThrow(says);
  });
});

/** `identify` on numbers: what it names, what it leaves open, what it refuses. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bind } from "../../src/definition/bind.ts";
import type { OptionValues } from "../../src/definition/options.ts";
import { total } from "../../src/explain/walk.ts";
import { type IdentifyInput, identify } from "../../src/identify/identify.ts";
import { USUAL_VALUES } from "../../src/identify/numbers/usual-values.ts";
import { readSample } from "../../src/identify/sample.ts";
import { evaluationFor } from "../../src/identify/side.ts";
import { opennmt, simple, torch } from "../../src/index.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { espnet } from "../../src/variants/espnet.ts";
import { CORE_VARIANTS, VARIANTS, variantById } from "../../src/variants/index.ts";

/** paiml/aprender#2199: five logits, target 0, smoothing 0.1. */
const APRENDER = { logits: [[2, 1, 0, -1, 0.5]], target: [0] };

const names = (input: IdentifyInput): readonly string[] =>
  identify(input).matches.map(({ variant, mutant }) => mutant?.id ?? variant);

test("a search ends when its time is up, in one line", () => {
  const rows = Array.from({ length: 2000 }, (_, i) => [1, Math.sin(i), Math.cos(i)]);
  const input = {
    logits: rows,
    target: rows.map((_, i) => i % 3),
    loss: rows.map((_, i) => 1 + (i % 7) / 9),
  };
  expect(() => identify(input, { timeLimit: 1e-9 })).toThrow(
    /^timeLimit: the search took more than 1e-9 s; give fewer rows/,
  );
  expect(() => identify(input, { timeLimit: 0 })).toThrow("timeLimit: expected seconds above 0, got 0");
});

describe("a thread's own number", () => {
  test("the mistake of aprender#2199 is named from its one loss", () => {
    const { matches, ambiguous } = identify({ ...APRENDER, loss: 2.383988 });
    expect(ambiguous).toBe(false);
    expect(matches).toHaveLength(1);
    expect(matches[0]).toMatchObject({
      mutant: { id: "kept-mass-spread", seen: "paiml/aprender#2199" },
      options: { labelSmoothing: 0.1 },
    });
  });

  test("its right number is equation (1) at 0.1, or the simple class at 0.08, which five classes do not tell apart", () => {
    const { matches, ambiguous, note, separating } = identify({ ...APRENDER, loss: 0.7244379 });
    expect(ambiguous).toBe(false);
    expect(note).toContain("LabelSmoothingLoss(smoothing=0.08, classes=5) is the same function");
    expect(matches.map(({ variant, options }) => [variant, options.labelSmoothing])).toEqual([
      ["torch", 0.1],
    ]);
    expect(matches[0]?.sameAs.map(({ variant, options }) => [variant, options.labelSmoothing])).toEqual(
      expect.arrayContaining([
        ["equation1", 0.1],
        ["simple", 0.08],
      ]),
    );
    const [first, second] = separating!.loss!;
    expect(Math.abs(first[0]! - second[0]!)).toBeGreaterThan(1e-3);
  });

  test("a smoothing that is known settles it", () => {
    expect(names({ ...APRENDER, loss: 0.7244379, options: { labelSmoothing: 0.1 } })).toEqual(["torch"]);
    expect(names({ ...APRENDER, loss: 0.7244379, options: { labelSmoothing: 0.08 } })).toEqual(["simple"]);
  });
});

describe("options that are known", () => {
  const call = {
    probs: [
      [0.2, 0.3, 0.5],
      [0.1, 0.8, 0.1],
    ],
    target: [
      [0, 1, 0],
      [1, 0, 0],
    ],
  };
  const told = (variant: string, options: OptionValues): readonly unknown[] => {
    const record = variantById(variant)!;
    const sample = { ...call, loss: total(evaluationFor({ variant, options }, readSample(call))) };
    const { labelSmoothing: _, ...others } = options;
    const [match] = identify({ ...sample, variant: record.id, options: others } as IdentifyInput).matches;
    return [match?.variant, match?.options.labelSmoothing];
  };

  test.each<[string, OptionValues]>([
    ["keras-categorical", { labelSmoothing: 0.1, reduction: "mean" }],
    ["torch", { labelSmoothing: 0.1, ignoreIndex: -1 }],
    ["keras-categorical-focal", { labelSmoothing: 0.1, gamma: 3 }],
    ["keras-categorical", { labelSmoothing: 0.1, axis: 1 }],
  ])("%s %j is found by a value that the search would not try by itself", (variant, options) => {
    expect(told(variant, options)).toEqual([variant, 0.1]);
  });
});

const BATCH = {
  logits: [
    [2, 1, 0, -1, 0.5, 0.25, -2],
    [0.3, -1, 2, 0.1, 0, 1, -0.5],
    [1, 1, -2, 0, 0.5, -1, 3],
  ],
  target: [0, 1, 4],
};

const rows = ({ data, shape }: { data: ArrayLike<number>; shape: readonly number[] }): number[][] =>
  Array.from({ length: shape[0]! }, (_, row) =>
    Array.from(data).slice(row * shape[1]!, (row + 1) * shape[1]!),
  );

describe("options that take any number", () => {
  const call = { logits: BATCH.logits, target: BATCH.target };
  const ownLoss = (variant: string, options: OptionValues): number =>
    total(evaluationFor({ variant, options: { labelSmoothing: 0.1, ...options } }, readSample(call)));

  test("each has values to try, and no other option has", () => {
    const taking = VARIANTS.flatMap(({ options }) =>
      Object.entries(options).flatMap(([name, { kind }]) => (kind === "number" ? [name] : [])),
    );
    expect(new Set([...Object.keys(USUAL_VALUES), "labelSmoothing"])).toEqual(new Set(taking));
  });

  test.each<[string, OptionValues]>([
    ["liger", { lseSquareScale: 1e-4 }],
    ["liger", { softcap: 30 }],
    ["flash-linear-attention", { logitScale: 0.0625 }],
    ["yolov5", { posWeight: 0.5 }],
  ])("%s is found at a usual one: %j", (variant, options) => {
    const { matches, ambiguous } = identify({ ...call, loss: ownLoss(variant, options) });
    expect(ambiguous).toBe(false);
    const names = matches.flatMap((match) => [match, ...match.sameAs]);
    expect(names.find((name) => name.variant === variant)?.options).toMatchObject({
      labelSmoothing: 0.1,
      ...options,
    });
  });

  test("and at any other where it is told, of which the note speaks", () => {
    const loss = ownLoss("liger", { lseSquareScale: 3e-4 });
    const { note, ambiguous } = identify({ ...call, loss });
    expect(ambiguous).toBe(true);
    expect(note).toContain("only usual values of lseSquareScale, softcap, logitScale");
    const told = identify({ ...call, loss, options: { lseSquareScale: 3e-4 } });
    expect(told.ambiguous).toBe(false);
    expect(told.matches[0]?.options).toMatchObject({ labelSmoothing: 0.1, lseSquareScale: 3e-4 });
    const nobodys = identify({ ...call, loss: 123.456789012, variant: "liger", options: { softcap: 50 } });
    expect(nobodys.note).toContain("only usual values of lseSquareScale are tried");
    expect(identify({ ...call, loss: 123.456789012, variant: "torch" }).note).not.toContain("usual values");
  });
});

describe("a class that is left out", () => {
  test("is found where it is an unusual one and no row's target", () => {
    const criterion = opennmt({ labelSmoothing: 0.17, numClasses: 7, ignoreIndex: 3 });
    const loss = criterion.loss(BATCH.logits, BATCH.target).data[0]!;
    const { matches, ambiguous } = identify({ logProbs: BATCH.logits, target: BATCH.target, loss });
    expect(ambiguous).toBe(false);
    expect(matches[0]).toMatchObject({
      variant: "opennmt",
      options: { labelSmoothing: 0.17, ignoreIndex: 3 },
    });
  });
});

describe("gradients", () => {
  const { loss, gradient } = torch({ labelSmoothing: 0.13 }).lossAndGradient(BATCH.logits, BATCH.target);

  test("alone: the definition, up to what a constant adds to the loss", () => {
    const { matches, ambiguous, note } = identify({ ...BATCH, gradient: rows(gradient) });
    expect(ambiguous).toBe(false);
    expect(matches[0]).toMatchObject({ variant: "torch", options: { labelSmoothing: 0.13 } });
    expect(matches[0]?.sameAs.map(({ variant }) => variant)).toContain("equation1");
    expect(note).toContain("a gradient cannot tell losses that differ by a constant");
  });

  test("of log-probabilities that the caller took, in the caller's logits", () => {
    const logProbs = BATCH.logits.map((row) => {
      const normaliser = Math.log(row.reduce((sum, x) => sum + Math.exp(x), 0));
      return row.map((x) => x - normaliser);
    });
    const criterion = opennmt({ labelSmoothing: 0.17, numClasses: 7, ignoreIndex: 1 });
    const inLogs = rows(criterion.lossAndGradient(logProbs, BATCH.target).gradient);
    const inLogits = inLogs.map((row, i) => {
      const sum = row.reduce((total, g) => total + g, 0);
      return row.map((g, k) => g - Math.exp(logProbs[i]![k]!) * sum);
    });
    for (const input of [
      { ...BATCH, gradient: inLogits },
      { logProbs, target: BATCH.target, gradient: inLogs },
    ]) {
      const { matches, ambiguous } = identify(input);
      expect(ambiguous).toBe(false);
      expect(matches[0]).toMatchObject({
        variant: "opennmt",
        options: { labelSmoothing: 0.17, ignoreIndex: 1 },
      });
    }
  });

  test("beside a loss, where both are of one definition", () => {
    const both = identify({ ...BATCH, loss: loss.data[0]!, gradient: rows(gradient) });
    expect([both.gradient, both.matches[0]?.variant, both.matches[0]?.mutant]).toEqual([
      "agrees",
      "torch",
      undefined,
    ]);
  });

  test("a right loss with a wrong gradient: the mistake is named", () => {
    const input = { ...BATCH, loss: loss.data[0]! };
    const hard = torch({}).lossAndGradient(BATCH.logits, BATCH.target).gradient;
    const forgotten = identify({ ...input, gradient: rows(hard) });
    expect(forgotten.matches[0]?.mutant?.id).toBe("gradient-unsmoothed");
    expect(forgotten.gradient).toBe("agrees");
    const nobodys = rows(gradient).map((row) => row.map((g) => g * g));
    const unknown = identify({ ...input, gradient: nobodys });
    expect(unknown.gradient).toBe("differs");
    expect(unknown.note).toContain("the gradient is neither that of this loss");
  });

  test("that nothing has: the nearest", () => {
    const { matches, nearest } = identify({
      ...BATCH,
      gradient: rows(gradient).map((row) => row.map((g) => 1.01 * g + 0.003)),
    });
    expect(matches).toEqual([]);
    expect(nearest?.gradient).toHaveLength(21);
  });

  test("any definition's own is found again", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CORE_VARIANTS.filter(({ axes }) => axes.input !== "probs")),
        fc.integer({ min: 1, max: 60 }).map((n) => n / 100),
        (record, labelSmoothing) => {
          const options = {
            labelSmoothing,
            ...("numClasses" in record.options ? { numClasses: 7 } : {}),
            ...(record.axes.excludedClass === "none" ? {} : { ignoreIndex: 1 }),
          };
          const oneHot = BATCH.target.map((index) => BATCH.logits[0]!.map((_, k) => Number(k === index)));
          const target = record.accepts.targets.includes("indices") ? BATCH.target : oneHot;
          const { gradient: own } = evaluate(bind(record, options).call({ input: BATCH.logits, target }));
          const { matches } = identify({ [record.axes.input]: BATCH.logits, target, gradient: rows(own) });
          const names = matches.flatMap((match) => [match, ...match.sameAs]);
          const found = names.find(({ variant }) => variant === record.id);
          expect(found?.options.labelSmoothing).toBe(labelSmoothing);
        },
      ),
      { seed: 1, numRuns: 40 },
    );
  }, 180_000);
});

describe("large inputs", () => {
  let state = 1;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const batch = (rows: number, classes: number): { logits: Tensor; target: Tensor } => ({
    logits: {
      dtype: "float64",
      shape: [rows, classes],
      data: Float64Array.from({ length: rows * classes }, () => 4 * next() - 2),
    },
    target: {
      dtype: "int64",
      shape: [rows],
      data: Float64Array.from({ length: rows }, () => Math.floor(next() * classes)),
    },
  });

  test("a gradient is searched by some of its rows, and held to all of them", () => {
    const { logits, target } = batch(100, 100);
    const { gradient } = torch({ labelSmoothing: 0.1 }).lossAndGradient(logits, target);
    const slopes: Tensor = { dtype: "float64", shape: [100, 100], data: gradient.data };
    const { matches, ambiguous } = identify({ logits, target, gradient: slopes });
    expect(ambiguous).toBe(false);
    expect([matches[0]?.variant, matches[0]?.options.labelSmoothing]).toEqual(["torch", 0.1]);
    // A row that the search does not look at.
    const spoilt = Float64Array.from(gradient.data);
    spoilt[5 * 100 + 3]! += 1e-3;
    expect(identify({ logits, target, gradient: { ...slopes, data: spoilt } }).matches).toEqual([]);
  }, 180_000);

  test("a hundred thousand row losses", () => {
    const { logits, target } = batch(100_000, 3);
    const loss = torch({ labelSmoothing: 0.2, reduction: "none" }).loss(logits, target);
    const losses: Tensor = { dtype: "float64", shape: [100_000], data: loss.data };
    const { matches } = identify({ logits, target, loss: losses });
    expect([matches[0]?.variant, matches[0]?.options]).toEqual([
      "torch",
      { labelSmoothing: 0.2, reduction: "none" },
    ]);
    const spoilt = Float64Array.from(loss.data);
    spoilt[77_777]! *= 1.01;
    expect(identify({ logits, target, loss: { ...losses, data: spoilt } }).matches).toEqual([]);
  }, 180_000);
});

describe("the ignored class", () => {
  const LOGITS = [
    [2, 1, 0, -1],
    [0.5, -1, 2, 1],
    [1, 0.25, -0.5, 3],
    [-1, 2.5, 0, 1],
  ];
  const every = [0, 1, 2, 3];

  test("none, where the source must be given one and every class is a target", () => {
    const own = (ignoreIndex: number): number =>
      espnet({ labelSmoothing: 0.1, ignoreIndex, numClasses: 4 }).loss([LOGITS], [every]).data[0]!;
    const none = identify({ logits: [LOGITS], target: [every], loss: own(-1) });
    const named = none.matches
      .flatMap((match) => [match, ...match.sameAs])
      .find(({ variant }) => variant === "espnet");
    expect(named?.options.labelSmoothing).toBe(0.1);
    // The source needs one, so the options that are given can be run.
    expect(named?.options.ignoreIndex).toBe(-1);
    const one = identify({ logits: [LOGITS], target: [every], loss: own(2) });
    const told = one.matches
      .flatMap((match) => [match, ...match.sameAs])
      .find(({ variant }) => variant === "espnet");
    expect(told?.options).toMatchObject({ labelSmoothing: 0.1, ignoreIndex: 2 });
  });

  test("a wrong loss with a second mistake in its gradient: both are said", () => {
    const { loss } = simple({ labelSmoothing: 0.1, numClasses: 4 }).lossAndGradient(LOGITS, every);
    const identity = identify({
      logits: LOGITS,
      target: every,
      loss: loss.data[0]!,
      gradient: LOGITS.map((row) => row.map(() => 0)),
      variant: "torch",
      options: { labelSmoothing: 0.1 },
    });
    expect(identity.matches[0]?.mutant?.id).toBe("target-off-target");
    expect(identity.gradient).toBe("differs");
    expect(identity.note).toContain("the gradient has a second mistake: a gradient of zeros");
  });
});

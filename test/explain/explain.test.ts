/** Ledgers: what they add up to, what each term says, and what cannot be explained. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OptionValues } from "../../src/definition/options.ts";
import { explain, type Ledger } from "../../src/explain/explain.ts";
import { STEPS } from "../../src/explain/ledger-steps.ts";
import type { Sample } from "../../src/identify/sample.ts";
import type { Side } from "../../src/identify/side.ts";
import { torch } from "../../src/index.ts";
import { Accumulator } from "../../src/math/double-double.ts";
import { VARIANTS } from "../../src/variants/index.ts";
import type { OptionsOf } from "../../src/variants/options-of.ts";

const SAMPLE = {
  logits: [
    [2, 1, 0, -1, 0.5],
    [1, 0, 3, 2, -1],
    [0, 0, 0, 0, 1],
  ],
  target: [0, 1, 4],
} satisfies Sample;

function between(from: string, to: string, sample: Sample = SAMPLE, options: OptionValues = {}): Ledger {
  const side = (variant: string) => ({
    variant,
    options: { labelSmoothing: 0.1, ...(variant === "opennmt" ? { ignoreIndex: 1 } : {}), ...options },
  });
  return explain(side(from) as Side, side(to) as Side, sample);
}

function sum(values: readonly number[]): number {
  const total = new Accumulator();
  for (const value of values) total.add(value);
  return total.value;
}

function term({ terms }: Ledger, axis: string): number {
  return terms.find((each) => each.axis === axis)?.delta ?? 0;
}

describe("each term by itself", () => {
  it("target rule: a/K and a/(K-1) differ by a/(K(K-1)) times the other surprisals, less that of the target", () => {
    const ledger = between("equation1", "simple");
    const plain = (k: number): number => torch().loss(SAMPLE.logits, [k, k, k]).data[0]!;
    const target = torch().loss(SAMPLE.logits, SAMPLE.target).data[0]!;
    const others = [0, 1, 2, 3, 4].reduce((total, k) => total + plain(k), 0) - target;
    expect(ledger.terms.map(({ axis }) => axis)).toEqual(["target rule"]);
    expect(ledger.terms[0]!.delta).toBeCloseTo((0.1 / 20) * others - (0.1 / 5) * target, 14);
    expect(ledger.terms[0]).toMatchObject({
      from: "a/K on every class, K = 5",
      to: "a/(K-1) off the target, K = 5",
    });
  });

  it("divergence: the entropy of the target", () => {
    const entropy = -(0.9 * Math.log(0.9) + 0.1 * Math.log(0.1 / 3));
    const ledger = explain(
      { variant: "equation1", options: { labelSmoothing: 0.1 } },
      { variant: "opennmt", options: { labelSmoothing: 0.1, ignoreIndex: 2 } },
      SAMPLE,
    );
    expect(term(ledger, "divergence")).toBeCloseTo(-entropy, 14);
  });

  it("reduction: a sum is the mean times the rows", () => {
    const ledger = explain({ variant: "torch" }, { variant: "torch", options: { reduction: "sum" } }, SAMPLE);
    expect(ledger.terms.map(({ axis, to }) => [axis, to])).toEqual([["reduction", "sum"]]);
    expect(ledger.to).toBeCloseTo(3 * ledger.from, 14);
  });

  it("label smoothing: one loss at two smoothings", () => {
    const ledger = explain(
      { variant: "torch", options: { labelSmoothing: 0.1 } },
      { variant: "torch", options: { labelSmoothing: -0.1 } },
      SAMPLE,
    );
    expect(ledger.terms).toHaveLength(1);
    expect(ledger.terms[0]).toMatchObject({
      axis: "label smoothing",
      from: "a = 0.1",
      to: "a = -0.1, taken as none",
    });
  });

  it("weights and ignored rows: each is seen where it acts, and the divisor with the reduction", () => {
    const sample = { ...SAMPLE, weight: [1, 2, 3, 4, 5] };
    const ledger = between("equation1", "torch", sample);
    expect(ledger.terms.map(({ axis }) => axis)).toEqual(["ignored rows", "weights", "reduction"]);
    expect(ledger.terms[2]!.to).toBe("mean over the weight of kept rows (÷ 8)");
  });

  it("weights: Paddle makes them one factor per row, torch weights each term (Paddle #47813)", () => {
    const sample = { ...SAMPLE, weight: [1, 2, 3, 4, 5] };
    const ledger = between("torch", "paddle", sample);
    const weights = ledger.terms.find(({ axis }) => axis === "weights")!;
    expect(weights).toMatchObject({
      from: "one per class, on each of its terms",
      to: "one per class, averaged by the target into one factor per row",
    });
    expect(weights.delta).not.toBe(0);
  });

  it("input and clip: what Keras' epsilon costs at a probability of 1e-9", () => {
    const sample = { logits: [[0, 20.7]], target: [0] };
    const ledger = between("equation1", "keras-categorical", sample, { labelSmoothing: 0 });
    expect(ledger.terms.map(({ axis }) => axis)).toEqual(["input and clip"]);
    expect(ledger.to).toBeCloseTo(-Math.log(1e-7), 12);
  });

  it("input and clip: a z-loss is z times the mean square of log sum exp", () => {
    const z = 0.25;
    const squares = SAMPLE.logits.map((row) => Math.log(sum(row.map(Math.exp))) ** 2);
    const side = (options: OptionsOf<"flash-linear-attention">): Side => ({
      variant: "flash-linear-attention",
      options: { labelSmoothing: 0.1, ...options },
    });
    const { terms } = explain(side({}), side({ lseSquareScale: z }), SAMPLE);
    expect(terms.map(({ axis }) => axis)).toEqual(["input and clip"]);
    expect(terms[0]!.to).toContain("lseSquareScale 0.25");
    expect(terms[0]!.delta).toBeCloseTo((z * sum(squares)) / squares.length, 13);
  });

  it("input and clip: a softcap and a scale are the loss of other logits", () => {
    const bent = {
      ...SAMPLE,
      logits: SAMPLE.logits.map((row) => row.map((x) => 2 * Math.tanh((0.5 * x) / 2))),
    };
    const side = (options: OptionsOf<"flash-linear-attention">): Side => ({
      variant: "flash-linear-attention",
      options: { labelSmoothing: 0.1, ...options },
    });
    const { to } = explain(side({}), side({ logitScale: 0.5, softcap: 2 }), SAMPLE);
    expect(to).toBeCloseTo(between("torch", "torch", bent).from, 13);
  });

  it("rounding: what single precision adds", () => {
    const logits = { dtype: "float32", shape: [3, 5], data: SAMPLE.logits.flat().map((x) => x / 3) };
    const target = { dtype: "int64", shape: [3], data: SAMPLE.target };
    const ledger = between("equation1", "simple", { logits, target });
    const last = ledger.terms.at(-1)!;
    expect(last).toMatchObject({ axis: "rounding", from: "float32", to: "float32" });
    expect(Math.abs(last.delta)).toBeGreaterThan(1e-12);
    expect(Math.abs(last.delta)).toBeLessThan(2e-7);
    expect(Math.fround(ledger.from)).toBe(ledger.from);
  });
});

describe("what a side takes in another form", () => {
  const { logits, target } = SAMPLE;
  const probs = logits.map((row) => {
    const e = row.map(Math.exp);
    return e.map((value) => value / sum(e));
  });

  it("is derived: the same from probabilities, log-probabilities and logits", () => {
    const logProbs = probs.map((row) => row.map(Math.log));
    const one = between("keras-categorical", "opennmt");
    for (const sample of [
      { probs, target },
      { logProbs, target },
    ]) {
      const other = between("keras-categorical", "opennmt", sample);
      expect(other.from).toBeCloseTo(one.from, 14);
      expect(other.to).toBeCloseTo(one.to, 14);
    }
  });

  it("label by label as well", () => {
    const labels = logits.map((row) => row.map((x) => 1 / (1 + Math.exp(-x))));
    const one = between("keras-binary", "tfjs-sigmoid");
    const other = between("keras-binary", "tfjs-sigmoid", { probs: labels, target });
    expect(other.from).toBeCloseTo(one.from, 14);
    expect(other.to).toBeCloseTo(one.to, 14);
    expect(Math.abs(one.difference)).toBeLessThan(1e-14);
  });

  it("a one-hot target becomes class indices, and one that is not is refused", () => {
    const onehot = target.map((index) => [0, 1, 2, 3, 4].map((k): number => (k === index ? 1 : 0)));
    expect(between("simple", "keras-categorical", { logits, target: onehot }).from).toBe(
      between("simple", "torch").from,
    );
    onehot[1] = [0.5, 0.5, 0, 0, 0];
    expect(() => between("simple", "torch", { logits, target: onehot })).toThrow(
      "target: expected class indices or one-hot rows, got row 1, which is neither",
    );
  });

  it("rows of sequences are laid in one axis for a side that takes no more", () => {
    const data = [...logits, ...logits.map((row) => row.map((x) => -x))];
    const sequences = { logits: [data.slice(0, 3), data.slice(3)], target: [target, [2, 2, 0]] };
    const rows = { logits: data, target: [...target, 2, 2, 0] };
    const espnet: Side = { variant: "espnet", options: { labelSmoothing: 0.1, ignoreIndex: 2 } };
    const torchSide = { variant: "torch", options: { labelSmoothing: 0.1, ignoreIndex: 2 } } as const;
    const ledger = explain(espnet, torchSide, sequences, { rows: true });
    expect(ledger.to).toBe(torch(torchSide.options).loss(rows.logits, rows.target).data[0]);
    const moving = ledger.terms.filter(({ delta }) => delta !== 0);
    expect(moving.map(({ axis }) => axis)).toEqual(["target rule", "divergence", "reduction"]);
    expect(sum(ledger.terms.map(({ delta }) => delta))).toBeCloseTo(ledger.difference, 14);
    expect(moving.at(-1)).toMatchObject({ from: "sum over the batch size (÷ 2)" });
    for (const { rows: each } of ledger.terms) expect(each).toHaveLength(6);
  });

  it("an ignored index is a row of zeros to whom takes a distribution", () => {
    const ledger = between("torch", "tfjs-softmax", { logits, target: [0, -100, 4] });
    expect(ledger.terms.map(({ axis }) => axis)).toEqual(["ignored rows", "reduction"]);
    expect(ledger.terms[0]).toMatchObject({ from: "target -100 (1): loss becomes 0", to: "none" });
  });
});

describe("terms add up", () => {
  // All that take one batch of rows; the others are explained alike, once they are given three axes.
  const records = VARIANTS.filter(({ accepts }) => accepts.rank.least < 3);
  const smoothing = fc.double({ min: 0.01, max: 0.6, noNaN: true });
  const draws = fc.integer({ min: 3, max: 9 }).chain((classes) =>
    fc.record({
      ids: fc.tuple(fc.nat(), fc.nat()),
      smoothings: fc.tuple(smoothing, smoothing),
      ignoreIndex: fc.nat({ max: classes - 1 }),
      logits: fc.array(
        fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: classes, maxLength: classes }),
        {
          minLength: 1,
          maxLength: 5,
        },
      ),
      targets: fc.array(fc.nat({ max: classes - 1 }), { minLength: 5, maxLength: 5 }),
      weight: fc.array(fc.double({ min: 0.1, max: 4, noNaN: true }), {
        minLength: classes,
        maxLength: classes,
      }),
      dtype: fc.constantFrom("float64", "float32"),
    }),
  );

  it("to the difference, and rows to their terms, whatever the sides", () => {
    fc.assert(
      fc.property(draws, ({ ids, smoothings, ignoreIndex, logits, targets, weight, dtype }) => {
        const sides = ids.map((id, i) => {
          const record = records[id % records.length]!;
          const ignored = "ignoreIndex" in record.options ? { ignoreIndex } : {};
          return { variant: record.id, options: { labelSmoothing: smoothings[i]!, ...ignored } };
        });
        const shape = [logits.length, logits[0]!.length];
        const target = targets.slice(0, logits.length);
        // A batch without a kept row has no mean.
        target[0] = (ignoreIndex + 1) % shape[1]!;
        const sample = { logits: { dtype, shape, data: logits.flat().map(Math.fround) }, target, weight };
        const { from, to, difference, terms } = explain(sides[0] as Side, sides[1] as Side, sample, {
          rows: true,
        });
        expect(difference).toBe(to - from);
        const deltas = terms.map(({ delta }) => delta);
        expect(sum([...deltas, from, -to])).toBeCloseTo(0, 15);
        for (const { delta, rows } of terms) {
          if (rows !== undefined) expect(sum(rows)).toBeCloseTo(delta, 12);
        }
      }),
      { numRuns: 500 },
    );
  });
});

it("the order of the steps is the one that docs/explain.md states", () => {
  const page = readFileSync(new URL("../../docs/explain.md", import.meta.url), "utf8");
  const table = page.slice(
    page.indexOf("| step            | what it changes"),
    page.indexOf("A sum of changes telescopes"),
  );
  const told = [...table.matchAll(/^\| ([a-z ]+?) +\|/gm)].map(([, name]) => name);
  expect(told).toEqual(["step", ...STEPS.map(({ axis }) => axis), "rounding"]);
});

describe("what cannot be explained", () => {
  it.each([
    [{ logits: [[Number.NaN, 1]], target: [0] }, "from: expected a finite loss on this input, got NaN"],
    [
      { logits: [[Number.NEGATIVE_INFINITY, 1]], target: [1] },
      "from: expected a finite loss on this input, got Infinity",
    ],
    [{ logits: [[2, 1]], target: [2] }, "target: expected class indices in [0, 1], got 2"],
    [{ logits: [[2, 1]], target: [0, 1] }, "target: expected indices [1]"],
    [{ logits: [[2, 1]] } as unknown as Sample, "target: expected class indices or a distribution, got none"],
  ])("%j", (sample, says) => {
    expect(() => between("torch", "equation1", sample)).toThrow(says);
  });

  it("a loss per row, unless rows are asked for", () => {
    const sides = ["none", "sum"].map((reduction) => ({ variant: "torch", options: { reduction } })) as [
      never,
      never,
    ];
    expect(() => explain(...sides, SAMPLE)).toThrow("from: expected one loss, got one per row");
    const ledger = explain(...sides, SAMPLE, { rows: true });
    expect(ledger.difference).toBeCloseTo(0, 14);
    expect(ledger.from).toBeCloseTo(3 * torch().loss(SAMPLE.logits, SAMPLE.target).data[0]!, 14);
  });
});

/** Ledgers to numbers that people printed. */
import { describe, expect, it } from "vitest";
import { explainNumber } from "../../src/explain/explain-number.ts";
import type { Sample } from "../../src/identify/sample.ts";
import type { Side } from "../../src/identify/side.ts";
import { simple, torch } from "../../src/index.ts";

/** paiml/aprender PR #2199, as printed there. */
const APRENDER = { logits: [[2, 1, 0, -1, 0.5]], target: [0] } satisfies Sample;

const TORCH: Side = { variant: "torch", options: { labelSmoothing: 0.1 } };

describe("a number with a definition behind it", () => {
  it("a variant's: the walk to it, and the digits that are missing", () => {
    const logits = [
      [2, 1, 0, -1, 0.5],
      [1, 0, 3, 2, -1],
    ];
    const number = simple({ numClasses: 5, labelSmoothing: 0.1 }).loss(logits, [0, 1]).data[0]!.toFixed(6);
    const ledger = explainNumber(TORCH, number, { logits, target: [0, 1] });
    expect(ledger.found).toMatchObject({ variant: "simple", options: { labelSmoothing: 0.1 } });
    expect(ledger.to).toBe(Number(number));
    const [rule, rest] = ledger.terms.filter(({ delta }) => delta !== 0);
    expect(rule).toMatchObject({ axis: "target rule", to: "a/(K-1) off the target, K = 5" });
    expect(rest).toMatchObject({ axis: "rounding", to: `as written, ${number}` });
    expect(Math.abs(rest!.delta)).toBeLessThan(1e-6);
    expect(rule!.delta + rest!.delta).toBeCloseTo(ledger.difference, 14);
  });

  it("a mistake's: aprender #2199 is told from the one number in the thread", () => {
    const ledger = explainNumber(TORCH, "2.383988", APRENDER);
    expect(ledger.found?.mutant).toBe("kept-mass-spread");
    expect(ledger.from).toBeCloseTo(0.7244379, 7);
    expect(ledger.terms.filter(({ delta }) => Math.abs(delta) > 1e-6).map(({ axis }) => axis)).toEqual([
      "mistake",
    ]);
  });

  it("another smoothing's, where none fits at the variant's own", () => {
    const number = torch({ labelSmoothing: 0.25 }).loss(APRENDER.logits, APRENDER.target).data[0]!;
    const ledger = explainNumber(TORCH, number, APRENDER);
    expect(ledger.found?.options.labelSmoothing).toBe(0.25);
    expect(ledger.terms.filter(({ delta }) => delta !== 0).map(({ axis }) => axis)).toEqual([
      "label smoothing",
    ]);
  });
});

describe("a number with none", () => {
  it("is left unexplained, all of it", () => {
    const { from, terms, found, difference } = explainNumber(TORCH, "123.456789", APRENDER);
    expect(found).toBeUndefined();
    expect(terms).toEqual([
      { axis: "unexplained", from: "as computed", to: "another definition", delta: difference },
    ]);
    expect(difference).toBe(123.456789 - from);
  });

  it.each([
    ["0.5", "to: expected at least 3 digits, got 0.5, which many definitions give"],
    [Number.NaN, "to: expected a finite number, got NaN"],
    ["", 'to: expected a finite number, got ""'],
    ["1e999", 'to: expected a finite number, got "1e999"'],
  ])("%s is refused", (number, says) => {
    expect(() => explainNumber(TORCH, number, APRENDER)).toThrow(says);
  });
});

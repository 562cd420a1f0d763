/** What explain and identify print on a terminal: nothing wider than it, and the same words as in a file. */
import { expect, it } from "vitest";
import { onScreen } from "../../src/cli/on-screen.ts";
import { explain } from "../../src/explain/explain.ts";
import { renderLedger } from "../../src/report/ledger.ts";
import { variantById } from "../../src/variants/index.ts";

const NAMES = { from: "torch (labelSmoothing 0.1)", to: "opennmt (labelSmoothing 0.1, ignoreIndex 1)" };

const ledger = explain(
  { variant: variantById("torch")!, options: { labelSmoothing: 0.1 } },
  { variant: variantById("opennmt")!, options: { labelSmoothing: 0.1, ignoreIndex: 1, numClasses: 5 } },
  {
    logits: [
      [2, 1, 0, -1, 0.5],
      [1, 0, 3, 2, -1],
    ],
    target: [0, 1],
  },
);

const wordsOf = (text: string): string[] => text.split(/[\s|]+/).sort();

it.each([80, 100])("a ledger fits a terminal of %i columns", (width) => {
  const text = renderLedger(ledger, NAMES, width);
  expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThanOrEqual(width);
  const bars = text.split("\n").filter((line) => line.startsWith("|"));
  expect(bars.length).toBeGreaterThan(6);
  for (const line of bars) expect(line).toMatch(/^\|( [^|]+ \|){4}$/);
  const heads = (words: string[]): string[] => words.filter((word) => !/^:?-+:?$|^from$|^to$/.test(word));
  const missing = heads(wordsOf(renderLedger(ledger, NAMES))).filter((word) => !text.includes(word));
  expect(missing).toEqual([]);
});

it("a ledger in a file, or on a terminal that is wide enough, has a line for each step", () => {
  expect(renderLedger(ledger, NAMES, 200)).toBe(renderLedger(ledger, NAMES));
});

it("lines are broken between words for a terminal alone", () => {
  const line = `note: ${"seven words that stand in one line ".repeat(5)}end`;
  const broken = onScreen(`${line}\n  {"logits":[[1,2],[3,4]]}\n`, 40);
  expect(broken.split("\n").length).toBeGreaterThan(5);
  for (const each of broken.split("\n")) expect(each.length).toBeLessThanOrEqual(40);
  expect(wordsOf(broken)).toEqual(wordsOf(`${line}\n  {"logits":[[1,2],[3,4]]}\n`));
  expect(onScreen(line, undefined)).toBe(line);
});

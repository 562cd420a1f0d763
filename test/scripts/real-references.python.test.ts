/**
 * Real PyTorch passes every vector of its variant in every form that is handed out to Python, and behind the checker in
 * JavaScript. Run by npm run test:python; the other packages and languages take minutes, and `npm run references` runs them.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  FORMS,
  type FormName,
  judged,
  type Reference,
  withCheckers,
} from "../../scripts/real-references/cell.ts";
import { pagesWith, readCounts } from "../../scripts/real-references/table.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";

const FORM_NAMES = Object.keys(FORMS) as FormName[];
const CELLS = FORM_NAMES.map((form) => ({ variant: "torch" as Reference, form }));
/** PyTorch takes minutes where other tests run beside it. */
const LIMIT_MS = 600_000;

/** Those of real models are in one file for all variants. */
const numberOf = (variant: Reference): number =>
  [...openAllFixtures().limitedTo([variant]).vectors()].filter((vector) => vector.variant === variant).length;

describe("the real package", () => {
  it.each(CELLS)(
    "$variant behind $form passes all, as docs/judging.md says",
    async ({ variant, form }) => {
      const { passed, others, said } = await judged(form, { variant });
      expect(others, said.slice(-3000)).toBe(0);
      expect(passed, said.slice(-3000)).toBe(numberOf(variant));
      expect(readCounts()[variant]?.[form]).toBe(`${passed} / ${passed}`);
    },
    LIMIT_MS,
  );

  it.each(FORM_NAMES)(
    "torch with half of the smoothing fails behind %s",
    async (form) => {
      const { passed, others, said } = await judged(form, { variant: "torch", isWrong: true });
      expect(others, said.slice(-3000)).toBeGreaterThan(100);
      expect(passed + others).toBe(numberOf("torch"));
    },
    LIMIT_MS,
  );

  it(
    "torch's recorded answers pass behind the checker in JavaScript, and those of half of the smoothing do not",
    async () => {
      await withCheckers(async (judge) => {
        const right = await judge("JavaScript", { variant: "torch" });
        expect(right, right.said.slice(-3000)).toMatchObject({ passed: numberOf("torch"), others: 0 });
        const wrong = await judge("JavaScript", { variant: "torch", isWrong: true });
        expect(wrong.others).toBeGreaterThan(100);
        expect(wrong.passed + wrong.others).toBe(numberOf("torch"));
      });
    },
    LIMIT_MS,
  );

  it("has its counts in the table of both pages", () => {
    for (const [path, text] of pagesWith(readCounts())) expect(readFileSync(path, "utf8"), path).toBe(text);
  });
});

/**
 * The checkers beside the plain export. JavaScript's, filled with answers that are made from the fixtures and not from the
 * export, reads every input and judges as the vectors say; `npm run references` has all languages, behind real packages.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CHECKERS, checked } from "../../scripts/real-references/checkers.ts";
import { writePlainVectors } from "../../src/cli/write-vectors.ts";
import { allowedOf } from "../../src/compare/allowed.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";
import type { ExpectedOutput, Vector } from "../../src/fixtures/vector.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { nameNonFinite } from "../../src/protocol/wire-tensor.ts";

const TEMPLATES = join(import.meta.dirname, "../../templates/vectors");
const MOST_LINES = 60;

/** As scripts/real-references/record.py sums, which says why. */
function positionSum({ data }: Tensor): number {
  const bounded = (x: number): number => (Number.isNaN(x) ? 3 : Math.min(Math.max(x, -1e6), 1e6));
  const terms = Array.from(data, (x, i) => ((i % 7) + 1) * (bounded(x) / (1 + Math.abs(bounded(x)))));
  return terms.reduce((sum, term) => sum + term, 0);
}

/** Off by `share` of the error that is allowed: half is right, and twice is wrong wherever any is allowed. */
function answerTo(vector: Vector, share: number): object {
  const inputs = Object.entries(vector.inputs);
  const sums = Object.fromEntries(
    inputs.flatMap(([name, tensor]) => (tensor ? [[name, positionSum(tensor)]] : [])),
  );
  const { expect: expected } = vector;
  if (expected.kind === "throws") return { sums, error: "refused" };
  const output = (name: "loss" | "gradient", of: ExpectedOutput): object => {
    const { value, allowed } = allowedOf(name, of, vector);
    const data = value.map((x, i) => (allowed[i] === 0 ? x : x + share * allowed[i]!));
    return { shape: of.shape, at: of.at ?? [...value.keys()], data: Array.from(data, nameNonFinite) };
  };
  return { sums, loss: output("loss", expected.loss), gradient: output("gradient", expected.gradient) };
}

describe("a checker", () => {
  it.each(readdirSync(TEMPLATES).filter((file) => /^check\./i.test(file)))(
    "%s has at most 60 lines that are not blank",
    (file) => {
      const lines = readFileSync(join(TEMPLATES, file), "utf8").split("\n");
      expect(lines.filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(MOST_LINES);
    },
  );

  it("in JavaScript reads every input, and passes what is allowed and no more", async () => {
    const folder = mkdtempSync(join(tmpdir(), "smoothproof-checker-"));
    try {
      const vectors = [...openAllFixtures().limitedTo(["torch"]).vectors()].filter(
        ({ variant }) => variant === "torch",
      );
      writePlainVectors(join(folder, "vectors"), vectors);
      const counts = async (share: number): Promise<readonly number[]> => {
        const answers = vectors.map((vector) => JSON.stringify(answerTo(vector, share)));
        writeFileSync(join(folder, "answers.jsonl"), answers.join("\n"));
        const said = await checked("JavaScript", { variant: "torch", built: folder, folder });
        return (said.match(/(\d+) passed, (\d+) failed, (\d+) skipped$/) ?? []).slice(1).map(Number);
      };
      expect(await counts(0.5)).toEqual([vectors.length, 0, 0]);
      const [passed, failed, skipped] = await counts(2);
      // What refuses, and what must be exactly one number, passes all the same.
      expect(failed).toBeGreaterThan(400);
      expect([passed! + failed!, skipped]).toEqual([vectors.length, 0]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  it("is there in each of seven languages, and the real package has a command for those that are not Python", () => {
    const files = readdirSync(TEMPLATES).filter((file) => /^check\./i.test(file));
    expect(files.sort()).toEqual([...Object.values(CHECKERS).map(({ file }) => file), "check.py"].sort());
    expect(files).toHaveLength(7);
  });
});

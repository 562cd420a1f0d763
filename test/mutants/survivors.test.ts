import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fateOf, MATRIX_DTYPES, mutantCases } from "../../scripts/pages/mutants/fates.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import { evaluate } from "../../src/loss/evaluate.ts";
import { MUTANTS } from "../../src/mutants/index.ts";
import { honest } from "../../src/mutants/plain-arithmetic.ts";

const cases = mutantCases(openFixtures().vectors());
const small = cases.filter(({ lossCall }) => lossCall.input.data.length <= 200);

/** Whether two vectors of the dtype catch the mutant; large ones are asked only if the small ones do not suffice. */
function isCaught(mutant: (typeof MUTANTS)[number], dtype: string): boolean {
  let kills = 0;
  for (const each of [...small, ...cases]) {
    if (each.vector.dtype === dtype && fateOf(mutant, each) === "killed") kills += 1;
    if (kills >= 2) return true;
  }
  return false;
}

describe("no mutant survives", () => {
  it("of at least 80, each with an id and words of its own", () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(80);
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
    expect(new Set(MUTANTS.map(({ says }) => says)).size).toBe(MUTANTS.length);
  });

  it.each(MUTANTS.map((mutant) => ({ id: mutant.id, mutant })))("$id", ({ mutant }) => {
    for (const dtype of MATRIX_DTYPES) expect(isCaught(mutant, dtype), dtype).toBe(true);
  });

  it("a loss with nothing wrong does, and so does plain arithmetic without a flaw on ordinary rows", () => {
    const right = { id: "right", says: "", answer: evaluate };
    expect(small.every((each) => fateOf(right, each) === "survived")).toBe(true);
    const plain = { id: "plain", says: "", answer: honest };
    const ordinary = small.filter(({ vector }) => vector.flags.includes("Ordinary"));
    expect(ordinary.length).toBeGreaterThan(10);
    expect(ordinary.filter((each) => fateOf(plain, each) === "killed")).toEqual([]);
  });

  it("is not called caught where the same arithmetic without its slip is wrong as well", () => {
    const slip = MUTANTS.find(({ id }) => id === "float16-arithmetic")!;
    const wrong = { ...slip, honest: slip.answer };
    expect(small.some((each) => fateOf(slip, each) === "killed")).toBe(true);
    expect(small.some((each) => fateOf(wrong, each) === "killed")).toBe(false);
  });

  it("and the published matrix knows every one of them, on vectors of every variant", () => {
    const { mutants, vectors } = JSON.parse(
      readFileSync(new URL("../../docs/kill-matrix.json", import.meta.url), "utf8"),
    );
    expect(mutants.map(({ id }: { id: string }) => id)).toEqual(MUTANTS.map(({ id }) => id));
    const published = new Set<string>(vectors);
    expect(cases.filter(({ vector }) => !published.has(vector.id))).toEqual([]);
    expect(published.size).toBeGreaterThan(cases.length);
  });
});

import { describe, expect, it } from "vitest";
import { SLIPS } from "../../scripts/campaigns/diagnosis/slips.ts";
import { jsImplementation } from "../../src/backends/js.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { conformance } from "../../src/conformance/run.ts";
import { settle } from "../../src/diagnose/looks-like.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import { MUTANTS } from "../../src/mutants/index.ts";
import { together } from "../../src/mutants/together.ts";
import { lossCallOf } from "../../src/protocol/loss-call-of.ts";
import { mutated } from "./naming.ts";

/** Every second float32 vector of four variants that together have weights, ignored rows, all ranks and both links. */
const VARIANTS = ["torch", "keras-categorical", "opennmt", "tfjs-softmax"];
const vectors: readonly Vector[] = [
  ...openFixtures().vectors(({ id, variant, dtype }) => {
    return VARIANTS.includes(variant) && dtype === "float32" && !id.includes(".real.");
  }),
].filter((_, index) => index % 2 === 0);
const right = jsImplementation("0");

function mutantNamed(id: string): (typeof MUTANTS)[number] {
  return MUTANTS.find((mutant) => mutant.id === id)!;
}

async function verdictsOf(implementation: Implementation, judged = vectors): Promise<Verdict[]> {
  const judgements = [];
  for await (const judgement of conformance(judged, implementation)) judgements.push(judgement);
  return settle(judgements);
}

describe("what failures look like", () => {
  it("is nothing where nothing fails", async () => {
    const verdicts = await verdictsOf(right);
    expect(verdicts.filter(({ looksLike }) => looksLike !== undefined)).toEqual([]);
  });

  it("is nothing for numbers that no mutant gives", async () => {
    const verdicts = await verdictsOf({
      ...right,
      judged: "default",
      async answer(call) {
        const answer = await right.answer(call);
        if (answer.kind !== "result" || answer.loss === undefined) return answer;
        return {
          ...answer,
          loss: { ...answer.loss, data: Float64Array.from(answer.loss.data, (value) => value * 1.37 + 0.01) },
        };
      },
    });
    const failed = verdicts.filter(({ status }) => status === "fail");
    expect(failed.length).toBeGreaterThan(100);
    expect(failed.filter(({ looksLike }) => looksLike !== undefined)).toEqual([]);
  });

  it("is weighed by what passes: smoothing missing only out of range is not smoothing missing", async () => {
    const verdicts = await verdictsOf(mutated(right, mutantNamed("smoothing-out-of-range-ignored")));
    const names = verdicts.flatMap(({ looksLike }) => looksLike?.mutant ?? []);
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) expect(name).toBe("smoothing-out-of-range-ignored");
  });

  it("is told variant by variant: two mistakes keep their names", async () => {
    const mistakes: { readonly [variant: string]: string } = {
      torch: "smoothing-missing",
      "tfjs-softmax": "gradient-sign",
    };
    const verdicts = await verdictsOf({
      ...right,
      judged: "default",
      async answer(call) {
        const mistake = mistakes[call.variant];
        return mistake === undefined ? right.answer(call) : mutated(right, mutantNamed(mistake)).answer(call);
      },
    });
    for (const [variant, mistake] of Object.entries(mistakes)) {
      const named = verdicts.filter(
        (verdict) => verdict.variant === variant && verdict.looksLike !== undefined,
      );
      expect(named.length).toBeGreaterThan(10);
      for (const { looksLike } of named) expect(looksLike?.mutant).toBe(mistake);
    }
  });

  it("is read from losses alone where there is no gradient", async () => {
    const verdicts = await verdictsOf({
      ...right,
      gradient: false,
      judged: "default",
      answer(call) {
        const lossCall = lossCallOf(call);
        const wrong = lossCall && mutantNamed("smoothing-missing").answer(lossCall);
        return wrong === undefined ? right.answer(call) : { kind: "result", loss: wrong.loss };
      },
    });
    const named = verdicts.flatMap(({ looksLike }) => looksLike?.mutant ?? []);
    expect(named.length).toBeGreaterThan(10);
    expect(named.every((name) => name === "smoothing-missing")).toBe(true);
  });

  const torch = vectors.filter(({ variant }) => variant === "torch");

  it.each(SLIPS)("is no listed mutant for a slip that is none: $id", async ({ id, says, make }) => {
    const verdicts = await verdictsOf(mutated(right, { id, says, answer: make() }), torch);
    const names = verdicts.flatMap(({ looksLike }) => looksLike?.mutant ?? []);
    expect(names.filter((name) => MUTANTS.some((mutant) => mutant.id === name))).toEqual([]);
  });

  it.each([
    ["target-off-target", "gradient-zero"],
    ["target-off-target", "weights-missing"],
    ["smoothing-missing", "reduction-sum"],
    ["ignored-rows-counted", "gradient-sign"],
  ])("is both where two mistakes were made: %s and %s", async (first, second) => {
    const both = together(mutantNamed(first), mutantNamed(second));
    const verdicts = await verdictsOf(mutated(right, both), torch);
    const names = verdicts.flatMap(({ looksLike }) => looksLike?.mutant ?? []);
    const failures = verdicts.filter(({ status }) => status === "fail");
    expect(names.length).toBeGreaterThan(0.9 * failures.length);
    expect(names.some((name) => name === `${first} and ${second}`)).toBe(true);
    for (const name of names) expect([first, second].some((id) => name.includes(id))).toBe(true);
  });
});

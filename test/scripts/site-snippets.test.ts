import { describe, expect, it } from "vitest";
import { codeOf, snippetsFor } from "../../docs/.vitepress/theme/playground/snippets.ts";
import { CALLS, lossesOf } from "../../scripts/site-snippets/calls.ts";
import { runTensorflow } from "../../scripts/site-snippets/run-tfjs.ts";
import { VARIANTS } from "../../src/variants/index.ts";

/** One smoothing and one scale for each class count: the others are run where Python is. */
const SOME = CALLS.map((row, i) => ({ row, i })).filter(
  ({ row }, i) => i % 7 === 2 && row.logits.length <= 100,
);

const offered = VARIANTS.flatMap((record) => {
  const snippet = snippetsFor(record.id).find(({ framework }) => framework === "TensorFlow.js");
  return snippet === undefined ? [] : [{ id: record.id, record, snippet }];
});

describe("TensorFlow.js code of the playground", () => {
  it.each(offered)("$id: gives the library's loss", async ({ record, snippet }) => {
    const own = lossesOf(record);
    const losses = await runTensorflow(SOME.map(({ row }) => codeOf(snippet.template, row)));
    SOME.forEach(({ i }, at) => {
      if (own[i] !== undefined)
        expect(Math.abs(losses[at]! - own[i]) / Math.max(1, own[i])).toBeLessThan(2e-5);
    });
  });

  it("is offered for the definitions that have it, and for no divergence", () => {
    const ids = offered.map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(["torch", "simple", "tfjs-softmax", "tfjs-sigmoid"]));
    expect(ids).not.toContain("opennmt");
    expect(ids).not.toContain("keras-categorical");
  });
});

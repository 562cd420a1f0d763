/** Formulas of the records as the pages typeset them. */
import katex from "katex";
import { describe, expect, it } from "vitest";
import { texOf } from "../../scripts/pages/variants/tex.ts";
import { VARIANTS } from "../../src/variants/index.ts";

it.each([
  ["q_k = y_k (1 - a) + a/(K-1)", "q_k = y_k (1 - \\alpha) + \\frac{\\alpha}{K-1}"],
  ["q_pad = 0, q_t = 1 - a", "q_{\\text{pad}} = 0,\\quad q_t = 1 - \\alpha"],
  ["z = a/2 (k != t)", "z = \\frac{\\alpha}{2} \\;\\;(k \\ne t)"],
  ["-sum_k log softmax(x)_k", "-\\sum_k \\log \\mathrm{softmax}(x)_k"],
  ["(1 - p_k)^gamma clip(p, e)", "(1 - p_k)^{\\gamma} \\mathrm{clip}(p, \\varepsilon)"],
])("%s", (formula, tex) => {
  expect(texOf(formula)).toBe(tex);
});

describe.each(VARIANTS)("$id", ({ equation }) => {
  it("is typeset without a complaint, and without words that only a terminal needs", () => {
    for (const formula of [equation.target, equation.loss]) {
      const tex = texOf(formula);
      expect(() => katex.renderToString(tex, { throwOnError: true, strict: "error" })).not.toThrow();
      // GitHub refuses it, and a bar would end the cell of a table.
      expect(tex).not.toContain("\\operatorname");
    }
    expect(texOf(equation.target)).not.toContain("|");
  });
});

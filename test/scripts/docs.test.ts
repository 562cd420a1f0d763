import { describe, expect, it } from "vitest";
import { closedFormOf, divergence, fitOf } from "../../scripts/pages/variants/closed-form.ts";
import { factsOf, YARDSTICK } from "../../scripts/pages/variants/facts.ts";
import { limitsOf } from "../../scripts/pages/variants/limits.ts";
import { massesOf } from "../../scripts/pages/variants/masses.ts";
import { articlesCode, equation4 } from "../../scripts/pages/variants/slips.ts";
import { linkIssues, sourceLink } from "../../scripts/pages/variants/source-link.ts";
import { variantPage } from "../../scripts/pages/variants/variant-page.ts";
import { ENGLISH } from "../../scripts/pages/words/english.ts";
import { KOREAN } from "../../scripts/pages/words/korean.ts";
import { VARIANTS, variantById } from "../../src/variants/index.ts";

const uniform = closedFormOf(YARDSTICK);
const pictures = { target: "target.svg", difference: undefined };

describe("closed forms", () => {
  it.each([
    "equation1",
    "keras-binary",
    "keras-categorical",
    "opennmt",
    "simple",
    "tfjs-sigmoid",
    "tfjs-softmax",
    "torch",
  ])("%s: the evaluator gives its losses", (id) => {
    expect(fitOf(closedFormOf(variantById(id)!)).is).toBe("exact");
  });

  it("do not hold with another's masses, entropy or link", () => {
    const simple = closedFormOf(variantById("simple")!);
    expect(fitOf({ ...uniform, masses: simple.masses }).is).toBe("none");
    expect(fitOf({ ...simple, takesEntropyOff: true }).is).toBe("none");
    expect(fitOf({ ...simple, kind: "labels" }).is).toBe("none");
  });

  it("tell same functions from others", () => {
    const from = (id: string) => divergence(uniform, closedFormOf(variantById(id)!));
    expect(from("torch").isSame).toBe(true);
    expect(from("simple").isSame).toBe(false);
    expect(from("keras-binary").isSame).toBe(false);
  });
});

describe("limits", () => {
  it("are refused where the evaluator does not come near them", () => {
    expect(() => limitsOf(YARDSTICK, massesOf(variantById("keras-binary")!))).toThrow(
      /^equation1, many-classes: expected/,
    );
  });
});

describe("the article's slips", () => {
  it("are what the evaluator computes", () => {
    expect(articlesCode().conversion).toBe("simple(0.1) = equation1(0.133333)");
    expect(equation4().first).toBe(equation4().last);
  });
});

describe.each([ENGLISH, KOREAN])("pages in $code", (words) => {
  it.each(VARIANTS.map(({ id }) => id))("%s: has no hole", (id) => {
    expect(variantPage(factsOf(variantById(id)!), words, pictures)).not.toMatch(
      /(?<!\.)\bundefined\b|\[object|\| NaN \|/,
    );
  });

  it("state the closed form and numbers that agree with it", () => {
    const page = variantPage(factsOf(variantById("simple")!), words, pictures);
    expect(page).toContain("`α/K·m`");
    expect(page).toMatch(/\| 4 \| 0\.395012 \| 0\.520012 \| \+0\.125 \| \+0\.125 \|/);
  });
});

it("links sources and issues", () => {
  const { source } = variantById("torch")!;
  expect(sourceLink(source)).toContain(
    `https://github.com/pytorch/pytorch/blob/${source.commit}/aten/src/ATen/native/LossNLL.cpp`,
  );
  expect(linkIssues("see pytorch/pytorch#107680")).toBe(
    "see [pytorch/pytorch#107680](https://github.com/pytorch/pytorch/issues/107680)",
  );
});

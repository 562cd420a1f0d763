import pc from "picocolors";
import { describe, expect, it } from "vitest";
import type { Verdict } from "../../src/compare/verdict.ts";
import { renderText } from "../../src/report/text.ts";
import { failure, header, measure, verdict } from "./verdicts.ts";

const plain = { colors: pc.createColors(false) };
const linesOf = (verdicts: Verdict[], maxFailures?: number): string[] =>
  renderText(verdicts, header, maxFailures === undefined ? plain : { ...plain, maxFailures }).split("\n");

const some = [
  verdict(),
  verdict({ id: "torch.2", dtype: "float64", measures: { loss: measure({ units: 0.02 }) } }),
  failure,
  verdict({
    id: "simple.1",
    variant: "simple",
    status: "skip",
    message: "my-loss has no variant simple",
    measures: {},
  }),
  verdict({
    id: "simple.2",
    variant: "simple",
    status: "skip",
    message: "my-loss has no variant simple",
    measures: {},
  }),
  verdict({ id: "torch.9", status: "error", message: "exited with 139", measures: {} }),
];

describe("the text report", () => {
  it("begins with who is judged by what", () => {
    expect(linesOf(some)[0]).toBe(
      "smoothproof 0.1.0 · fixtures 1 (sha 4f2a0000…) · torch 2.15.0, keras 3.15.1 · truth: mpmath, 50 digits · judging my-loss 2.0 (Python)",
    );
  });

  it("has a line per variant and dtype, without borders", () => {
    expect(linesOf(some).slice(1, 5)).toEqual(
      [
        "variant  dtype    vectors  pass  fail  known  skip     loss max      gradient max  reference's own",
        "torch    float64        1     1     0     0     0     <0.1 ULP                 -  torch 2.15.0: 3.0 ULP, -",
        "torch    float32        3     1     2     0     0      0.6 ULP         4.2e6 eps  torch 2.15.0: 3.0 ULP, 193 eps",
        "simple   float32        2     0     0     0     2            -                 -  -",
      ].map((line) =>
        expect.stringMatching(
          new RegExp(
            `^${line
              .trim()
              .split(/\s+/)
              .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
              .join("\\s+")}$`,
          ),
        ),
      ),
    );
  });

  it("shows a failure with everything one needs", () => {
    const text = renderText([failure], header, plain);
    expect(
      text,
    ).toContain(`FAIL torch.mean.ignore.003 [gradient]  float32, N=2 K=3, labelSmoothing 0.1, ignoreIndex -100
  worst [0,2]  expected -0.016666668 (bc888889)  got -0.025 (bccccccd)  4.2e6 units, budget 8.0; 2 of 6 outside
  truth -0.01666666666666666…   torch 2.15.0 is 0.4 units off, yours 4.2e6
  looks like: mutant off-mass a/(K-1), exact to 1 ULP. Did you mean the variant simple?
  again: npx smoothproof conformance --exec "python my_loss.py" --only torch.mean.ignore.003
`);
  });

  it("shows a failure that is not about a number by its message", () => {
    const text = renderText(
      [verdict({ status: "fail", message: "gradient: expected shape [2, 3], got [6]" })],
      header,
      plain,
    );
    expect(text).toContain("ignoreIndex -100\n  gradient: expected shape [2, 3], got [6]\n  again:");
  });

  it("keeps the exponent of a shortened truth", () => {
    const small = measure({ mismatches: 1, truth: "1.234567890123456789012345678901234567890e-12" });
    const text = renderText([verdict({ status: "fail", measures: { gradient: small } })], header, plain);
    expect(text).toContain("truth 1.234567890123456789…e-12   ");
  });

  it("says why vectors were skipped", () => {
    expect(linesOf(some)).toContain("skipped 2: my-loss has no variant simple");
  });

  it("counts the failures it does not show", () => {
    const many = Array.from({ length: 5 }, (_, i) => ({ ...failure, id: `torch.${i}` }));
    const lines = linesOf(many, 2);
    expect(lines.filter((line) => line.startsWith("FAIL"))).toHaveLength(2);
    expect(lines).toContain("and 3 more; --reporter json has them all");
  });

  it("ends with the counts alone on the last line, errors among the failed", () => {
    expect(renderText(some, header, plain)).toMatch(/\n2 passed, 2 failed, 2 skipped\n$/);
    expect(renderText(some, header, { colors: pc.createColors(true) })).toMatch(
      /\n2 passed, 2 failed, 2 skipped\n$/,
    );
  });

  it("has no escape code without colour, and some with it", () => {
    expect(renderText(some, header, plain)).not.toContain("\u001b");
    expect(renderText(some, header, { colors: pc.createColors(true) })).toContain("\u001b[31m");
  });

  it("calls a wrong class by its name", () => {
    const verdicts = [
      verdict({
        status: "fail",
        measures: { loss: measure({ units: "class", mismatches: 1 }) },
        output: "loss",
      }),
    ];
    expect(linesOf(verdicts)[2]).toContain("another class");
  });

  it("stands with no verdicts at all", () => {
    expect(renderText([], header, plain)).toMatch(/\n0 passed, 0 failed, 0 skipped\n$/);
  });
});

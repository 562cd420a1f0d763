import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { type Cause, describeBlame } from "../../src/compare/symptom.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { withConditions } from "../../src/conformance/causes.ts";
import { renderText } from "../../src/report/text.ts";
import { failure, header, like, measure, said, verdict } from "./verdicts.ts";

const plain = { colors: pc.createColors(false) };
const linesOf = (verdicts: readonly Verdict[], changes = {}): string[] =>
  renderText(verdicts, header, { ...plain, ...changes })
    .trimEnd()
    .split("\n");

const crash = verdict({
  id: "torch.9",
  status: "error",
  tier: "edge",
  message: "the adapter exited with status 139; its standard error ends: x",
  cause: said("the adapter exited with status 139"),
  given: { logits: "[[1, 2]]", target: "[0]" },
  measures: {},
});
const skipped = verdict({ id: "torch.8", status: "skip", message: "my-loss has no weights", measures: {} });
const some = [
  verdict(),
  verdict({ id: "torch.2", dtype: "float64", measures: { loss: measure({ units: 0.02 }) } }),
  failure,
  skipped,
  crash,
];

/** As many causes of one failure each. */
const causes = (count: number): Verdict[] =>
  Array.from({ length: count }, (_, i) => ({
    ...failure,
    id: `torch.${i}`,
    looksLike: like("a-slip", `slip ${i}`),
  }));

describe("the text report", () => {
  it("begins with who is judged, and by which of the references", () => {
    expect(linesOf(some).slice(0, 2)).toEqual([
      "judging my-loss 2.0 (Python)",
      "against torch 2.15.0 · smoothproof 0.1.0, fixtures 1 (4f2a0000)",
    ]);
  });

  it("says what a subject without variants is judged as", () => {
    const implementation = { ...header.implementation, judgedAs: "torch, reduction mean" };
    const text = renderText(some, { ...header, implementation }, plain);
    expect(text).toMatch(/^judging my-loss 2\.0 \(Python\) as torch, reduction mean\n/);
  });

  it("has a line per tier that was judged, skips left out", () => {
    expect(linesOf(some).slice(3, 5)).toEqual(["  core     2 of 3", "  edge     0 of 1"]);
  });

  it("counts what was skipped, not judged and known to fail, with reasons", () => {
    const notJudged = verdict({ status: "notJudged", message: "given up after 5 starts", measures: {} });
    const listed = { id: "torch.*", reason: "no NaN here" };
    const lines = linesOf([
      ...some,
      notJudged,
      notJudged,
      verdict({ status: "known", listed }),
      verdict({ status: "known", listed }),
      verdict({ listed }),
    ]);
    expect(lines).toContain("  skipped 1: my-loss has no weights");
    expect(lines).toContain("  not judged 2: given up after 5 starts");
    expect(lines).toContain("  known to fail 2 (torch.*, 1 that it matches pass): no NaN here");
  });

  it("groups failures by cause, most frequent first, with one example worked out", () => {
    const lines = linesOf([...some, { ...failure, id: "torch.with.an.id.that.is.longer" }]);
    const start = lines.findIndex((line) => line.includes("×"));
    expect(lines.slice(start, start + 9)).toEqual([
      "2× off-target mass a/(K-1)",
      "    torch.mean.ignore.003  float32, labelSmoothing 0.1, ignoreIndex -100",
      "    logits [[1, 2, 0], [0, 1, 2]]   target [0, 2]",
      "    gradient[0,2]: expected -0.016666668 (bc888889), got -0.025 (bccccccd)",
      "    relative error 0.50, 4.2e6 units, 8.0 allowed; 2 of 6 outside",
      "    truth -0.01666666666666666…; torch 2.15.0 is 0.4 units off",
      "    looks like: mutant target-off-target. Did you mean the variant simple?",
      '    again: npx smoothproof conformance --exec "python my_loss.py" \\',
      "             --only torch.mean.ignore.003",
    ]);
    expect(lines[start + 9]).toBe("1× the adapter exited with status 139");
  });

  it.each([1, 2, 8, 40])("fits 24 lines of 80 columns with %d causes", (count) => {
    const lines = linesOf([...some, ...causes(count)]);
    expect(lines.length).toBeLessThanOrEqual(23);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(lines.join("\n")).toContain("again: ");
    if (count === 40) expect(lines.join("\n")).toMatch(/\n\d+ more causes: --verbose\n/);
  });

  it("fits 24 lines whatever there is to say", () => {
    const notes = [..."abcdef"].flatMap((reason) => [
      verdict({ status: "skip", message: `has no ${reason}` }),
      verdict({ status: "notJudged", message: `given up for ${reason}` }),
      verdict({ status: "known", listed: { id: `torch.${reason}`, reason } }),
    ]);
    const long = {
      ...failure,
      given: { logits: "[1, 2, 3, 4, 5, 6]  ".repeat(20), target: "[0, 1]" },
      looksLike: like("one", "one thing and another ".repeat(8)),
    };
    const longHeader = {
      ...header,
      implementation: { ...header.implementation, judgedAs: "torch ".repeat(15) },
      command: `npx smoothproof conformance --exec "${"folder/".repeat(14)}my-loss" --variant torch`,
    };
    const text = renderText([...notes, long, ...causes(3)], longHeader, plain);
    expect(text.split("\n").length).toBeLessThanOrEqual(24);
    expect(text).toContain("again: ");
    expect(text).toContain("gradient[0,2]: expected");
  });

  it("shows more where the screen has more lines", () => {
    const few = linesOf([...some, ...causes(40)]);
    const many = linesOf([...some, ...causes(40)], { height: 50 });
    expect(many.length).toBeGreaterThan(few.length);
    expect(many.length).toBeLessThanOrEqual(49);
    expect(linesOf([...some, ...causes(40)], { height: 10 })).toEqual(few);
  });

  it("keeps the condition of a cause that is too long for a line", () => {
    const symptom = { kind: "exception" as const, says: "too many values to unpack ".repeat(4) };
    const cause = { symptom, condition: "the input has 3 axes" };
    const title = linesOf([...some, verdict({ status: "fail", cause })]).find((line) =>
      line.includes("exception"),
    )!;
    expect(title.length).toBeLessThanOrEqual(80);
    expect(title).toMatch(/ too many…, where the input has 3 axes$/);
  });

  it("has one line for all entries of a list with one reason", () => {
    const of = (id: string, reason: string): Verdict => verdict({ status: "known", listed: { id, reason } });
    const lines = linesOf([of("torch.1", "no NaN"), of("torch.2", "no NaN"), of("torch.3", "no ranks")]);
    const shown = lines.filter((line) => line.startsWith("  known to fail"));
    expect(shown).toEqual(["  known to fail 2 (2 entries): no NaN", "  known to fail 1 (torch.3): no ranks"]);
  });

  it("shows every cause and every failure where asked to", () => {
    const text = linesOf([...some, ...causes(40)], { verbose: true }).join("\n");
    expect(text.match(/^FAIL \[gradient\]/gm)).toHaveLength(41);
    expect(text.match(/^ERROR/gm)).toHaveLength(1);
    expect(text).not.toContain("more causes");
  });

  it("breaks no line inside a word at 80 and at 120 columns", () => {
    for (const width of [80, 120]) {
      const text = linesOf([...some, ...causes(3)], { width, verbose: true });
      const words = new Set(
        linesOf([...some, ...causes(3)], { width: 10_000, verbose: true })
          .join(" ")
          .split(/\s+/),
      );
      for (const line of text) {
        expect(line.length, line).toBeLessThanOrEqual(width);
        for (const word of line.trim().split(/\s+/))
          if (word !== "" && word !== "\\") expect(words).toContain(word);
      }
    }
  });

  it("has a table of errors where all is right, with those of the reference", () => {
    const lines = linesOf([verdict(), verdict({ id: "torch.2", dtype: "float64" })]);
    const rows = lines.slice(5, 8).map((line) => line.split(/\s{2,}/));
    expect(rows).toEqual([
      ["variant", "dtype", "passed", "loss", "gradient", "reference's own"],
      ["torch", "float64", "1 of 1", "0.6", "0.8", "3.0, 193"],
      ["torch", "float32", "1 of 1", "0.6", "0.8", "3.0, 193"],
    ]);
    expect(lines.at(-2)).toMatch(/^PASS/);
  });

  it("has a line a dtype for every backend but the first, which has its own table", () => {
    const lines = linesOf([
      verdict({ backend: "js" }),
      verdict({ backend: "onnx" }),
      verdict({ backend: "tfjs-cpu", dtype: "float64" }),
    ]);
    const table = lines.slice(5).map((line) =>
      line
        .split(/\s{2,}/)
        .slice(0, 3)
        .join(" "),
    );
    expect(table.slice(0, 2)).toEqual(["variant (js) dtype passed", "torch float32 1 of 1"]);
    expect(table.slice(3, 6)).toEqual([
      "backend dtype passed",
      "onnx float32 1 of 1",
      "tfjs-cpu float64 1 of 1",
    ]);
  });

  it("says which backend failed, and how to run that one again", () => {
    const text = linesOf([verdict({ backend: "js" }), { ...failure, backend: "tfjs-cpu" }]).join("\n");
    expect(text).toContain("1× tfjs-cpu: off-target mass a/(K-1)");
    expect(text).toContain("--backend tfjs-cpu");
  });

  it("is incomplete where nothing failed, but not all was judged", () => {
    const notJudged = verdict({ status: "notJudged", message: "the time limit", measures: {} });
    expect(linesOf([verdict(), notJudged]).at(-2)).toBe("INCOMPLETE: 1 vector not judged");
  });

  it("says how long it took", () => {
    expect(renderText(some, { ...header, seconds: 3.21 }, plain)).toContain("\nFAIL in 3.2 s, 2 causes");
  });

  it("ends with the counts alone on the last line, errors among the failed", () => {
    for (const colors of [false, true])
      expect(renderText(some, header, { colors: pc.createColors(colors) })).toMatch(
        /\n2 passed, 2 failed, 1 skipped\n$/,
      );
  });

  it("has no escape code without colour, and some with it", () => {
    expect(renderText(some, header, plain)).not.toContain("\u001b");
    expect(renderText(some, header, { colors: pc.createColors(true) })).toContain("\u001b[31m");
  });

  it("stands with no verdicts at all", () => {
    expect(renderText([], header, plain)).toMatch(/\nNOTHING JUDGED\n0 passed, 0 failed, 0 skipped\n$/);
  });
});

const number = (output: "loss" | "gradient"): Cause => ({ symptom: { kind: "another-number", output } });

describe("causes", () => {
  const wrong = (id: string, flags: readonly string[]): Verdict =>
    verdict({ id, status: "fail", flags, cause: number("loss"), message: id });

  it("say where nearly all calls fail, in words", () => {
    const right = Array.from({ length: 10 }, (_, i) => verdict({ id: `right ${i}`, flags: ["Upstream"] }));
    const settled = withConditions([
      ...right,
      wrong("a", ["Upstream", "SmoothingOutOfRange"]),
      wrong("b", ["SmoothingOutOfRange"]),
      wrong("c", ["Upstream"]),
    ]);
    expect(settled.slice(10).map(describeBlame)).toEqual([
      "the loss is another number, where labelSmoothing is outside [0, 1]",
      "the loss is another number, where labelSmoothing is outside [0, 1]",
      "the loss is another number",
    ]);
  });

  it("are one for wrong losses and wrong gradients, where these have a condition in common", () => {
    const of = (id: string, status: Verdict["status"], cause: Cause, flags: string[]): Verdict =>
      verdict({ id, status, flags, cause, message: id });
    const verdicts = [
      of("torch.1", "fail", number("loss"), ["DistributionTarget"]),
      of("torch.2", "fail", number("gradient"), ["DistributionTarget"]),
      of("torch.3", "fail", said("the loss has another shape"), ["ClassWeight"]),
      verdict({ id: "torch.4" }),
      verdict({ id: "torch.5" }),
    ];
    expect(withConditions(verdicts).map(describeBlame)).toEqual([
      "another number, where the target is a distribution",
      "another number, where the target is a distribution",
      "the loss has another shape",
      "",
      "",
    ]);
  });

  it("are what the failure looks like, where that was found", () => {
    expect(withConditions([failure]).map(describeBlame)).toEqual(["off-target mass a/(K-1)"]);
  });

  it("name no condition where nearly everything fails", () => {
    const all = Array.from({ length: 9 }, (_, i) => wrong(`w${i}`, ["Upstream"]));
    expect(new Set(withConditions([verdict(), ...all]).map(describeBlame))).toEqual(
      new Set(["", "the loss is another number"]),
    );
  });
});

/** Each failure of a client answers one question with no, and the scoreboard's numbers are those of the reports. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { clientNames, readDeclaration } from "../../scripts/clients/declaration.ts";
import { renderPage } from "../../scripts/clients/page.ts";
import { answersOf, questionOf } from "../../scripts/clients/questions.ts";
import { type Failure, readReport } from "../../scripts/clients/report.ts";

const ROOT = join(import.meta.dirname, "../..");

const failure = (of: Partial<Failure>): Failure => ({
  id: "torch.a",
  variant: "torch",
  dtype: "float32",
  status: "fail",
  output: "loss",
  message: "loss[]: expected 2, got 3, 8.4e6 units; 1 of 1 outside the budget of 8.0 units",
  flags: [],
  expected: "2",
  got: "3",
  truth: "2.0",
  ...of,
});

const inUnits = (units: string): string => `loss[]: expected 2, got 2.1, ${units} units; 1 of 1 outside`;

describe("questionOf", () => {
  it.each<[string, Partial<Failure>, string]>([
    ["another number", {}, "formula"],
    ["another number of a gradient", { output: "gradient" }, "gradient"],
    [
      "no gradient",
      { output: "gradient", message: "gradient: expected float32, got no gradient" },
      "missing",
    ],
    ["the same number less exactly", { got: "2.0001" }, "exactness"],
    ["a number of bfloat16 outside its budget", { dtype: "bfloat16", got: "2.02" }, "formula"],
    ["digits of float32", { dtype: "float64", message: inUnits("3.7e8"), got: "2.1" }, "float32"],
    ["more units than float32 has", { dtype: "float64", message: inUnits("4.4e15") }, "formula"],
    [
      "a float64 that is a float32",
      { dtype: "float64", message: "loss: expected dtype float64, got float32" },
      "float32",
    ],
    [
      "NaN where a number is due",
      { message: "loss[]: expected 2, got NaN, another class; 1 of 1", got: "NaN" },
      "formula",
    ],
    ["an exception", { output: "error", message: "threw exception at call, expected a value" }, "refusals"],
    ["a crash", { status: "error", message: "the adapter was ended by SIGFPE" }, "refusals"],
  ])("%s", (_, of, question) => expect(questionOf(failure(of))).toBe(question));

  it("the derivative, where that was computed", () => {
    const of = { variant: "keras-categorical", output: "gradient" } as const;
    expect(questionOf(failure({ ...of, isDerivative: true }))).toBe("derivative");
    expect(questionOf(failure({ ...of, flags: ["FromLogits", "ClassAxisNotLast"] }))).toBe("gradient");
  });
});

describe("the scoreboard", () => {
  it("has the answers that its reports' failures give", () => {
    for (const name of clientNames()) {
      const report = readReport(name);
      if (report === undefined) continue;
      for (const [variant, { answers, tiers }] of Object.entries(report.claims))
        expect(answers, `${name} as ${variant}`).toEqual(
          answersOf(readDeclaration(name), variant, tiers, report.failures),
        );
    }
  });

  it("has the numbers that its line of jq computes, if there is jq", async () => {
    const page = renderPage();
    const [, line] = /^(jq -s .+)$/m.exec(page)!;
    const said =
      /Of the (\d+) judgements[\s\S]*?, (\d+) have the\sright loss[\s\S]*?, (\d+) the right gradient as well \((\d+) if[\s\S]*? (\d+) are also/
        .exec(page)!
        .slice(1);
    const { stdout, exitCode } = await execa("sh", ["-c", line!], { cwd: ROOT, reject: false });
    // The same without jq, so that the check does not depend on the machine.
    const core = clientNames()
      .flatMap((name) => Object.values(readReport(name)?.claims ?? {}))
      .filter(({ answers }) => answers.counted)
      .map(({ answers }) => answers.core);
    const none = (...of: (keyof (typeof core)[number])[]): number =>
      core.filter((each) => of.every((question) => each[question] === 0)).length;
    const counted = [
      core.length,
      none("formula"),
      none("formula", "gradient", "missing"),
      none("formula", "gradient", "missing", "derivative"),
      none("formula", "gradient", "missing", "exactness", "float32", "refusals"),
    ].map(String);
    expect(said).toEqual(counted);
    if (exitCode === 0) expect(stdout.split("\n")).toEqual(counted);
  });

  it("counts no row of its own recordings", () => {
    for (const name of clientNames())
      for (const { answers } of Object.values(readReport(name)?.claims ?? {}))
        if (answers.own) expect(answers.counted, name).toBe(false);
    expect(readReport("torch")!.claims.torch!.answers.own).toBe(true);
    expect(readReport("candle-nn")!.claims.torch!.answers.own).toBe(false);
  });

  it("is the page in docs", () => {
    expect(readFileSync(join(ROOT, "docs", "scoreboard.md"), "utf8")).toBe(renderPage());
  });
});

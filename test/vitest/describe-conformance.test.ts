/** Suites of describeConformance, run by a vitest of their own: that they fail when they should is what counts. */
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { describeConformance } from "../../src/vitest/describe-conformance.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

interface Suite {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

async function run(name: string): Promise<{ exitCode: number | undefined; suite: Suite }> {
  const vitest = fileURLToPath(new URL("../../node_modules/vitest/vitest.mjs", import.meta.url));
  const config = ["--config", "test/vitest/suites/vitest.config.ts", "--reporter", "json"];
  const { exitCode, stdout } = await execa(process.execPath, [vitest, "run", name, ...config], {
    cwd: ROOT,
    reject: false,
    maxBuffer: 100 * 1024 * 1024,
  });
  return { exitCode, suite: JSON.parse(stdout) as Suite };
}

describe("describeConformance", () => {
  it("refuses options that would be ignored before there is a test", () => {
    const untyped = describeConformance as (...args: unknown[]) => void;
    expect(() => untyped({ loss: () => 0 }, { variant: "torch" })).toThrow(
      /^variant: expected one of variants, tiers, only/,
    );
    expect(() => untyped(undefined)).toThrow(/^subject: expected functions loss or lossAndGradient/);
  });

  it("is a test per vector, named after it", async () => {
    const { exitCode, suite } = await run("right.suite");
    expect(suite.numFailedTests).toBe(0);
    expect(suite.numPassedTests).toBeGreaterThan(180);
    const [first] = suite.testResults[0]!.assertionResults;
    expect(first).toMatchObject({
      ancestorTitles: ["right conforms"],
      title: expect.stringMatching(/^equation1\./),
    });
    expect(exitCode).toBe(0);
  });

  it("fails the vectors that are wrong, says how, and passes the others", async () => {
    const { exitCode, suite } = await run("wrong.suite");
    expect(suite.numFailedTests).toBeGreaterThan(5);
    expect(suite.numPassedTests).toBeGreaterThan(0);
    const failed = suite.testResults[0]!.assertionResults.find(({ status }) => status === "failed");
    expect(failed?.failureMessages?.[0]).toMatch(
      /^ConformanceError: equation1\.mean\.index\S+ \(torch 2\.15\.0 \(our code of the article's formula\)\): /,
    );
    expect(failed?.failureMessages?.[0]).toContain(
      "looks like: no label smoothing at all (mutant smoothing-missing",
    );
    expect(exitCode).toBe(1);
  });

  it("refuses a filter that matches nothing", async () => {
    const { exitCode, suite } = await run("slip.suite");
    expect(suite.success).toBe(false);
    expect(suite.testResults[0]?.message).toContain("options: expected vectors that match, got none");
    expect(exitCode).toBe(1);
  });
});

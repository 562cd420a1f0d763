import { describe, expect, it } from "vitest";
import { CASES } from "../../src/cases/index.ts";
import { lastLine, smoothproof } from "./run.ts";

describe("smoothproof cases", () => {
  it("lists every case, and says how many replay", async () => {
    const { exitCode, stdout } = await smoothproof(["cases"]);
    expect(exitCode).toBe(0);
    for (const { id } of CASES) expect(stdout).toContain(id);
    expect(lastLine(stdout)).toBe(`${CASES.length} passed, 0 failed, 0 skipped`);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(130);
  });

  it("replays one, with both numbers and the cause", async () => {
    const { exitCode, stdout } = await smoothproof(["cases", "aprender-2199"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/0\.7244379 +0\.7244379\d +same/);
    expect(stdout).toMatch(/2\.383988 +2\.383988\d +same/);
    expect(stdout).toContain("https://github.com/paiml/aprender/pull/2199");
    expect(stdout).toMatch(/ledger +loss, from 0\.72443795 to 2\.3839884\n +\+1\.6595504 +target rule: /);
    expect(stdout).toMatch(/identify +2\.383988 alone names it: /);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(130);
  });

  it("writes JSON, with inputs that are the protocol's tensors", async () => {
    const { exitCode, stdout } = await smoothproof(["cases", "pytorch-107680", "--json"]);
    expect(exitCode).toBe(0);
    const { format, summary, cases } = JSON.parse(stdout);
    expect(format).toBe("smoothproof-cases/1");
    expect(summary).toMatchObject({ cases: 1, reproduce: 1, differ: 0 });
    expect(cases[0].inputs.logits).toMatchObject({ dtype: "float32", shape: [2, 3] });
    expect(cases[0].readings[1].computed[0]).toBeCloseTo(54.4052, 4);
    expect(cases[0].ledger.terms).toMatchObject([{ axis: "reduction" }]);
    expect(cases[0].identified.verdict).toBe("named");
  });

  it("names the nearest case for an unknown id", async () => {
    const { exitCode, stdout, stderr } = await smoothproof(["cases", "aprender-2198"]);
    expect(exitCode).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toBe('cases: expected the id of a case, got "aprender-2198". Did you mean aprender-2199?');
  });

  it.each([
    ["2199", "Did you mean aprender-2199?"],
    ["DICE", "Did you mean dice-embeddings-433 or dice-embeddings-437?"],
  ])("takes %s for a part of an id", async (part, says) => {
    const { exitCode, stderr } = await smoothproof(["cases", part]);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(`cases: expected the id of a case, got "${part}". ${says}`);
  });

  it("says how to list them where no id is near", async () => {
    const { exitCode, stderr } = await smoothproof(["cases", "something else"]);
    expect(exitCode).toBe(2);
    expect(stderr).toBe(
      'cases: expected the id of a case, got "something else". smoothproof cases lists them.',
    );
  });
});

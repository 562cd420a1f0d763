import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Verdict } from "../../src/compare/verdict.ts";
import { renderJson } from "../../src/report/json.ts";
import { failure, header, like, verdict } from "../report/verdicts.ts";
import { lastLine, smoothproof } from "./run.ts";

const folder = mkdtempSync(join(tmpdir(), "smoothproof-compare-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, verdicts: readonly Verdict[]): string {
  writeFileSync(join(folder, name), renderJson(verdicts, header));
  return name;
}

const run = (...args: readonly string[]) => smoothproof(["compare", ...args], "", folder);

const evil = '<img src=x onerror="alert(1)">';
const right = written("right.json", [verdict(), { ...failure, status: "pass" }, verdict({ id: "c" })]);
const wrong = written("wrong.json", [
  verdict(),
  { ...failure, looksLike: like("m", evil) },
  verdict({ id: "d" }),
]);

describe("smoothproof compare", () => {
  it("says what regressed, and exits with 1", async () => {
    const { exitCode, stdout } = await run(right, wrong);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`  1× regressed: pass to fail: ${evil}\n    ${failure.id}\n`);
    expect(stdout).toMatch(/core +3 of 3 +2 of 3\n/);
    expect(lastLine(stdout)).toBe(
      "0 improved, 1 regressed, 1 unchanged, 1 only in the first, 1 only in this one",
    );
  });

  it("is content where things improved or stayed", async () => {
    expect(lastLine((await run(wrong, right)).stdout)).toMatch(/^1 improved, 0 regressed, 1 unchanged/);
    expect((await run(wrong, right)).exitCode).toBe(0);
    expect((await run(wrong, wrong)).exitCode).toBe(0);
  });

  it("compares every further report with the first", async () => {
    const { exitCode, stdout } = await run("--json", wrong, right, wrong);
    expect(exitCode).toBe(0);
    const { format, reports, comparisons } = JSON.parse(stdout);
    expect(format).toBe("smoothproof-comparison/1");
    expect(reports.map(({ file }: { file: string }) => file)).toEqual([wrong, right, wrong]);
    expect(comparisons).toMatchObject([
      {
        from: wrong,
        to: right,
        improved: [{ id: failure.id, from: "fail", to: "pass" }],
        regressed: [],
        unchanged: 1,
        onlyInFirst: ["d"],
        onlyInSecond: ["c"],
      },
      {
        from: wrong,
        to: wrong,
        improved: [],
        regressed: [],
        unchanged: 3,
        onlyInFirst: [],
        onlyInSecond: [],
      },
    ]);
  });

  it("writes a page in which strangers' text is text", async () => {
    const { exitCode } = await run(right, wrong, "--reporter", "html=page.html");
    expect(exitCode).toBe(1);
    const page = readFileSync(join(folder, "page.html"), "utf8");
    expect(page).toContain("&lt;img src=x onerror=&quot;alert(1)&quot;&gt;");
    expect(page).not.toContain("<img");
    expect(page).not.toContain("<script");
    expect(page).toContain("1 regressed");
  });

  it.each([
    [[right], /^files: expected two or more reports, got 1$/],
    [[right, "there-is-none.json"], /^there-is-none\.json: cannot be read: no such file or folder$/],
    [
      [right, written("others.json", [verdict({ id: "z" })])],
      /^others\.json: expected a report of vectors that right\.json has too, got none of them$/,
    ],
    [[right, wrong, "--reporter", "junit"], /^--reporter: expected text or json or html, got "junit"/],
  ])("refuses %j", async (args, says) => {
    const { exitCode, stderr, stdout } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr.trim()).toMatch(says);
    expect(stdout).toBe("");
  });

  it("refuses what is cut off, foreign, or of another version", async () => {
    const text = readFileSync(join(folder, right), "utf8");
    const given = [text.slice(0, 300), "{}", text.replace("conformance/2", "conformance/1")];
    for (const each of given) {
      writeFileSync(join(folder, "bad.json"), each);
      const { exitCode, stderr } = await run(right, "bad.json");
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(/^bad\.json: expected .*$/);
    }
  });
});

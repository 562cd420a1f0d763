import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCli } from "../adapters/run-cli.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "smoothproof-init-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const RUST_FLAGS = ["-O", "--edition", "2021", "-D", "warnings", "adapter.rs"];

interface Language {
  readonly language: string;
  readonly file: string;
  readonly beside: string;
  /** What must be installed, with arguments that succeed if it is. */
  readonly needs: readonly [string, ...string[]];
  readonly build?: readonly [string, readonly string[]];
  readonly command: string;
}

const LANGUAGES: readonly Language[] = [
  {
    language: "js",
    file: "adapter.mjs",
    beside: "speak.mjs",
    needs: ["node", "--version"],
    command: "node adapter.mjs",
  },
  {
    language: "python",
    file: "adapter.py",
    beside: "speak.py",
    needs: ["python3", "--version"],
    command: "python3 adapter.py",
  },
  {
    language: "rust",
    file: "adapter.rs",
    beside: "speak.rs",
    needs: ["rustc", "--version"],
    build: ["rustc", RUST_FLAGS],
    command: "./adapter",
  },
];

function isInstalled([program, ...args]: readonly [string, ...string[]]): boolean {
  try {
    execFileSync(program, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.each(LANGUAGES)(
  "smoothproof init $language",
  ({ language, file, beside, needs, build, command }) => {
    it("writes a skeleton, says how to go on, and never overwrites", async () => {
      const first = await runCli(["init", language], { cwd: directory });
      expect(first).toMatchObject({ exitCode: 0, stdout: `${file}\n${beside}` });
      expect(first.stderr).toContain("--exec");
      writeFileSync(join(directory, file), "mine");
      const second = await runCli(["init", language], { cwd: directory });
      expect(second.exitCode).toBe(2);
      expect(second.stderr).toMatch(new RegExp(`^${file}: exists already`));
      expect(readFileSync(join(directory, file), "utf8")).toBe("mine");
    });

    it.skipIf(!isInstalled(needs))("whose skeleton passes the smoke test and skips the rest", async () => {
      await runCli(["init", language], { cwd: directory });
      if (build !== undefined) execFileSync(build[0], build[1], { cwd: directory, stdio: "pipe" });
      const flags = ["--variant", "torch", "--reporter", "json", "--exec", command];
      const run = await runCli(["conformance", ...flags], { cwd: directory });
      expect(run.report?.implementation).toMatchObject({ name: "my-loss", version: "0.1.0" });
      const { passed, failed, errored, skipped } = run.report!.summary;
      expect({ passed, failed, errored }).toEqual({ passed: 0, failed: 0, errored: 0 });
      expect(skipped).toBeGreaterThan(300);
      expect(run.stderr).toMatch(
        /^nothing was judged: torch: none of \d+ core vectors was answered, and nothing else$/,
      );
    });
  },
);

describe("smoothproof init", () => {
  it("refuses a language it has no skeleton for", async () => {
    const run = await runCli(["init", "cobol"], { cwd: directory });
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain("python, js, rust, go, java, cpp, pytest");
    expect(existsSync(join(directory, "adapter.cobol"))).toBe(false);
  });
});

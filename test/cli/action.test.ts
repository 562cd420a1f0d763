/** The steps of the GitHub action, run as GitHub runs them: bash, with the environment that the file gives. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** The scripts of the steps: the file keeps them as blocks of ten columns less their indentation. */
function scripts(): readonly string[] {
  const text = readFileSync(join(ROOT, "action.yml"), "utf8");
  return [...text.matchAll(/^ {6}run: \|\n((?: {8}.*\n)+)/gm)].map(([, block]) =>
    block!.replace(/^ {8}/gm, ""),
  );
}

it("runs all its steps, quotes and all, and fails where the loss is wrong", () => {
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-action-"));
  try {
    writeFileSync(
      join(directory, "my loss.mjs"),
      'export const variants = ["torch"];\nexport const loss = () => 1;\n',
    );
    const environment = {
      ...process.env,
      ACTION_PATH: ROOT,
      IMPLEMENTATION: '--module "my loss.mjs"',
      ARGUMENTS: "--only torch.mean.index.2d.ordinary.a0.f64",
      REPORT: "report.xml",
      GITHUB_STEP_SUMMARY: join(directory, "summary.md"),
    };
    const steps = scripts();
    expect(steps).toHaveLength(2);
    execFileSync("bash", ["-e", "-o", "pipefail", "-c", steps[0]!], { cwd: directory, env: environment });
    const judge = spawnSync("bash", ["-e", "-o", "pipefail", "-c", steps[1]!], {
      cwd: directory,
      env: environment,
      encoding: "utf8",
    });
    expect(judge.status).toBe(1);
    expect(judge.stdout).toMatch(
      /^::error title=1x the loss is another number::torch\.mean\.index\.2d\.ordinary\.a0\.f64: /m,
    );
    expect(judge.stdout).toContain("0 passed, 1 failed, 0 skipped");
    expect(readFileSync(join(directory, "report.xml"), "utf8")).toContain(
      '<testsuite name="torch" tests="1" failures="1"',
    );
    expect(readFileSync(join(directory, "summary.md"), "utf8")).toContain("❌ smoothproof: my loss.mjs");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});

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

/** Runs both steps in a folder with a module, and returns what the second one did. */
function ran(module: string, vectors: string) {
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-action-"));
  try {
    writeFileSync(join(directory, "my loss.mjs"), module);
    const environment = {
      ...process.env,
      ACTION_PATH: ROOT,
      IMPLEMENTATION: '--module "my loss.mjs"',
      ARGUMENTS: `--only ${vectors}`,
      REPORT: "report.xml",
      GITHUB_STEP_SUMMARY: join(directory, "summary.md"),
    };
    const [install, judge, ...others] = scripts();
    expect(others).toEqual([]);
    execFileSync("bash", ["-e", "-o", "pipefail", "-c", install!], { cwd: directory, env: environment });
    const { status, stdout } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", judge!], {
      cwd: directory,
      env: environment,
      encoding: "utf8",
    });
    const read = (file: string): string => readFileSync(join(directory, file), "utf8");
    return { status, stdout, report: read("report.xml"), summary: read("summary.md") };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

it("runs all its steps, quotes and all, and fails where the loss is wrong", () => {
  const { status, stdout, report, summary } = ran(
    'export const variants = ["torch"];\nexport const loss = () => 1;\n',
    "torch.mean.index.2d.ordinary.a0.f64",
  );
  expect(status).toBe(1);
  expect(stdout).toMatch(
    /^::error title=1x the loss is another number::torch\.mean\.index\.2d\.ordinary\.a0\.f64: /m,
  );
  expect(stdout).toContain("0 passed, 1 failed, 0 skipped");
  expect(report).toContain('<testsuite name="torch" tests="1" failures="1"');
  expect(summary).toContain("❌ smoothproof: my loss.mjs");
});

it("passes where the loss is right", () => {
  const { status, stdout, report, summary } = ran(
    `export const variants = ["torch"];
export function loss({ logits, target }, { labelSmoothing = 0 }) {
  const [n, k] = logits.shape;
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const x = logits.data.slice(i * k, i * k + k), top = Math.max(...x);
    const all = top + Math.log(x.reduce((total, v) => total + Math.exp(v - top), 0));
    for (let j = 0; j < k; j++)
      sum += ((j === target.data[i] ? 1 - labelSmoothing : 0) + labelSmoothing / k) * (all - x[j]);
  }
  return sum / n;
}
`,
    "torch.plain.index.ordinary.*",
  );
  expect(stdout).toMatch(/^4 passed, 0 failed, 4 skipped$/m);
  expect(stdout).not.toContain("::error");
  expect(status).toBe(0);
  expect(report).toMatch(/<testsuite name="torch" tests="[1-9]\d*" failures="0"/);
  expect(summary).toContain("✅");
});

it.each([
  ["", "", /implementation: expected --module FILE, .*got ''/],
  ["--tier core", "", /implementation: expected --module FILE, .*got '--tier core'/],
  ['--module "my-loss.mjs', "", /expected every quote to be closed/],
  ["--module my-loss.mjs", "--only 'torch.*", /expected every quote to be closed/],
])("judges nothing for an implementation of '%s' and arguments of '%s'", (implementation, args, says) => {
  const [, judge] = scripts();
  const { status, stdout } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", judge!], {
    env: {
      ...process.env,
      ACTION_PATH: ROOT,
      IMPLEMENTATION: implementation,
      ARGUMENTS: args,
      REPORT: join(tmpdir(), "smoothproof-action-none.xml"),
    },
    encoding: "utf8",
  });
  expect(stdout).toMatch(says);
  expect(status).toBe(2);
});

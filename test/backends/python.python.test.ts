/** The packages themselves behind `--backend python` and `--oracle python`. Run by npm run test:python. */
import { describe, expect, it } from "vitest";
import { runCli } from "../adapters/run-cli.ts";

/** What some calls may take, with the start of the frameworks. */
const LIMIT_MS = 300_000;

describe("the live references", () => {
  it(
    "give what random calls give here, in both dtypes",
    async () => {
      const run = await runCli([
        ...["fuzz", "--oracle", "python", "--backend", "js", "--runs", "60", "--seed", "7"],
        ...["--variant", "torch", "--variant", "yolov5"],
      ]);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stdout).toContain("60 passed, 0 failed, 0 skipped");
    },
    LIMIT_MS,
  );

  it(
    "show a mistake of a module",
    async () => {
      const run = await runCli([
        ...["fuzz", "--oracle", "python", "--module", "examples/my-loss.js", "--runs", "20", "--seed", "7"],
        ...["--variant", "torch"],
      ]);
      expect(run.exitCode, run.stderr).toBe(1);
      expect(run.stdout).toContain("looks like");
    },
    LIMIT_MS,
  );

  it(
    "are judged by the vectors",
    async () => {
      const run = await runCli([
        ...["conformance", "--backend", "python", "--only", "torch.plain.*", "--reporter", "json"],
      ]);
      expect(run.report?.summary, run.stderr).toMatchObject({ failed: 0, errored: 0 });
      expect(run.report?.summary.passed).toBeGreaterThan(20);
    },
    LIMIT_MS,
  );
});

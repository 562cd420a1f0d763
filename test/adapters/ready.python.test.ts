/** Python adapters that are ready to use, in the environment of python-ref. Run by npm run test:python. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

const PROJECT = fileURLToPath(new URL("../../python-ref", import.meta.url));

/** What a judgement of a right adapter may take, start-up included. */
const LIMIT_MS = 60_000;

function python(name: string): string {
  const file = fileURLToPath(new URL(`ready/${name}.py`, import.meta.url));
  return `uv run --no-sync --project ${PROJECT} python ${file}`;
}

describe("a right adapter in Python passes", () => {
  it.each<[string, readonly string[], number]>([
    ["python_torch", ["torch"], 300],
    ["python_keras", ["keras-categorical", "keras-binary"], 500],
    ["python_tf", ["tfjs-softmax", "tfjs-sigmoid"], 180],
    ["numpy_one_file", [], 2000],
  ])(
    "%s",
    async (name, variants, atLeast) => {
      const started = performance.now();
      const run = await runCli([
        ...["conformance", "--reporter", "json", "--exec", python(name)],
        ...variants.flatMap((variant) => ["--variant", variant]),
      ]);
      const milliseconds = performance.now() - started;
      expect(run.report?.summary, run.stderr).toMatchObject({ failed: 0, errored: 0 });
      expect(run.report?.summary.passed).toBeGreaterThanOrEqual(atLeast);
      expect(run.exitCode).toBe(0);
      expect(milliseconds).toBeLessThan(LIMIT_MS);
    },
    2 * LIMIT_MS,
  );
});

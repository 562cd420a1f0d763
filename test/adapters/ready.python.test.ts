/** Adapters in Python that must pass, in the environment of python-ref. Run by npm run test:python. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

const PROJECT = fileURLToPath(new URL("../../python-ref", import.meta.url));

/** What a judgement of a right adapter may take, start-up included. */
const LIMIT_MS = 60_000;

const CLIENTS = fileURLToPath(new URL("../../clients", import.meta.url));

/** A client's adapter, that installs nothing here, or one of the ready ones. */
function python(path: string): string {
  // `npm run client` copies the helpers and the references' table of codes beside the adapter instead.
  const imports = [
    `${CLIENTS}/shared/python`,
    `${CLIENTS}/../templates`,
    `${PROJECT}/smoothproof_ref/live`,
  ].join(":");
  const environment = `PYTHONPATH=${imports} KERAS_BACKEND=tensorflow`;
  return `env ${environment} uv run --no-sync --project ${PROJECT} python ${path}`;
}

describe("a right adapter in Python passes", () => {
  it.each<[string, readonly string[], number]>([
    [`${CLIENTS}/torch/adapter.py`, ["torch"], 300],
    [`${CLIENTS}/keras-tensorflow/adapter.py`, ["keras-categorical", "keras-binary"], 500],
    [`${CLIENTS}/tensorflow/adapter.py`, ["tf1-softmax", "tf1-sigmoid"], 90],
    [fileURLToPath(new URL("ready/numpy_one_file.py", import.meta.url)), [], 2000],
  ])(
    "%s",
    async (path, variants, atLeast) => {
      const started = performance.now();
      const run = await runCli([
        ...["conformance", "--reporter", "json", "--exec", python(path)],
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

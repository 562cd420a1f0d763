/** The tensor ops judged by the golden vectors, on the backends that run in Node. */
import { describe, expect, it } from "vitest";
import { runCli } from "../adapters/run-cli.ts";

describe.each(["tfjs-cpu", "tfjs-wasm"])("--backend %s", (backend) => {
  it("passes every vector that float32 holds, and calls the others skipped", async () => {
    const run = await runCli(["conformance", "--backend", backend, "--reporter", "json"]);
    expect(run.stderr).toBe("");
    expect(run.report?.summary).toMatchObject({ failed: 0, errored: 0 });
    const skipped = run.report?.verdicts.filter(({ status }) => status === "skip") ?? [];
    expect(new Set(skipped.map(({ dtype }) => dtype))).toEqual(new Set(["float64", "float16", "bfloat16"]));
    expect(run.report?.summary.passed).toBeGreaterThan(1000);
    expect(run.exitCode).toBe(0);
  });
});

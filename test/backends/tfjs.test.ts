/** The tensor ops judged by the golden vectors, on the backends that run in Node. */
import { describe, expect, it } from "vitest";
import { tfjsImplementation } from "../../src/backends/tfjs.ts";
import type { Implementation } from "../../src/conformance/implementation.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
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

describe("backends in one process", () => {
  const vectors = [
    ...openFixtures().vectors(({ id }) => /^torch\.plain\..*f32$|^torch\.width\.k12[789]\.f32$/.test(id)),
  ];
  const answers = (implementation: Implementation): Promise<string[]> =>
    Promise.all(
      vectors.map(async (vector) => {
        const answer = await implementation.answer(vector);
        expect(answer.kind).toBe("result");
        return answer.kind === "result" ? `${answer.loss?.data} ${answer.gradient?.data}` : "";
      }),
    );

  it("each answer for themselves, whichever was opened or asked last", async () => {
    const cpu = await tfjsImplementation("tfjs-cpu", "test");
    const alone = await answers(cpu);
    const wasm = await tfjsImplementation("tfjs-wasm", "test");
    expect(await answers(cpu)).toEqual(alone);
    const [ofCpu, ofWasm] = await Promise.all([answers(cpu), answers(wasm)]);
    expect(ofCpu).toEqual(alone);
    expect(ofWasm).not.toEqual(alone);
  });
});

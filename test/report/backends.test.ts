import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { mergeVerdicts, readReport } from "../../src/conformance/merge.ts";
import { renderJson } from "../../src/report/json.ts";
import { renderText } from "../../src/report/text.ts";
import { failure, header, verdict } from "./verdicts.ts";

const run = [
  verdict({ backend: "js", id: "torch.1" }),
  verdict({ backend: "js", id: "torch.2", dtype: "float64" }),
  verdict({ backend: "onnx", id: "torch.1" }),
  verdict({
    backend: "onnx",
    id: "torch.2",
    dtype: "float64",
    status: "skip",
    message: "no graph",
    measures: {},
  }),
  { ...failure, backend: "tfjs-cpu" },
];

describe("the report of several backends", () => {
  const text = renderText(run, header, { colors: pc.createColors(false) });

  it("shows the first by variant and dtype, the others a line per dtype", () => {
    const firsts = text.split("\n").map((line) => line.split(/\s+/).slice(0, 3).join(" "));
    expect(firsts.slice(1, 4)).toEqual(["variant (js) dtype", "torch float64 1", "torch float32 1"]);
    expect(firsts.slice(5, 9)).toEqual([
      "backend dtype vectors",
      "onnx float32 1",
      "onnx float64 1",
      "tfjs-cpu float32 1",
    ]);
  });

  it("says whose failures and skips they are, and how to run one again", () => {
    expect(text).toContain("skipped 1: onnx: no graph");
    expect(text).toContain(`FAIL ${failure.id} [gradient]  tfjs-cpu, float32`);
    expect(text).toContain(`--backend tfjs-cpu --only ${failure.id}`);
    expect(text.trimEnd().split("\n").at(-1)).toBe("3 passed, 1 failed, 1 skipped");
  });

  it("is merged from shards, in which one id stands once per backend", () => {
    const shards = [run.slice(0, 3), run.slice(3)].map((verdicts, i) => ({
      file: `part-${i}.json`,
      report: readReport(JSON.parse(renderJson(verdicts, header)), `part-${i}.json`),
    }));
    const merged = mergeVerdicts(shards);
    expect(merged.map(({ backend, id }) => `${backend} ${id}`)).toEqual(
      run.map(({ backend, id }) => `${backend} ${id}`),
    );
    expect(() => mergeVerdicts([...shards, { ...shards[0]!, file: "twin.json" }])).toThrow(
      "twin.json: torch.1",
    );
  });
});

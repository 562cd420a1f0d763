/** The ONNX oracle: every graph of it is used by golden vectors, and right on each. */
import { beforeAll, describe, expect, test } from "vitest";
import { onnxImplementation } from "../../src/backends/onnx.ts";
import { oracleGraphs } from "../../src/backends/onnx-index.ts";
import type { Verdict } from "../../src/compare/verdict.ts";
import { conformance } from "../../src/conformance/run.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import { CORE_VARIANTS } from "../../src/variants/index.ts";

describe("the ONNX oracle", () => {
  const verdicts: Verdict[] = [];
  beforeAll(async () => {
    const implementation = await onnxImplementation("test");
    for await (const { verdict } of conformance(openFixtures().vectors(), implementation))
      verdicts.push(verdict);
  });

  test("passes every vector that a graph can take", () => {
    const wrong = verdicts.filter(({ status }) => status !== "pass" && status !== "skip");
    expect(wrong.map(({ id, message }) => `${id}: ${message}`)).toEqual([]);
  });

  test("skips only what its sources refuse, beside the 16-bit types that no graph is made for", () => {
    const skipped = verdicts.filter(({ status, dtype }) => status === "skip" && !dtype.includes("float16"));
    expect(skipped.length).toBeGreaterThan(0);
    const reasons = new Set(skipped.map(({ message }) => message));
    expect([...reasons]).toEqual(["the source refuses the call, and a graph cannot refuse one"]);
  });

  test("has every core variant in both dtypes", () => {
    const has = new Set(oracleGraphs().map(({ variant, dtype }) => `${variant} ${dtype}`));
    for (const { id } of CORE_VARIANTS)
      for (const dtype of ["float32", "float64"]) expect(has).toContain(`${id} ${dtype}`);
  });
});

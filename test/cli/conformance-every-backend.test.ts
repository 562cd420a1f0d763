/** The whole suite by every backend of ours, as `npx smoothproof conformance` runs it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { lastLine, smoothproof } from "./run.ts";

const directory = mkdtempSync(join(tmpdir(), "smoothproof-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

it("judges at least 1,500 vectors, real ones included, by every backend of ours, and passes", async () => {
  const file = join(directory, "all.json");
  const { exitCode, stdout, stderr } = await smoothproof([
    ...["conformance", "--reporter", "text", "--reporter", `json=${file}`],
  ]);
  expect(exitCode).toBe(0);
  const verdicts: { backend: string; status: string; id: string }[] = JSON.parse(
    readFileSync(file, "utf8"),
  ).verdicts;
  const of = (backend: string, status: string): number =>
    verdicts.filter((verdict) => verdict.backend === backend && verdict.status === status).length;
  expect([...new Set(verdicts.map(({ backend }) => backend))]).toEqual([
    "js",
    "js-exact",
    "wasm",
    "onnx",
    "tfjs-cpu",
    "tfjs-wasm",
  ]);
  for (const backend of ["js", "js-exact", "wasm"]) {
    expect(of(backend, "pass")).toBeGreaterThanOrEqual(1500);
    expect(of(backend, "skip")).toBe(0);
  }
  for (const backend of ["onnx", "tfjs-cpu", "tfjs-wasm"]) expect(of(backend, "pass")).toBeGreaterThan(1000);
  const [, passed, skipped] = /^(\d+) passed, 0 failed, (\d+) skipped$/.exec(lastLine(stdout)) ?? [];
  expect(Number(passed) + Number(skipped)).toBe(verdicts.length);
  for (const backend of ["onnx", "tfjs-cpu", "tfjs-wasm"])
    expect(stdout).toMatch(new RegExp(`^${backend} `, "m"));
  expect(stderr).toContain("vectors");
  expect(stdout).not.toContain("\u001b");
}, 180_000);

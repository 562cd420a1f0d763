/** `conformance --onnx FILE`: a right graph passes, one that lost its smoothing does not, and wrong usage says so. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { runCli } from "./run-cli.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const graph = (name: string): string => join(ROOT, "fixtures/onnx", `${name}.onnx`);

describe("a right graph", () => {
  test.each([
    ["torch.mean.indices.f32", ["--variant", "torch"], 70],
    ["torch.mean.distribution.f64", ["--variant", "torch"], 4],
    // ONNX Runtime adds up wide rows of float64 one by one, which no tolerance of a stranger allows.
    ["opennmt.sum.indices.f64", ["--variant", "opennmt", "--skip", "*.width.*"], 90],
    ["simple.mean.indices.f32", ["--variant", "simple"], 30],
    ["equation1.sum.indices.f64", ["--variant", "equation1", "--option", "reduction=sum"], 2],
  ])("%s passes every vector it can take", async (name, flags, least) => {
    const run = await runCli(["conformance", "--onnx", graph(name), ...flags, "--reporter", "json"]);
    const passed = run.report?.verdicts.filter(({ status }) => status === "pass") ?? [];
    expect([run.exitCode, run.report?.summary.failed, run.report?.summary.errored]).toEqual([0, 0, 0]);
    expect(passed.length).toBeGreaterThanOrEqual(least);
    expect(passed.every(({ measures }) => measures.gradient !== undefined)).toBe(true);
  });

  test.each(["first", "logits"])("takes inputs by the names it is told: %s", async (name) => {
    const named = ["--onnx-input", `${name}=logits`, "--onnx-output", "loss=loss"];
    const args = ["--onnx", graph("torch.mean.indices.f32"), "--variant", "torch", ...named];
    const run = await runCli(["conformance", ...args, "--only", "torch.mean.index.2d.ordinary.*"]);
    expect(run.exitCode).toBe(0);
  });
});

test("a graph that lost its smoothing fails, and the failure says so", async () => {
  const run = await runCli([
    ...["conformance", "--onnx", graph("exported/cross-entropy-dynamic")],
    ...["--variant", "torch", "--option", "labelSmoothing=0.1"],
  ]);
  expect(run.exitCode).toBe(1);
  expect(run.stdout).toMatch("looks like: mutant smoothing-missing");
});

describe("wrong usage", () => {
  const file = graph("exported/opennmt");
  test.each([
    [["--onnx", file], /expected --variant once/],
    [["--onnx", file, "--variant", "opennmt"], /expected --option labelSmoothing=…/],
    [
      ["--onnx", file, "--variant", "torch", "--option", "smoothing=1"],
      /--option: expected NAME=… with NAME one of/,
    ],
    [
      ["--onnx", file, "--variant", "torch", "--option", "reduction=meen"],
      /--option: reduction: expected mean or sum or none, got "meen"\. Did you mean mean\?/,
    ],
    [
      ["--onnx", file, "--variant", "torch", "--option", "labelSmoothing=x"],
      /labelSmoothing: expected a number not above 1, got "x"/,
    ],
    [
      ["--onnx", file, "--variant", "torch", "--onnx-input", "first=nope"],
      /expected one of input: float32 \[4, 8\].*, got "nope"/,
    ],
    [
      ["--onnx", file, "--variant", "torch", "--onnx-input", "logit=input"],
      /with NAME one of logits, logProbs, probs, first, target, .*Did you mean logits\?/,
    ],
    [
      ["--onnx", file, "--variant", "torch", "--onnx-input", "logits=input", "--onnx-input", "first=input"],
      /--onnx-input: first: expected once, got twice/,
    ],
    [["--onnx", file, "--variant", "torch", "--onnx-output", "lost=loss"], /with NAME one of loss, gradient/],
    [["--onnx", file, "--variant", "torch", "--backend", "js"], /expected one implementation/],
  ])("%j", async (args, says) => {
    const run = await runCli(["conformance", ...args]);
    expect([run.exitCode, run.stderr.split("\n").length]).toEqual([2, 1]);
    expect(run.stderr).toMatch(says);
  });
});

test("without onnxruntime-node the message says how to get it", async () => {
  const folder = mkdtempSync(join(tmpdir(), "smoothproof-bare-"));
  try {
    for (const part of ["bin", "dist", "package.json"])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    symlinkSync(join(ROOT, "fixtures"), join(folder, "fixtures"));
    mkdirSync(join(folder, "node_modules"));
    for (const name of readdirSync(join(ROOT, "node_modules"))) {
      if (!name.startsWith("onnxruntime"))
        symlinkSync(join(ROOT, "node_modules", name), join(folder, "node_modules", name));
    }
    for (const args of [
      ["identify", "--onnx", graph("exported/opennmt")],
      ["conformance", "--backend", "onnx"],
    ]) {
      const run = await execa(process.execPath, [join(folder, "bin/smoothproof.js"), ...args], {
        reject: false,
      });
      expect(run.exitCode).toBe(4);
      expect(run.stderr).toMatch(
        /expected the package onnxruntime-node\. Run: npm install onnxruntime-node@/,
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

describe("a graph of one shape, which no golden vector has", () => {
  const judged = (name: string, ...args: string[]): ReturnType<typeof runCli> =>
    runCli(["conformance", "--onnx", graph(`exported/${name}`), "--option", "labelSmoothing=0.1", ...args]);

  test("is judged on calls of that shape: what torch decomposed passes, for each reduction", async () => {
    for (const [name, ...options] of [
      ["decomposed"],
      ["decomposed-sum", "--option", "reduction=sum"],
      ["decomposed-ignore-index", "--option", "ignoreIndex=0"],
    ] as const) {
      const { exitCode, stdout } = await judged(name, "--variant", "torch", ...options);
      expect([name, exitCode, stdout.trimEnd().split("\n").at(-1)]).toEqual([
        name,
        0,
        expect.stringMatching(/^100 passed, 0 failed, \d+ skipped$/),
      ]);
    }
  });

  test("fails where its smoothing is lost, and one call can be asked again by its name", async () => {
    const { exitCode, stdout } = await judged("cross-entropy", "--variant", "torch");
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^100× no label smoothing at all$/m);
    const one = await judged("cross-entropy", "--variant", "torch", "--only", "torch.own-shape.007");
    expect([one.exitCode, one.stdout.trimEnd().split("\n").at(-1)]).toEqual([
      1,
      "0 passed, 1 failed, 0 skipped",
    ]);
  });

  test("has no such calls where its shape is open", async () => {
    const { stdout } = await judged("cross-entropy-dynamic", "--variant", "torch", "--reporter", "json");
    expect(stdout).not.toContain("own-shape");
  });
});

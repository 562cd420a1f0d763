/** Adapters that are ready to use, and need Node or a compiler alone: right ones pass, wrong ones fail and are named. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MUTANTS } from "../../src/mutants/index.ts";
import { type Run, runCli } from "./run-cli.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BIN = fileURLToPath(new URL("../../bin/smoothproof.js", import.meta.url));
const ready = (name: string): string => fileURLToPath(new URL(`ready/${name}`, import.meta.url));
const module = (name: string): string => fileURLToPath(new URL(`hostile-modules/${name}`, import.meta.url));

function judge(flags: readonly string[], ...variants: readonly string[]): Promise<Run> {
  const chosen = variants.flatMap((variant) => ["--variant", variant]);
  return runCli(["conformance", "--reporter", "json", ...chosen, ...flags]);
}

function expectRight(run: Run, atLeast: number): void {
  expect(run.stderr).toBe("");
  expect(run.report?.summary).toMatchObject({ failed: 0, errored: 0 });
  expect(run.report?.summary.passed).toBeGreaterThanOrEqual(atLeast);
  expect(run.exitCode).toBe(0);
}

/** The first failure says which mutant it looks like. */
function expectNamed(run: Run, mutant: string): void {
  const failed = run.report?.verdicts.filter(({ status }) => status === "fail") ?? [];
  expect(failed[0]?.looksLike?.mutant).toBe(mutant);
  expect(run.exitCode).toBe(1);
}

describe("TensorFlow.js' own losses", () => {
  it("pass, in the one dtype they have", async () => {
    const run = await judge(["--exec", `node ${ready("tfjs_builtins.mjs")}`], "tfjs-softmax", "tfjs-sigmoid");
    expectRight(run, 250);
    expect(
      new Set(run.report?.verdicts.filter(({ status }) => status === "skip").map(({ dtype }) => dtype)),
    ).toEqual(new Set(["float64"]));
  });
});

describe("TensorFlow.js' own losses in place of equation (1) and of Keras' losses", () => {
  it("fail exactly the vectors that are listed, each with the lines that are to blame", async () => {
    const list = ready("tfjs_builtins.expected.json");
    const run = await judge(
      ["--exec", `node ${ready("tfjs_builtins.mjs")}`, "--expected-failures", list],
      "equation1",
      "keras-categorical",
      "keras-binary",
    );
    const listed: { id: string; reason: string; link: string }[] = JSON.parse(readFileSync(list, "utf8"));
    expect(run.report?.summary).toMatchObject({ failed: 0, errored: 0, known: listed.length });
    for (const variant of ["equation1", "keras-categorical", "keras-binary"]) {
      const ofVariant = run.report?.verdicts.filter((verdict) => verdict.variant === variant) ?? [];
      expect(ofVariant.filter(({ status }) => status === "pass").length, variant).toBeGreaterThan(15);
      expect(ofVariant.filter(({ status }) => status === "known").length, variant).toBeGreaterThan(15);
    }
    for (const page of ["docs/tfjs.md", "docs/ko/tfjs.md"]) {
      const text = readFileSync(join(ROOT, page), "utf8");
      for (const variants of [["equation1", "keras-categorical"], ["keras-binary"]]) {
        const asked = (run.report?.verdicts ?? []).filter(
          ({ variant, status }) => variants.includes(variant) && status !== "skip",
        );
        const failed = asked.filter(({ status }) => status === "known").length;
        expect(text, page).toMatch(
          new RegExp(`\\b${failed} of (the )?${asked.length}\\b|${asked.length}개 가운데 ${failed}개`),
        );
      }
    }
    expect(run.exitCode).toBe(0);
    const reasons = new Set(listed.map(({ reason }) => reason));
    for (const known of [
      /axis 1, so \[N, T, K\]/,
      /all zero/,
      /\[B, 1\]/,
      /does not sum to 1/,
      /every label is a loss/,
      /one per row is refused/,
    ]) {
      expect([...reasons].some((reason) => known.test(reason))).toBe(true);
    }
    for (const { link } of listed)
      expect(link).toMatch(/^https:\/\/github\.com\/tensorflow\/tfjs\/blob\/tfjs-v4\.22\.0\//);
  });
});

describe("a deliberately wrong adapter", () => {
  it.concurrent.each([
    ["target-off-target", "torch"],
    ["smoothing-missing", "torch"],
    ["weights-missing", "torch"],
    ["gradient-in-ignored-rows", "torch"],
    ["probabilities-clipped", "equation1"],
    ["classes-from-last-axis", "tfjs-softmax"],
    ["cross-entropy-for-kl", "opennmt"],
    ["half-smoothing", "keras-binary"],
  ])(
    "%s, judged as %s, fails and is called by its name",
    async (mutant, variant) => {
      expect(MUTANTS.some(({ id }) => id === mutant)).toBe(true);
      expectNamed(await judge(["--exec", `node ${ready("wrong.mjs")} ${mutant}`], variant), mutant);
    },
    240_000,
  );

  it("refuses a mutant it does not have", async () => {
    const run = await judge(["--exec", `node ${ready("wrong.mjs")} no-such-mutant`]);
    expect(run.stderr).toMatch(/^--exec: the adapter exited with status 2; .*mutant: expected one of/);
    expect(run.exitCode).toBe(2);
  });
});

describe("random calls", () => {
  const fuzz = (...flags: string[]): Promise<Run> =>
    runCli(["fuzz", "--oracle", "js", "--runs", "100", "--seed", "1", ...flags]);

  it("find no difference in a right adapter, and one in a wrong adapter", async () => {
    const right = await fuzz("--exec", `node ${BIN} serve`);
    expect(right.stdout).toMatch(/^100 passed, 0 failed, 0 skipped$/m);
    expect(right.exitCode).toBe(0);
    const wrong = await fuzz("--exec", `node ${ready("wrong.mjs")} target-off-target`);
    expect(wrong.stdout).toMatch(/^\d+ passed, 1 failed, 0 skipped$/m);
    expect(wrong.exitCode).toBe(1);
  });

  it("are not made of an adapter that cannot be started", async () => {
    const run = await fuzz("--exec", "no-such-program");
    expect(run.stderr).toBe("--exec: the adapter cannot be started: no program named no-such-program");
    expect(run.exitCode).toBe(2);
  });
});

describe("a module", () => {
  it("that is right passes", async () => {
    expectRight(await judge(["--module", module("right.mjs")], "simple"), 200);
  });

  it("that divides by K-1 fails and is told which variant it has", async () => {
    const run = await judge(["--module", module("wrong.mjs")], "torch");
    expectNamed(run, "target-off-target");
    expect(run.report?.verdicts.some(({ looksLike }) => looksLike?.variant === "simple")).toBe(true);
  });
});

function hasRust(): boolean {
  try {
    execFileSync("rustc", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasRust())("Rust from the standard library alone", () => {
  let directory: string;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), "smoothproof-rust-"));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it("passes as torch", async () => {
    const program = join(directory, "torch_loss");
    const flags = ["-O", "--edition", "2021", "-D", "warnings", "-o", program, ready("torch_loss.rs")];
    execFileSync("rustc", flags, { stdio: "pipe" });
    expectRight(await judge(["--exec", program], "torch"), 300);
  });
});

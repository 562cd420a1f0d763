import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type FuzzReport, fuzzReportSchema } from "../../src/fuzz/report.ts";
import { lastLine, smoothproof } from "./run.ts";

const module = (name: string): string =>
  fileURLToPath(new URL(`../adapters/hostile-modules/${name}.mjs`, import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "smoothproof-fuzz-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function read(file: string): FuzzReport {
  return fuzzReportSchema.parse(JSON.parse(readFileSync(join(folder, file), "utf8")));
}

async function fuzz(file: string, ...args: string[]): Promise<string> {
  const path = join(folder, file);
  await smoothproof(["fuzz", "--oracle", "js", "--seed", "7", "--reporter", `json=${path}`, ...args]);
  return path;
}

const MADE_IN = /"seconds":[\d.e-]+/;

describe("shards of a campaign", () => {
  let parts: string[];
  beforeAll(async () => {
    parts = await Promise.all(
      [1, 2, 3, 4].map((i) => fuzz(`part-${i}.json`, "--runs", "4000", "--shard", `${i}/4`)),
    );
  });

  it("merged, are the whole", async () => {
    const whole = readFileSync(await fuzz("whole.json", "--runs", "4000"), "utf8");
    const { exitCode, stdout } = await smoothproof(["merge", ...parts, "--reporter", "json"]);
    expect(exitCode).toBe(0);
    expect(stdout.trim().replace(MADE_IN, "")).toBe(whole.trim().replace(MADE_IN, ""));
    expect(read("whole.json")).toMatchObject({ compared: 4000, notCompared: {}, differences: [] });
    const text = await smoothproof(["merge", ...parts]);
    expect(lastLine(text.stdout)).toBe("4000 passed, 0 failed, 0 skipped");
  });

  it.each<[string, (files: string[]) => string[] | Promise<string[]>, RegExp]>([
    ["one is missing", ([a, b, , d]) => [a!, b!, d!], /^expected all of 1\/4 to 4\/4, got no 3\/4$/],
    [
      "one is there twice",
      ([a, b, , d]) => [a!, b!, b!, d!],
      /^shards must be disjoint: 2\/4 is there twice$/,
    ],
    [
      "one is of another seed",
      async ([a, b, c]) => [
        a!,
        b!,
        c!,
        await fuzz("seed.json", "--runs", "4000", "--shard", "4/4", "--seed", "8"),
      ],
      /seed\.json: expected the seed of .*part-1\.json, 7, got 8$/,
    ],
    [
      "one is of other variants",
      async ([a, b, c]) => [
        a!,
        b!,
        c!,
        await fuzz("variants.json", "--runs", "4000", "--shard", "4/4", "--variant", "torch"),
      ],
      /variants\.json: expected the variants of .*part-1\.json, got others$/,
    ],
    [
      "one is of another command",
      async ([a]) => {
        const file = join(folder, "conformance.json");
        await smoothproof(["conformance", "--only", "torch.mean.*", "--reporter", `json=${file}`]);
        return [a!, file];
      },
      /conformance\.json: expected a report of the command that .*part-1\.json is of, got another$/,
    ],
    [
      "one is cut off",
      ([a]) => {
        const file = join(folder, "cut.json");
        const { seconds: _, ...rest } = read("part-1.json");
        writeFileSync(file, JSON.stringify(rest));
        return [a!, file];
      },
      /cut\.json: seconds: expected /,
    ],
  ])("are not merged where %s", async (_, choose, says) => {
    const { exitCode, stderr, stdout } = await smoothproof(["merge", ...(await choose(parts))]);
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
    expect(stderr.split("\n")).toHaveLength(1);
  });

  it("are refused where some would have nothing to do", async () => {
    const { exitCode, stderr } = await smoothproof([
      ...["fuzz", "--oracle", "js", "--runs", "500", "--shard", "2/4"],
    ]);
    expect([exitCode, stderr]).toEqual([2, "--shard: expected at most 1 shards of 500 runs, got 4"]);
  });
});

describe("a difference", () => {
  it("is shown with the command that finds it again, in a shard, too", async () => {
    const args = ["--module", module("wrong"), "--variant", "torch", "--runs", "3000", "--shard", "2/3"];
    const found = await smoothproof(["fuzz", "--oracle", "js", "--seed", "7", ...args]);
    expect(found.exitCode).toBe(1);
    const [, again = ""] = /^again: npx smoothproof (.*)$/m.exec(found.stdout) ?? [];
    const repeated = await smoothproof(again.split(" "));
    const failure = (text: string): string | undefined => /^FAIL .*\n.*$/m.exec(text)?.[0];
    expect(failure(repeated.stdout)).toBeDefined();
    expect(failure(repeated.stdout)).toBe(failure(found.stdout));
    expect(failure(found.stdout)).toContain(
      "\nlooks like: off-target mass a/(K-1) (mutant target-off-target)",
    );
    const [request = ""] = /^\{.*$/m.exec(found.stdout) ?? [];
    expect(JSON.parse(request)).toMatchObject({ type: "run", variant: "torch" });
  });
});

describe("fuzz --bail and --tier", () => {
  it("go on to more differences, on odd calls alone, and the command says so", async () => {
    const { exitCode, stdout } = await smoothproof([
      ...["fuzz", "--oracle", "js", "--seed", "7", "--runs", "3000", "--variant", "torch"],
      ...["--module", module("wrong"), "--tier", "edge", "--bail", "2", "--reporter", "json"],
    ]);
    expect(exitCode).toBe(1);
    const report = fuzzReportSchema.parse(JSON.parse(stdout));
    expect(report.differences).toHaveLength(2);
    expect(report.command).toContain("--tier edge --runs 3000 --seed 7 --bail 2");
  });
});

describe("a module without gradients", () => {
  it("is said to have been compared by its losses alone", async () => {
    const file = join(folder, "loss-only.mjs");
    writeFileSync(
      file,
      `import { lossAndGradient } from ${JSON.stringify(module("right"))};
       export const loss = (...call) => lossAndGradient(...call).loss;`,
    );
    const { exitCode, stdout } = await smoothproof([
      ...["fuzz", "--oracle", "js", "--seed", "7", "--runs", "200", "--module", file],
    ]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^loss alone compared \d+: one side gives no gradient$/m);
  });
});

describe("a time limit", () => {
  it("ends the campaign, a hanging module's, too, and counts the rest as skipped", async () => {
    const started = Date.now();
    const { exitCode, stdout } = await smoothproof([
      ...["fuzz", "--oracle", "js", "--seed", "7", "--runs", "2000", "--time-limit", "3", "--timeout", "100"],
      ...["--module", module("loops-forever"), "--variant", "equation1"],
    ]);
    expect(Date.now() - started).toBeLessThan(30_000);
    expect(exitCode).toBe(0);
    expect(lastLine(stdout)).toMatch(/^\d+ passed, 0 failed, \d+ skipped$/);
    expect(stdout).toMatch(/^not compared \d+: the time limit was reached$/m);
  });
});

describe("a graph", () => {
  const graph = (name: string): string =>
    fileURLToPath(new URL(`../../fixtures/onnx/${name}.onnx`, import.meta.url));
  const fuzzGraph = (name: string, ...args: string[]): ReturnType<typeof smoothproof> =>
    smoothproof([
      ...["fuzz", "--oracle", "js", "--runs", "300", "--seed", "1", "--variant", "torch"],
      ...["--onnx", graph(name), ...args],
    ]);

  it("is asked what it can answer: its options are built in", async () => {
    const { exitCode, stdout } = await fuzzGraph("torch.sum.indices.f32", "--option", "reduction=sum");
    expect([exitCode, lastLine(stdout)]).toEqual([0, "300 passed, 0 failed, 0 skipped"]);
  });

  it("that lost its smoothing differs, and the command finds it again", async () => {
    const { exitCode, stdout } = await fuzzGraph(
      "exported/cross-entropy-dynamic",
      ...["--option", "labelSmoothing=0.1"],
    );
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^FAIL torch: loss, element 0: expected .*, got .* units, budget \d+$/m);
    expect(stdout).toMatch(
      /^again: npx smoothproof fuzz .* --variant torch --option labelSmoothing=0\.1 --runs/m,
    );
  });
});

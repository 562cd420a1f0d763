import { execFileSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VARIANTS } from "../../src/variants/index.ts";
import { lastLine, smoothproof } from "./run.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "smoothproof-"));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe("smoothproof conformance", () => {
  it("writes a JSON report beside the text", async () => {
    const file = join(directory, "report.json");
    const { exitCode, stdout } = await smoothproof([
      "conformance",
      "--backend",
      "js",
      "--variant",
      "torch",
      "--reporter",
      "text",
      "--reporter",
      `json=${file}`,
    ]);
    expect(exitCode).toBe(0);
    const report = JSON.parse(readFileSync(file, "utf8"));
    expect(report).toMatchObject({ format: "smoothproof-conformance/2", summary: { failed: 0, skipped: 0 } });
    expect(report.verdicts).toHaveLength(report.summary.passed);
    expect(report.footer.verdicts).toBe(report.summary.passed);
    expect(lastLine(stdout)).toBe(`${report.summary.passed} passed, 0 failed, 0 skipped`);
    expect(existsSync(`${file}.partial`)).toBe(false);
  });

  it("judges only what the filters leave", async () => {
    const { stdout } = await smoothproof([
      "conformance",
      "--backend",
      "js",
      "--only",
      "torch.accepts.*",
      "--skip",
      "*.f32",
      "--reporter",
      "json",
    ]);
    const ids: string[] = JSON.parse(stdout).verdicts.map(({ id }: { id: string }) => id);
    expect(ids.length).toBeGreaterThan(3);
    expect(ids.every((id) => id.startsWith("torch.accepts.") && id.endsWith(".f64"))).toBe(true);
  });

  it("four shards, merged, are the whole run", { timeout: 240_000 }, async () => {
    const only = ["--backend", "js", "--variant", "opennmt", "--variant", "simple"];
    const files = [1, 2, 3, 4].map((i) => join(directory, `shard-${i}.json`));
    for (const [i, file] of files.entries()) {
      const { exitCode } = await smoothproof([
        "conformance",
        ...only,
        "--shard",
        `${i + 1}/4`,
        "--reporter",
        `json=${file}`,
      ]);
      expect(exitCode).toBe(0);
    }
    const merged = await smoothproof(["merge", ...files, "--reporter", "json"]);
    const whole = await smoothproof(["conformance", ...only, "--reporter", "json"]);
    const sorted = (text: string): unknown =>
      JSON.parse(text).verdicts.sort((a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1));
    expect(merged.exitCode).toBe(0);
    expect(sorted(merged.stdout)).toEqual(sorted(whole.stdout));
    const twice = await smoothproof(["merge", files[0]!, files[0]!]);
    expect(twice).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("shards must be disjoint") });
    const { seconds: _, ...wholeFooter } = JSON.parse(whole.stdout).footer;
    expect(JSON.parse(merged.stdout).footer).toEqual(wholeFooter);
    const few = await smoothproof(["merge", ...files.slice(1)]);
    expect(few).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: "expected all of 1/4 to 4/4, got no 1/4",
    });
    const other = join(directory, "other.json");
    await smoothproof([
      ...["conformance", "--backend", "js", "--variant", "torch", "--shard", "4/4"],
      ...["--reporter", `json=${other}`],
    ]);
    const mixed = await smoothproof(["merge", ...files.slice(0, 3), other]);
    expect(mixed).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(
        `${other}: expected a part of the run of ${files[0]}, with its selection`,
      ),
    });
  });
});

describe("wrong usage exits 2 with one line that helps", () => {
  it.each<[string, string[], string]>([
    ["an unknown variant", ["conformance", "--variant", "torhc"], "Did you mean torch?"],
    ["an unknown backend", ["conformance", "--backend", "jss"], "Did you mean js?"],
    ["an unknown option", ["conformance", "--onyl", "x"], "--onyl: unknown option. Did you mean --only?"],
    ["an unknown command", ["conformence"], "conformence: unknown command. Did you mean conformance?"],
    ["an option without its value", ["conformance", "--backend"], "--backend: expected <id>, got nothing"],
    [
      "seconds that are none",
      ["conformance", "--timeout", "soon"],
      "--timeout: expected a number of seconds",
    ],
    ["a required option left out", ["convert", "0.1"], "--from: expected, but not given"],
    ["an argument left out", ["init"], "language: expected, but not given"],
    ["an unknown reporter", ["conformance", "--reporter", "jsn"], "Did you mean json?"],
    [
      "a filter that matches nothing",
      ["conformance", "--only", "torch.none.such"],
      "--only torch.none.such: no vector matches.",
    ],
    [
      "one filter of two that matches nothing",
      ["conformance", "--only", "torch.real.*", "--only", "trch.*"],
      "--only trch.*: no vector matches.",
    ],
    ["a skip that matches nothing", ["conformance", "--skip", "x"], "--skip x: no vector matches."],
    ["an empty filter", ["conformance", "--only", ""], '--only "": no vector matches.'],
    [
      "an option of a graph without one",
      ["conformance", "--module", "x.mjs", "--option", "labelSmoothing=0.1"],
      '--option: expected with --onnx alone, got "labelSmoothing=0.1" without',
    ],
    [
      "a variant to ask numbers for",
      ["identify", "--input", "x.json", "--as", "torch"],
      '--as: expected with --module or --exec, got "torch" without',
    ],
    ["an argument too many", ["conformance", "torch"], "conformance: expected 0 arguments, got 1"],
    [
      "no runs",
      ["fuzz", "--oracle", "js", "--runs", "0"],
      '--runs: expected a whole number above 0, got "0"',
    ],
    ["empty text for a number", ["fuzz", "--oracle", "js", "--runs", ""], "--runs: expected a whole number"],
    [
      "fixtures that are not there",
      ["conformance", "--fixtures", "/nowhere"],
      '--fixtures: expected a folder with a MANIFEST.json, got "/nowhere"',
    ],
    ["a flag nobody has", ["conformance", "--flag", "Confidentt"], "Did you mean Confident?"],
    ["a shard that is none", ["conformance", "--shard", "5/4"], "expected i/n"],
    [
      "two implementations",
      ["conformance", "--backend", "js", "--exec", "true"],
      "expected one implementation",
    ],
    [
      "a program that is not there",
      ["conformance", "--exec", "no-such-program-here"],
      "no program named no-such-program-here",
    ],
    [
      "a list of failures that is not there",
      ["conformance", "--expected-failures", "/nowhere.json"],
      "--expected-failures: /nowhere.json: cannot be read: no such file or folder",
    ],
  ])("%s", async (_, args, says) => {
    const { exitCode, stderr, stdout } = await smoothproof(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(says);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).not.toContain("\x1b");
    expect(stdout).toBe("");
  });
});

describe("a report's file", () => {
  const judge = (...reporters: string[]): ReturnType<typeof smoothproof> =>
    smoothproof([
      ...["conformance", "--backend", "js", "--only", "torch.real.digits.f32"],
      ...reporters.flatMap((reporter) => ["--reporter", reporter]),
    ]);
  const format = (file: string): string => JSON.parse(readFileSync(file, "utf8")).format;

  it("is written where a link leads, and the link stays", async () => {
    const [file, link] = [join(directory, "linked.json"), join(directory, "link.json")];
    writeFileSync(file, "");
    symlinkSync(file, link);
    expect((await judge(`json=${link}`)).exitCode).toBe(0);
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(format(file)).toBe("smoothproof-conformance/2");
  });

  it("may be a pipe, which is written to", async () => {
    const pipe = join(directory, "pipe");
    execFileSync("mkfifo", [pipe]);
    const reading = execa("cat", [pipe]);
    expect((await judge(`json=${pipe}`)).exitCode).toBe(0);
    expect(JSON.parse((await reading).stdout).format).toBe("smoothproof-conformance/2");
    expect(lstatSync(pipe).isFIFO()).toBe(true);
  });

  it("that cannot be written is said before anything is judged, and nothing is left", async () => {
    const { exitCode, stdout, stderr } = await judge(`json=${directory}`, "text");
    expect([exitCode, stdout]).toEqual([3, ""]);
    expect(stderr).toBe(`--reporter json: ${directory} cannot be written: it is a folder`);
  });

  it("in a folder that is not there is said before anything is judged", async () => {
    const { exitCode, stdout, stderr } = await judge("json=/nowhere/x.json", "text");
    expect([exitCode, stdout]).toEqual([3, ""]);
    expect(stderr).toBe("--reporter json: /nowhere/x.json cannot be written: no such file or folder");
  });
});

describe("standard output on a full disk", () => {
  it.skipIf(!existsSync("/dev/full"))("is output that cannot be written, not a pass", async () => {
    const { exitCode, stderr } = await execa(
      "/bin/sh",
      ["-c", `"${process.execPath}" bin/smoothproof.js list > /dev/full`],
      { cwd: ROOT, reject: false },
    );
    expect([exitCode, stderr]).toEqual([3, "standard output: cannot be written: the disk is full"]);
  });
});

describe("expected failures", () => {
  const list = async (entries: unknown): Promise<Awaited<ReturnType<typeof smoothproof>>> => {
    const file = join(directory, "expected.json");
    writeFileSync(file, JSON.stringify(entries));
    return smoothproof([
      "conformance",
      "--backend",
      "js",
      "--variant",
      "equation1",
      "--expected-failures",
      file,
    ]);
  };

  it("a listed vector that passes fails the run", async () => {
    const { exitCode, stdout } = await list([{ id: "equation1.mean.*", reason: "just a test" }]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("passes, but is listed as failing: just a test");
  });

  it("an entry that matches nothing is wrong usage", async () => {
    const { exitCode, stderr } = await list([{ id: "equation1.maen.*", reason: "typing" }]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('no vector matches "equation1.maen.*"');
  });

  it("an entry without a reason is wrong usage", async () => {
    const { exitCode, stderr } = await list([{ id: "equation1.*" }]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("[0].reason");
  });
});

describe("a wrong module", () => {
  const wrong = ["--module", join(ROOT, "test/cli/losses/simple.mjs"), "--variant", "equation1"];
  const judged = (...args: string[]): ReturnType<typeof smoothproof> =>
    smoothproof(["conformance", ...wrong, ...args]);
  const summaryOf = (stdout: string): { readonly [count: string]: number } => JSON.parse(stdout).summary;

  it("--bail ends the run after so many failures; what is left is not judged, and no pass", async () => {
    const { exitCode, stdout } = await judged("--bail", "3", "--reporter", "json");
    expect(exitCode).toBe(1);
    const { failed, errored, notJudged, passed, skipped } = summaryOf(stdout);
    // Answers that were asked for ahead are still judged.
    expect(failed! + errored!).toBeGreaterThanOrEqual(3);
    expect(notJudged).toBeGreaterThan(100);
    const whole = summaryOf((await judged("--reporter", "json")).stdout);
    expect(failed! + errored!).toBeLessThan(whole.failed! + whole.errored!);
    expect(passed! + failed! + errored! + skipped! + notJudged!).toBe(
      whole.passed! + whole.failed! + whole.errored! + whole.skipped!,
    );
  });

  it("--write-expected-failures lists what fails, and with the list nothing does", {
    timeout: 240_000,
  }, async () => {
    const file = join(directory, "written.json");
    const first = await judged("--write-expected-failures", file, "--reporter", "json");
    expect(first.exitCode).toBe(1);
    const lines = readFileSync(file, "utf8").trimEnd().split("\n");
    expect(lines.slice(1, -1).every((line) => line.startsWith('  {"id":"equation1.'))).toBe(true);
    const entries = JSON.parse(lines.join("\n")) as { id: string; reason: string }[];
    const { failed, errored } = summaryOf(first.stdout);
    expect(entries).toHaveLength(failed! + errored!);
    expect(entries.every(({ reason }) => reason.startsWith("TODO, why this is so: "))).toBe(true);
    const again = await judged("--expected-failures", file, "--reporter", "json");
    expect(again.exitCode).toBe(0);
    expect(summaryOf(again.stdout)).toMatchObject({ failed: 0, errored: 0, known: entries.length });
    const [one] = entries;
    writeFileSync(file, JSON.stringify(entries.slice(1)));
    const missing = await judged("--expected-failures", file, "--reporter", "json");
    expect(missing.exitCode).toBe(1);
    expect(summaryOf(missing.stdout)).toMatchObject({ known: entries.length - 1 });
    expect(one!.id).toMatch(/^equation1\./);
  });

  it("without a gradient is not asked for what a backward pass refuses", async () => {
    const { stderr, exitCode } = await judged("--only", "*.upstream-shape");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("nothing was judged: none of 1 vectors passed: 1 skipped");
  });
});

describe("a fixture that was changed", () => {
  /** A copy with one bit of one expected value flipped, hex and decimal alike. */
  function flipped(): { copy: string; id: string } {
    const copy = mkdtempSync(join(directory, "fixtures-"));
    cpSync(join(ROOT, "fixtures"), copy, { recursive: true });
    const file = join(copy, "vectors", "torch.json");
    const text = readFileSync(file, "utf8");
    const { vectors } = JSON.parse(text);
    const vector = vectors.find(
      (v: { expect: { kind: string }; dtype: string; flags: string[] }) =>
        v.expect.kind === "value" && v.dtype === "float64" && v.flags.length < 2,
    );
    const [row] = vector.expect.gradient.rows;
    const bits = row.hex.split(" ")[0] as string;
    const changed = bits.slice(0, -1) + (Number.parseInt(bits.slice(-1), 16) ^ 1).toString(16);
    const at = text.indexOf(row.hex, text.indexOf(`"id": "${vector.id}"`));
    writeFileSync(file, text.slice(0, at) + changed + text.slice(at + bits.length));
    return { copy, id: vector.id };
  }

  it("exits 3 by its hash, and with hashes refreshed exits 1 naming the vector", async () => {
    const { copy, id } = flipped();
    const first = await smoothproof(["conformance", "--fixtures", copy]);
    expect(first).toMatchObject({ exitCode: 3, stdout: "" });
    expect(first.stderr).toContain("vectors/torch.json");
    await execa(process.execPath, ["--import", "tsx", "scripts/fmt-fixtures.ts", "--rehash", copy], {
      cwd: ROOT,
    });
    const second = await smoothproof(["conformance", "--backend", "js", "--fixtures", copy]);
    expect(second.exitCode).toBe(1);
    expect(second.stdout).toMatch(/^1× a changed fixture$/m);
    expect(second.stdout).toContain(`    ${id} `);
    expect(lastLine(second.stdout)).toMatch(/ 1 failed, 0 skipped$/);
  });

  it("exits 3 when a side-car is missing", async () => {
    const copy = mkdtempSync(join(directory, "fixtures-"));
    cpSync(join(ROOT, "fixtures"), copy, { recursive: true });
    const [sidecar] = readdirSync(join(copy, "real")).filter((name) => name.endsWith(".safetensors"));
    rmSync(join(copy, "real", sidecar!));
    const { exitCode, stderr } = await smoothproof(["conformance", "--fixtures", copy]);
    expect(exitCode).toBe(3);
    expect(stderr).toContain(sidecar);
  });
});

describe("list and vectors", () => {
  it("list names every variant with its source", async () => {
    const { stdout, exitCode } = await smoothproof(["list", "--json"]);
    expect(exitCode).toBe(0);
    const { variants } = JSON.parse(stdout);
    expect(variants).toHaveLength(VARIANTS.length);
    for (const { id, source, options, quirks } of variants) {
      expect(id).toMatch(/^[a-z0-9.-]+$/);
      expect(source.commit).not.toBe("");
      expect(Object.keys(options).length).toBeGreaterThan(0);
      expect(quirks.length).toBeGreaterThan(0);
    }
  });

  it("vectors writes one JSON object per line, with inputs that the protocol takes", async () => {
    const { stdout } = await smoothproof(["vectors", "--variant", "equation1"]);
    const vectors = stdout.split("\n").map((line) => JSON.parse(line));
    expect(vectors.length).toBeGreaterThan(150);
    const {
      id,
      variant,
      options,
      inputs,
      expect: expected,
    } = vectors.find((vector) => vector.expect.kind === "value" && vector.dtype === "float64");
    const answer = await smoothproof(
      ["serve"],
      `${JSON.stringify({ type: "run", id, variant, options, inputs })}\n`,
    );
    const { loss } = JSON.parse(answer.stdout);
    expect(loss.shape).toEqual(expected.loss.shape);
    expect(loss.data[0]).toBeCloseTo(expected.loss.value[0], 12);
  });

  it("stops quietly when its reader does", async () => {
    const { exitCode, stderr } = await execa(
      "bash",
      ["-c", `node ${join(ROOT, "bin/smoothproof.js")} vectors | head -1 >/dev/null; exit \${PIPESTATUS[0]}`],
      { reject: false },
    );
    expect([exitCode, stderr]).toEqual([0, ""]);
  });
});

describe("serve", () => {
  it("answers what it can, refuses what it cannot, and lives on", async () => {
    const lines = [
      '{"type":"hello","protocol":1}',
      "not json",
      `{"type":"echo","id":"e","tensor":{"dtype":"float64","shape":[1],"data":["-0"]}}`,
      "x".repeat(70 * 1024 * 1024),
      '{"type":"run","id":"1","variant":"equation1","options":{"labelSmoothing":0.1},"inputs":{"logits":{"dtype":"float64","shape":[1,4],"data":[0,1,0,0]},"target":{"dtype":"int64","shape":[1],"data":[1]}}}',
      '{"type":"bye"}',
      '{"type":"echo","id":"after","tensor":{"dtype":"float64","shape":[],"data":[1]}}',
    ];
    const { stdout, exitCode, stderr } = await smoothproof(["serve"], `${lines.join("\n")}\n`);
    expect([exitCode, stderr]).toEqual([0, ""]);
    const answers = stdout.split("\n").map((line) => JSON.parse(line));
    expect(answers.map(({ type }) => type)).toEqual(["hello", "error", "echo", "error", "result"]);
    expect(answers[3].message).toContain("longer");
  });
});

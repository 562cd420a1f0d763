/** What a command writes never takes the place of what it reads, of another output, or of somebody else's file. */
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  linkSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { problemOf } from "../../src/files/outputs.ts";
import { smoothproof } from "./run.ts";

const BIN = fileURLToPath(new URL("../../bin/smoothproof.js", import.meta.url));
const MODULE = fileURLToPath(new URL("../../examples/my-loss.js", import.meta.url));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "smoothproof-outputs-"));
  copyFileSync(MODULE, join(folder, "loss.mjs"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);
const judge = (...more: string[]) =>
  smoothproof(
    ["conformance", "--module", "loss.mjs", "--only", "torch.real.digits.f32", ...more],
    "",
    folder,
  );

const problem = (outputs: string[], inputs: string[] = [], isForced = false): string | undefined =>
  problemOf(
    outputs.map((file) => ({ name: "--reporter json", file })),
    inputs.map((file) => ({ name: "--module", file })),
    isForced,
  );

describe("an output", () => {
  it("is no input, by whatever name", () => {
    symlinkSync("loss.mjs", at("link"));
    linkSync(at("loss.mjs"), at("hard"));
    for (const name of ["loss.mjs", "link", "hard", "./../".concat(folder.split("/").at(-1)!, "/loss.mjs")])
      expect(problem([at(name)], [at("loss.mjs")], true)).toMatch(
        /expected a file of its own, got .*--module/,
      );
  });

  it("is no other output, there or not", () => {
    symlinkSync("new.json", at("link"));
    expect(problem([at("new.json"), at("link")])).toMatch(/of its own/);
    expect(problem([at("new.json"), at("newer.json")])).toBeUndefined();
  });

  it("replaces an empty file, or one that smoothproof wrote", () => {
    writeFileSync(at("empty"), "");
    writeFileSync(at("other.json"), '{"mine":true}');
    expect(problem([at("empty")])).toBeUndefined();
    expect(problem([at("other.json")])).toMatch(/expected a new file or a report of smoothproof.*--force/);
    expect(problem([at("other.json")], [], true)).toBeUndefined();
    // Its words alone do not make a file ours.
    expect(problem([at("loss.mjs")])).toMatch(/neither/);
    writeFileSync(at("list"), '[\n  {"id":"torch.*","reason":"our own"}\n]\n');
    expect(problem([at("list")])).toMatch(/neither/);
  });

  it("may be a pipe, a device or an open file", () => {
    execFileSync("mkfifo", [at("pipe")]);
    expect(problem([at("pipe"), at("pipe"), "/dev/null", "/dev/stdout"], ["/dev/null"])).toBeUndefined();
  });
});

describe("a run", () => {
  it("writes a report again, and ends before it begins where one is not to be written", async () => {
    const flags = ["fuzz", "--oracle", "js-exact", "--runs", "20", "--variant", "torch"];
    const fuzz = (...more: string[]) => smoothproof([...flags, ...more], "", folder);
    const both = ["--reporter", "json=out.json", "--reporter", "text=out.txt"];
    expect((await fuzz(...both)).exitCode).toBe(0);
    expect((await fuzz(...both)).exitCode).toBe(0);
    const merged = await smoothproof(["merge", "out.json", "--reporter", "json=out.json"], "", folder);
    expect(merged.exitCode).toBe(2);
    const before = readFileSync(at("loss.mjs"), "utf8");
    const over = await judge("--reporter", "json=loss.mjs", "--force");
    expect(over).toMatchObject({ exitCode: 2, stdout: "" });
    expect(over.stderr).toContain("--reporter json: expected a file of its own, got loss.mjs");
    expect((await judge("--reporter", "json=new/")).exitCode).toBe(2);
    expect(readFileSync(at("loss.mjs"), "utf8")).toBe(before);
  }, 120_000);

  it("replaces every kind of report of an earlier one", () => {
    // How each begins; the first run of the suite in the same folder would show the same, at ten times the price.
    const begins = {
      ctrf: '{"reportFormat":"CTRF","specVersion":"0.0.0","results":{"tool":{"name":"smoothproof","version":"0.1.0"}',
      badge: '{"schemaVersion":1,"label":"label smoothing","message":"torch: core 0 of 1","color":"red"}',
      junit: '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="smoothproof: my-loss.js" tests="1"',
      github: "::error title=1x off-target mass a/(K-1)::torch.real.digits.f32: loss[]: expected 0.8\n",
      text: "judging my-loss.js (JavaScript)\nagainst torch 2.15.0 · smoothproof 0.1.0, fixtures 1 (2e65a7fe)\n",
      comparison: '{\n  "format": "smoothproof-comparison/1",',
      list: '[\n  {"id":"torch.real.digits.f32","reason":"TODO, why this is so: off-target mass a/(K-1)"}\n]\n',
    };
    for (const [name, start] of Object.entries(begins)) {
      writeFileSync(at(name), start);
      expect([name, problem([at(name)])]).toEqual([name, undefined]);
    }
  });
});

it("/dev/stdout and other open files are written on, not truncated", () => {
  for (const name of ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"]) {
    writeFileSync(at("log"), "before\n");
    const command = `${process.execPath} ${BIN} fuzz --oracle js-exact --runs 20 --reporter json=${name} >> log; echo after >> log`;
    spawnSync("sh", ["-c", command], { cwd: folder });
    const log = readFileSync(at("log"), "utf8");
    expect(log).toMatch(/^before\n\{"format":"smoothproof-fuzz[^\n]*\}\nafter\n$/);
  }
});

/** Programs and modules that crash, hang or talk nonsense, where identify and fuzz ask them. */
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { runCli } from "./run-cli.ts";

const program = (name: string): string[] => [
  "--exec",
  `${process.execPath} ${fileURLToPath(new URL(`hostile/${name}.mjs`, import.meta.url))}`,
];
const module = (name: string): string[] => [
  "--module",
  fileURLToPath(new URL(`hostile-modules/${name}.mjs`, import.meta.url)),
];

const LIMITS = ["--timeout", "1.5", "--start-timeout", "20"];
const AT_START = ["--timeout", "1.5", "--start-timeout", "1"];

const IDENTIFY = ["identify"];
const FUZZ = ["fuzz", "--oracle", "js", "--variant", "torch", "--runs", "20", "--seed", "1"];

const CANNOT_BE_USED: readonly [string, string[], RegExp][] = [
  [
    "exits-at-once",
    [...program("exits-at-once"), ...LIMITS],
    /^--exec: the adapter exited with status 3; its standard error ends: "licence expired"$/,
  ],
  [
    "banner",
    [...program("banner"), ...LIMITS],
    /^--exec: the adapter wrote something that is not JSON to standard output: "MyFramework 3\.2/,
  ],
  [
    "hangs-at-start",
    [...program("hangs-at-start"), ...AT_START],
    /^--exec: the adapter did not say hello within 1 s \(.*flushed.*\); its standard error ends: "loading the model"\. A program is asked in the protocol of docs\/protocol\.md: /,
  ],
  [
    "throws-on-import",
    [...module("throws-on-import"), ...LIMITS],
    /^--module: the adapter refused to start: .*throws-on-import\.mjs: no GPU here$/,
  ],
];

describe.each([
  ["identify", IDENTIFY],
  ["fuzz", FUZZ],
])("%s: an adapter that cannot be used", (_, command) => {
  it.concurrent.each(CANNOT_BE_USED)("%s", async (_name, flags, message) => {
    const run = await runCli([...command, ...flags]);
    expect(run.stderr).toMatch(message);
    expect(run.stderr.split("\n")).toHaveLength(1);
    expect(run.stdout).toBe("");
    expect(run.exitCode).toBe(2);
    expect(run.leftBehind).toEqual([]);
  });
});

const STOPS_ANSWERING = ["never-settles-at-all", "loops-at-once"];

describe("identify: a module that answers nothing", () => {
  it.concurrent.each(STOPS_ANSWERING)("%s", async (name) => {
    const run = await runCli([...IDENTIFY, ...module(name), ...LIMITS]);
    expect(run.stderr).toBe(
      "--module: it answers none of 4 calls of torch: the adapter gave no answer within 1.5 s",
    );
    expect(run.stdout).toBe("");
    expect(run.exitCode).toBe(2);
    expect(run.leftBehind).toEqual([]);
  });
});

describe("fuzz: a module that answers nothing", () => {
  it.concurrent.each(STOPS_ANSWERING)("%s", async (name) => {
    const run = await runCli([...FUZZ, ...module(name), ...LIMITS]);
    expect(run.stderr).toMatch(/^npx smoothproof fuzz .* --seed 1: random calls of torch$/);
    expect(run.stdout).toMatch(/^FAIL torch: the adapter gave no answer within 1\.5 s/m);
    expect(run.stdout.split("\n").at(-1)).toBe("0 passed, 1 failed, 15 skipped");
    expect(run.exitCode).toBe(1);
    expect(run.leftBehind).toEqual([]);
  });
});

describe("fuzz: a module that hangs on a later call", () => {
  it("is shrunk no longer than it is worth", async () => {
    const started = Date.now();
    const run = await runCli([...FUZZ, "--runs", "100", ...module("loops-forever"), ...LIMITS]);
    expect(Date.now() - started).toBeLessThan(60_000);
    expect(run.stdout).toMatch(/^FAIL torch: the adapter gave no answer within 1\.5 s/m);
    expect(run.exitCode).toBe(1);
    expect(run.leftBehind).toEqual([]);
  });
});

/** Whatever a program starts, wherever that moves to, and however the command ends: nothing is left of it. */
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { notPassed, type Run, type RunOptions, runCli } from "./run-cli.ts";
import { type Subset, subset } from "./subset.ts";

let set: Subset;
beforeAll(() => {
  set = subset("equation1", ({ expect: expected, dtype }, index) => {
    return expected.kind === "value" && dtype === "float32" && index < 40;
  });
});
afterAll(() => set.remove());

const program = (name: string): string => fileURLToPath(new URL(`hostile/${name}.mjs`, import.meta.url));
const module = (name: string): string =>
  fileURLToPath(new URL(`hostile-modules/${name}.mjs`, import.meta.url));

function judge(flags: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runCli(["conformance", "--fixtures", set.directory, "--reporter", "json", ...flags], options);
}

const exec = (name: string, ...args: string[]): string =>
  [process.execPath, program(name), ...args].join(" ");

describe.skipIf(process.platform !== "linux")("helpers that left their process group", () => {
  it("are gone with the program at the end of a run", async () => {
    const run = await judge(["--exec", exec("escapes")]);
    expect([run.exitCode, run.traced, run.leftBehind]).toEqual([0, 4, []]);
  });

  it.each(["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGABRT", "SIGUSR2", "SIGKILL"] as const)(
    "are gone when the command is ended by %s",
    async (signal) => {
      const run = await judge(["--timeout", "100", "--exec", exec("escapes", "hangs")], {
        interruptAfter: /judging/,
        signal,
      });
      expect([run.signal, run.traced, run.leftBehind]).toEqual([signal, 4, []]);
    },
  );

  it("are gone when a module loops and the command is killed", async () => {
    const run = await judge(["--timeout", "100", "--module", module("leaves-trace-and-loops")], {
      interruptAfter: /judging/,
      signal: "SIGKILL",
    });
    expect([run.signal, run.traced, run.leftBehind]).toEqual(["SIGKILL", 1, []]);
  });
});

describe("a program that is never silent", () => {
  it("and never answers has its time limit all the same", async () => {
    const run = await judge(["--timeout", "1", "--exec", exec("says-hello-again")]);
    expect(notPassed(run).size).toBe(set.ids.length);
    expect([...notPassed(run).values()][0]?.message).toBe("the adapter gave no answer within 1 s");
    expect(run.exitCode).toBe(1);
  });

  it("ends identify, too", async () => {
    const run = await runCli(["identify", "--timeout", "1", "--exec", exec("says-hello-again")]);
    expect(run.stderr).toMatch(/answers none of 4 calls of .*: the adapter gave no answer within 1 s/);
    expect(run.exitCode).toBe(2);
  });
});

describe.skipIf(process.platform !== "linux")("a limit of memory", () => {
  it("holds for all that a program started, in whichever group", async () => {
    const limits = ["--memory-limit", "0.5", "--timeout", "60"];
    const run = await runCli(["identify", ...limits, "--exec", exec("eats-memory")]);
    expect(run.stderr).toMatch(/answers none of 4 calls of .*: the adapter took more than 0\.5 GB of memory/);
    expect([run.exitCode, run.leftBehind]).toEqual([2, []]);
    expect(run.traced).toBeGreaterThanOrEqual(2);
  });
});

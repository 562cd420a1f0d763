/** Whatever a program starts, wherever that moves to, and however the command ends: nothing is left of it. */
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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
    expect([run.exitCode, run.traced, run.leftBehind]).toEqual([0, 5, []]);
  });

  it.each(["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGABRT", "SIGUSR2", "SIGKILL"] as const)(
    "are gone when the command is ended by %s",
    async (signal) => {
      const run = await judge(["--timeout", "100", "--exec", exec("escapes", "hangs")], {
        interruptAfter: /judging/,
        signal,
      });
      expect([run.signal, run.traced, run.leftBehind]).toEqual([signal, 5, []]);
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

describe.skipIf(process.platform !== "linux")("processes that each start the next and end", () => {
  const links = (file: string): number => (existsSync(file) ? statSync(file).size : 0);

  it.each(["the end of a run", "SIGKILL"])("are gone after %s", async (end) => {
    const file = join(set.directory, `chain-${end.length}`);
    const run =
      end === "SIGKILL"
        ? await judge(["--timeout", "100", "--exec", exec("forks-on", file, "hangs")], {
            interruptAfter: /judging/,
            signal: end,
          })
        : await judge(["--exec", exec("forks-on", file)]);
    // The watchdog ends them after the command.
    if (run.signal !== undefined) await sleep(2_000);
    const then = links(file);
    await sleep(300);
    expect([then > 0, links(file) - then]).toEqual([true, 0]);
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

  it("holds after the watchdog was ended", async () => {
    const limits = ["--memory-limit", "0.5", "--timeout", "60"];
    const run = await runCli(["identify", ...limits, "--exec", exec("eats-memory", "unwatched")]);
    expect(run.stderr).toMatch(/the adapter took more than 0\.5 GB of memory/);
    expect([run.exitCode, run.leftBehind]).toEqual([2, []]);
  });

  it("is one for all copies", async () => {
    const run = await judge(["--memory-limit", "0.5", "--jobs", "3", "--exec", exec("holds-memory")]);
    expect(run.stderr).toContain("took more than 0.5 GB of memory, together with 2 others");
    expect((await judge(["--memory-limit", "0.5", "--exec", exec("holds-memory")])).exitCode).toBe(0);
  });
});

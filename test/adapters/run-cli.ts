/** The built command line in a process of its own, and what is left of the processes it started. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import type { Verdict } from "../../src/compare/verdict.ts";
import type { ConformanceReport } from "../../src/report/json.ts";

const BIN = fileURLToPath(new URL("../../bin/smoothproof.js", import.meta.url));

/** Long enough for any run of these tests; a run that needs it has hung. */
const HUNG_MS = 120_000;

export interface Run {
  readonly exitCode: number | undefined;
  /** What ended it, if a signal did. */
  readonly signal: string | undefined;
  readonly stdout: string;
  /** Without the line that says what is judged. */
  readonly stderr: string;
  /** Of the JSON report, where there is one. */
  readonly report: ConformanceReport | undefined;
  /** How many processes told their id. */
  readonly traced: number;
  /** Of those, the ids whose group still has a process. */
  readonly leftBehind: readonly number[];
}

export interface RunOptions {
  readonly cwd?: string;
  /** Sends `signal` once standard error says this. */
  readonly interruptAfter?: RegExp;
  readonly signal?: NodeJS.Signals;
}

export async function runCli(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { cwd, interruptAfter, signal = "SIGTERM" } = options;
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-run-"));
  const pids = join(directory, "pids");
  try {
    const running = execa(process.execPath, [BIN, ...args], {
      reject: false,
      timeout: HUNG_MS,
      env: { HOSTILE_PIDS: pids, NO_COLOR: "1" },
      maxBuffer: 200 * 1024 * 1024,
      ...(cwd === undefined ? {} : { cwd }),
    });
    if (interruptAfter !== undefined) {
      running.stderr.on("data", (chunk: Buffer) => {
        if (interruptAfter.test(chunk.toString())) setTimeout(() => running.kill(signal), 500);
      });
    }
    const { exitCode, stdout, stderr, signal: endedBy } = await running;
    const traced = readPids(pids);
    return {
      exitCode,
      signal: endedBy,
      stdout,
      stderr: stderr.replace(/^judging .*\n?/m, "").trim(),
      report: stdout.startsWith("{") ? (JSON.parse(stdout) as ConformanceReport) : undefined,
      traced: traced.length,
      leftBehind: await stillAlive(traced),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** Verdicts that are not passes, by id. */
export function notPassed(run: Run): Map<string, Verdict> {
  const verdicts = run.report?.verdicts ?? [];
  return new Map(verdicts.filter(({ status }) => status !== "pass").map((verdict) => [verdict.id, verdict]));
}

/** Lines that were written whole: a program may be killed after it has opened the file and before it wrote. */
function readPids(file: string): number[] {
  if (!existsSync(file)) return [];
  return (readFileSync(file, "utf8").match(/^\d+(?=\n)/gm) ?? []).map(Number);
}

/** A killed process takes a moment to go. */
async function stillAlive(pids: readonly number[]): Promise<number[]> {
  let left = pids.filter(isAlive);
  for (let tries = 0; left.length > 0 && tries < 20; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    left = left.filter(isAlive);
  }
  return left;
}

/** Whether the process, or the group it leads, is there and no zombie. */
function isAlive(pid: number): boolean {
  return [pid, -pid].some((target) => {
    try {
      process.kill(target, 0);
      return !isZombie(pid);
    } catch {
      return false;
    }
  });
}

function isZombie(pid: number): boolean {
  try {
    return / Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\)/, ""));
  } catch {
    return false;
  }
}

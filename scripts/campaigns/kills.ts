/**
 * Runs that are ended by random signals at random moments, with adapters whose helpers ignore signals, leave their
 * process group and drop their environment. No process may be left.
 *
 *     npx tsx scripts/campaigns/kills.ts [--runs 500] [--seed 1] [--at-once 2]
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    seed: { type: "string", default: "1" },
    "at-once": { type: "string", default: "2" },
  },
});

const place = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const BIN = place("bin/smoothproof.js");
const PROGRAM = place("test/adapters/hostile/escapes.mjs");
const MODULE = place("test/adapters/hostile-modules/leaves-trace-and-loops.mjs");

const SIGNALS = ["SIGINT", "SIGTERM", "SIGQUIT", "SIGHUP", "SIGKILL"] as const;

/** Share of the runs that are ended while the command starts; the others are ended once their programs run. */
const EARLY = 0.15;

/** The latest that a signal is sent after that, in milliseconds. */
const LATEST_MS = 600;

/** How long to wait for a program, in milliseconds: on a busy machine the command takes long to load. */
const STARTED_MS = 60_000;

/** How long the programs may take to end after the command, in milliseconds, on a machine with nothing else to do. */
const GONE_MS = 3_000;

/** The same now: the watchdog is a process like any other, and waits for its turn. */
function goneMs(): number {
  return GONE_MS * Math.max(1, loadavg()[0]! / availableParallelism());
}

const folder = mkdtempSync(join(tmpdir(), "smoothproof-kills-"));
let state = Number(values.seed);
let left = 0;
let traced = 0;
let next = 0;
/** The longest that anything took to go, in milliseconds. */
let slowest = 0;

try {
  await Promise.all(Array.from({ length: Number(values["at-once"]) }, lane));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(
  `${values.runs} runs, seed ${values.seed}: ${traced} processes told their ids, and were looked for until ${(slowest / 1000).toFixed(1)} s after the command`,
);
console.log(`${Number(values.runs) - left} passed, ${left} failed`);
process.exitCode = left > 0 || traced === 0 ? 1 : 0;

async function lane(): Promise<void> {
  while (next < Number(values.runs)) {
    next += 1;
    await run(next);
  }
}

async function run(number: number): Promise<void> {
  const signal = SIGNALS[Math.floor(random() * SIGNALS.length)]!;
  const after = random() * LATEST_MS;
  const judged =
    random() < 0.7
      ? ["--exec", `${process.execPath} ${PROGRAM}${random() < 0.5 ? " hangs" : ""}`]
      : ["--module", MODULE];
  const pids = join(folder, `pids-${number}`);
  const child = spawn(
    process.execPath,
    [BIN, "conformance", "--timeout", "100", "--variant", "equation1", ...judged],
    {
      env: { ...process.env, HOSTILE_PIDS: pids },
      stdio: "ignore",
    },
  );
  const exited = new Promise((resolve) => child.once("exit", resolve));
  const begun = performance.now();
  const isEarly = random() < EARLY;
  while (!isEarly && !existsSync(pids) && child.exitCode === null && performance.now() - begun < STARTED_MS)
    await sleep(20);
  await Promise.race([sleep(after), exited]);
  child.kill(signal);
  await exited;
  const started = existsSync(pids)
    ? (readFileSync(pids, "utf8").match(/^\d+(?=\n)/gm) ?? []).map(Number)
    : [];
  traced += started.length;
  const ended = performance.now();
  const survivors = await stillThere(started);
  slowest = Math.max(slowest, performance.now() - ended);
  if (survivors.length === 0) return;
  left += 1;
  console.log(`run ${number}: ${signal} after ${after.toFixed(0)} ms left ${survivors.join(", ")}`);
  for (const pid of survivors) process.kill(pid, "SIGKILL");
}

async function stillThere(pids: readonly number[]): Promise<readonly number[]> {
  const end = performance.now() + goneMs();
  let there = pids.filter(isThere);
  while (there.length > 0 && performance.now() < end) {
    await sleep(50);
    there = there.filter(isThere);
  }
  return there;
}

/** Whether a process runs; a zombie does not. */
function isThere(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

/** mulberry32. */
function random(): number {
  state = (state + 0x6d2b79f5) | 0;
  let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

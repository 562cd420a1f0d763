/** Runs a command and measures it: how it ended, how long it took, and the most memory its process tree held. */
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface Measured {
  /** Undefined where a signal ended it. */
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
  readonly seconds: number;
  /** Resident memory of the process and all its descendants, at its highest, in MB. */
  readonly peakMegabytes: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Whether the time was up and it had to be killed. */
  readonly hung: boolean;
}

export interface Conditions {
  readonly cwd?: string;
  readonly env?: { readonly [name: string]: string };
  readonly input?: string;
  /** Seconds after which it is killed. Default 20. */
  readonly limit?: number;
}

const PAGE_BYTES = 4096;

/** How much of a command's output is kept: enough to judge a message. */
const MOST_KEPT = 4_000_000;

/** How often memory is measured, in milliseconds. */
const EVERY_MS = 40;

export function measured(
  [file = "", ...args]: readonly string[],
  conditions: Conditions = {},
): Promise<Measured> {
  const { cwd, env, input, limit = 20 } = conditions;
  const started = performance.now();
  const child = spawn(file, args, {
    detached: true,
    env: { ...process.env, NO_COLOR: "1", ...env },
    ...(cwd === undefined ? {} : { cwd }),
  });
  const kept = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].on("data", (chunk: Buffer) => {
      if (kept[name].length < MOST_KEPT) kept[name] += chunk.toString();
    });
  }
  child.stdin.on("error", () => {});
  child.stdin.end(input ?? "");
  let peak = 0;
  let hung = false;
  const look = setInterval(() => {
    peak = Math.max(peak, residentBytes(child.pid!));
    if (performance.now() - started < limit * 1000) return;
    hung = true;
    killTree(child.pid!);
  }, EVERY_MS);
  return new Promise((resolve) => {
    child.once("close", (code, signal) => {
      clearInterval(look);
      resolve({
        ...kept,
        exitCode: code ?? undefined,
        signal: signal ?? undefined,
        seconds: (performance.now() - started) / 1000,
        peakMegabytes: Math.round(peak / 1e6),
        hung,
      });
    });
  });
}

/** Every process with its parent, as far as they can be read. */
function parents(): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      found.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
    } catch {
      // It has gone.
    }
  }
  return found;
}

function tree(root: number): readonly number[] {
  const all = parents();
  const inside = new Set([root]);
  for (let grown = -1; grown !== inside.size; ) {
    grown = inside.size;
    for (const [pid, parent] of all) if (inside.has(parent)) inside.add(pid);
  }
  return [...inside];
}

function residentBytes(root: number): number {
  return tree(root).reduce((sum, pid) => {
    try {
      return sum + Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * PAGE_BYTES;
    } catch {
      return sum;
    }
  }, 0);
}

export function killTree(root: number): void {
  for (const pid of tree(root)) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It has gone.
    }
  }
}

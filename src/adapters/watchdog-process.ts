/**
 * The watchdog: a process that outlives the command by a moment.
 *
 * Lines on its standard input tell it what the command starts. It checks regularly how much memory that holds, and
 * reports when it is too much. When its input ends, because the command is done or was killed, it ends whatever is left.
 * It ignores signals that are meant for the command.
 */
import { createInterface } from "node:readline";
import {
  endProcess,
  isMarked,
  lineageOf,
  processIds,
  proportionalBytes,
  residentBytes,
} from "./process-table.ts";

/** How often it checks memory, in milliseconds: a graph can take four gigabytes a second. */
const EVERY_MS = 25;

/** How many checks pass before it looks for new processes again, which takes a look at every process there is. */
const CHECKS_PER_SEARCH = 4;

/** How often it looks for processes that are left: one that forks while it is being ended may be missed once. */
const MOST_SWEEPS = 50;

/** Time, in milliseconds, in which the command can react to a report that something is over its limit. */
const HEARD_MS = 20;

interface Watched {
  readonly mark: string;
  readonly pid: number;
  /** The most bytes that it may hold, including everything that it started. */
  readonly limit: number;
}

const watched = new Map<string, Watched>();

/** The processes that were seen to belong to each program, by id, with their start times. */
const families = new Map<string, Map<number, string>>();

/** Processes that were checked, are not ours and still run; they are not checked again. */
const strangers = new Set<number>();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const)
  process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const [word, mark = "", pid, limit] = line.split(" ");
  if (word === "watch") {
    watched.set(mark, { mark, pid: Number(pid), limit: Number(limit) });
    families.set(mark, new Map());
  } else watched.delete(mark);
});
lines.on("close", () => {
  clearInterval(looking);
  for (let sweep = 0; sweep < MOST_SWEEPS && endAll(); sweep += 1);
  process.exit(0);
});

const looking = setInterval(look, EVERY_MS);
let checks = 0;

function look(): void {
  if (watched.size === 0) return;
  if (checks % CHECKS_PER_SEARCH === 0) findFamilies();
  checks += 1;
  for (const { mark, limit } of watched.values()) {
    const members = [...(families.get(mark)?.keys() ?? [])];
    if (sum(members, residentBytes) <= limit || sum(members, proportionalBytes) <= limit) continue;
    watched.delete(mark);
    process.stdout.write(`over ${mark}\n`);
    // The command ends the program when it reads this, and then knows the reason. If it does not, this process does.
    setTimeout(() => {
      for (const pid of members) endProcess(pid);
    }, HEARD_MS);
  }
}

function sum(pids: readonly number[], bytes: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + bytes(pid), 0);
}

/** Adds to each family the processes with its mark, and the children of its members, which may have lost the mark. */
function findFamilies(): void {
  const there = new Set(processIds());
  for (const pid of strangers) if (!there.has(pid)) strangers.delete(pid);
  for (const family of families.values())
    for (const pid of family.keys()) if (!there.has(pid)) family.delete(pid);
  for (const pid of there) {
    if (strangers.has(pid) || pid === process.pid) continue;
    const lineage = lineageOf(pid);
    if (lineage === undefined) continue;
    const home = [...families].find(
      ([mark, family]) =>
        family.get(pid) === lineage.started ||
        family.has(lineage.parent) ||
        watched.get(mark)?.pid === pid ||
        isMarked(pid, mark),
    );
    if (home === undefined) strangers.add(pid);
    else home[1].set(pid, lineage.started);
  }
}

/** Ends what is left. @returns whether anything was */
function endAll(): boolean {
  // A process that was not ours when it was forked may be ours by now.
  strangers.clear();
  findFamilies();
  let ended = false;
  for (const [mark, family] of families) {
    const leader = watched.get(mark)?.pid;
    // Where processes cannot be listed, only the process group is known.
    if (leader !== undefined && endProcess(-leader)) ended = true;
    for (const [pid, started] of family)
      if (lineageOf(pid)?.started === started && endProcess(pid)) ended = true;
  }
  return ended;
}

/**
 * The watchdog itself: a process that outlives the command by a moment.
 *
 * It learns by lines on standard input what the command starts, looks every now and then how much memory that holds,
 * and says so where it is too much. When its input ends, because the command is done or was killed, it ends whatever is
 * left. Signals for the command are none of its concern.
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

/** How often it looks, in milliseconds. */
const EVERY_MS = 100;

/** Times that it looks for what is left: what forks as it is ended may be missed once. */
const MOST_SWEEPS = 50;

/** Time in which the command hears that something is over its limit. */
const HEARD_MS = 20;

interface Watched {
  readonly mark: string;
  readonly pid: number;
  /** The most bytes it may hold with all it started. */
  readonly limit: number;
}

const watched = new Map<string, Watched>();

/** What was seen to belong to each, by id, with the time of its start. */
const families = new Map<string, Map<number, string>>();

/** Processes looked at before, and there ever since, that are none of ours: not looked at again. */
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

function look(): void {
  if (watched.size === 0) return;
  findFamilies();
  for (const { mark, limit } of watched.values()) {
    const members = [...(families.get(mark)?.keys() ?? [])];
    if (sum(members, residentBytes) <= limit || sum(members, proportionalBytes) <= limit) continue;
    watched.delete(mark);
    process.stdout.write(`over ${mark}\n`);
    // Whoever hears of it ends it, and knows why it has gone. If nobody does, it ends all the same.
    setTimeout(() => {
      for (const pid of members) endProcess(pid);
    }, HEARD_MS);
  }
}

function sum(pids: readonly number[], bytes: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + bytes(pid), 0);
}

/** Adds to each family what bears its mark, and the children of its members, which may have lost it. */
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

/** Whether anything was left to end. */
function endAll(): boolean {
  // One that was a stranger as it forked may be ours by now.
  strangers.clear();
  findFamilies();
  let ended = false;
  for (const [mark, family] of families) {
    const leader = watched.get(mark)?.pid;
    // Where processes cannot be listed, the group is all there is to go by.
    if (leader !== undefined && endProcess(-leader)) ended = true;
    for (const [pid, started] of family)
      if (lineageOf(pid)?.started === started && endProcess(pid)) ended = true;
  }
  return ended;
}

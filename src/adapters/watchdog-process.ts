/**
 * The watchdog: a process that outlives the command by a moment.
 *
 * Lines on its standard input tell it what the command starts. It checks regularly how much memory all of that holds, and
 * reports the largest program when it is too much. When its input ends, because the command is done or was killed, it ends whatever is left.
 * It ignores signals that are meant for the command.
 */
import { createInterface } from "node:readline";
import {
  endEvery,
  endProcess,
  isMarked,
  lineageOf,
  type Mark,
  processIds,
  proportionalBytes,
  residentBytes,
} from "./process-table.ts";

/** How often it checks memory, in milliseconds: a graph can take four gigabytes a second. */
const EVERY_MS = 25;

/** How many checks pass before it looks for new processes again, which takes a look at every process there is. */
const CHECKS_PER_SEARCH = 4;

/** Time, in milliseconds, in which the command can react to a report that something is over its limit. */
const HEARD_MS = 20;

/** A program, and the processes that were seen to belong to it. */
interface Family {
  readonly mark: Mark;
  readonly pid: number;
  /** The most bytes that all programs together may hold, including everything that they started. */
  readonly limit: number;
  /** Start times by id. */
  readonly members: Map<number, string>;
  isWatched: boolean;
}

/** By the texts of their marks. Those of programs that have ended stay: something may be left of them. */
const families = new Map<string, Family>();

/** Processes that were checked, are not ours and still run; they are not checked again. */
const strangers = new Set<number>();

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGUSR1", "SIGUSR2"] as const)
  process.on(signal, () => {});

const lines = createInterface({ input: process.stdin });
lines.on("line", (line) => {
  const [word, text = "", locks = "", pid, limit] = line.split(" ");
  const known = families.get(text);
  if (known !== undefined) known.isWatched = false;
  if (word !== "watch") return;
  const members = new Map<number, string>();
  families.set(text, {
    mark: { text, locks },
    pid: Number(pid),
    limit: Number(limit),
    members,
    isWatched: true,
  });
});
lines.on("close", () => {
  clearInterval(looking);
  findFamilies();
  // Where processes cannot be listed, only the process group is known.
  for (const { pid, isWatched } of families.values()) if (isWatched) endProcess(-pid);
  endEvery((pid) => homeOf(pid) !== undefined);
  process.exit(0);
});

const looking = setInterval(look, EVERY_MS);
let checks = 0;

function look(): void {
  const watched = [...families.values()].filter(({ isWatched }) => isWatched);
  if (watched.length === 0) return;
  if (checks % CHECKS_PER_SEARCH === 0) findFamilies();
  checks += 1;
  const all = watched.flatMap(({ members }) => [...members.keys()]);
  const limit = Math.max(...watched.map((family) => family.limit));
  if (sum(all, residentBytes) <= limit || sum(all, proportionalBytes) <= limit) return;
  const sizes = watched.map((family) => ({ family, bytes: sum([...family.members.keys()], residentBytes) }));
  const { family, bytes } = sizes.reduce((most, each) => (each.bytes > most.bytes ? each : most));
  family.isWatched = false;
  const others = bytes > limit ? 0 : watched.length - 1;
  process.stdout.write(`over ${family.mark.text} ${others}\n`);
  // The command ends the program when it reads this, and then knows the reason. If it does not, this process does.
  setTimeout(() => {
    for (const pid of family.members.keys()) endProcess(pid);
  }, HEARD_MS);
}

function sum(pids: readonly number[], bytes: (pid: number) => number): number {
  return pids.reduce((total, pid) => total + bytes(pid), 0);
}

/** Adds to each family the processes with its mark, and the children of its members, which may have lost the mark. */
function findFamilies(): void {
  const there = new Set(processIds());
  for (const pid of strangers) if (!there.has(pid)) strangers.delete(pid);
  for (const { members } of families.values())
    for (const pid of members.keys()) if (!there.has(pid)) members.delete(pid);
  // Parents come before their children.
  for (const pid of [...there].reverse()) {
    if (!strangers.has(pid) && pid !== process.pid && homeOf(pid) === undefined) strangers.add(pid);
  }
}

/** The family of a process, to which it is added. */
function homeOf(pid: number): Family | undefined {
  const lineage = lineageOf(pid);
  if (lineage === undefined) return undefined;
  const { parent, started } = lineage;
  const home = [...families.values()].find(
    (family) =>
      family.members.get(pid) === started ||
      family.members.has(parent) ||
      (family.isWatched && family.pid === pid) ||
      isMarked(pid, family.mark),
  );
  home?.members.set(pid, started);
  return home;
}

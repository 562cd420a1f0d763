/** The processes of this machine, from Linux's /proc; where there is no such folder, the list is empty. */
import { readdirSync, readFileSync } from "node:fs";
import { pause } from "../files/pause.ts";

const PAGE_BYTES = 4096;
const KIBIBYTE = 1024;

/** Looks in a row that must find nothing, since one look may miss a process that forks and ends. */
const QUIET_LOOKS = 3;
const BETWEEN_LOOKS_MS = 2;

/** How long processes are ended that go on starting others, in milliseconds. */
const LONGEST_MS = 2_000;

/** The youngest first, as far as ids tell: of processes that fork and end, they are the ones that are still there. */
export function processIds(): readonly number[] {
  try {
    const names = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
    return names.map(Number).sort((a, b) => b - a);
  } catch {
    return [];
  }
}

/** How everything that a program starts is known again. */
export interface Mark {
  /** A text in the environment, which children inherit unless they are given another environment. */
  readonly text: string;
  /** A limit on file locks, which all children inherit and cannot raise. Linux has not used it since 2.4. */
  readonly locks: string;
}

/** A file of a process, empty where the process has ended or belongs to another user. */
function read(pid: number | "self", name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "latin1");
  } catch {
    return "";
  }
}

/** The limit on file locks, `unlimited` where there is none, and undefined where that is not known. */
export function locksOf(pid: number | "self"): string | undefined {
  return /^Max file locks +\S+ +(\S+)/m.exec(read(pid, "limits"))?.[1];
}

export function isMarked(pid: number, { text, locks }: Mark): boolean {
  return locksOf(pid) === locks || read(pid, "environ").includes(text);
}

interface Lineage {
  readonly parent: number;
  /** With the id it identifies a process, since ids are reused. */
  readonly started: string;
  /** Whether it has ended and only its parent has not heard of it yet. */
  readonly isDead: boolean;
}

export function lineageOf(pid: number): Lineage | undefined {
  const stat = read(pid, "stat");
  if (stat === "") return undefined;
  // The name of the program is in brackets, and may contain any character.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    parent: Number(fields[1]),
    started: fields[19] ?? "",
    isDead: fields[0] === "Z" || fields[0] === "X",
  };
}

/** Bytes of memory that a process holds, including pages that it shares with others. */
export function residentBytes(pid: number): number {
  return Number(read(pid, "statm").split(" ")[1] ?? 0) * PAGE_BYTES;
}

/** Bytes of memory that a process holds, with only its share of each shared page. Slower to find out. */
export function proportionalBytes(pid: number): number {
  const [, kilobytes] = /^Pss:\s+(\d+) kB/m.exec(read(pid, "smaps_rollup")) ?? [];
  return kilobytes === undefined ? residentBytes(pid) : Number(kilobytes) * KIBIBYTE;
}

/** Ends a process or, with a negative id, a process group. @returns whether there was one */
export function endProcess(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/**
 * Ends every process that belongs to something, also those that are started meanwhile.
 *
 * @param belongs asked of each process right before it is ended
 */
export function endEvery(belongs: (pid: number) => boolean): void {
  const end = performance.now() + LONGEST_MS;
  for (let quiet = 0; quiet < QUIET_LOOKS && performance.now() < end; quiet += 1) {
    if (quiet > 0) pause(BETWEEN_LOOKS_MS);
    for (const pid of processIds()) {
      if (pid === process.pid || !belongs(pid) || lineageOf(pid)?.isDead !== false) continue;
      if (endProcess(pid)) quiet = -1;
    }
  }
}

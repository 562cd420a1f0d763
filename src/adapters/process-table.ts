/** The processes of this machine, from Linux's /proc; where there is no such folder, the list is empty. */
import { readdirSync, readFileSync } from "node:fs";

const PAGE_BYTES = 4096;
const KIBIBYTE = 1024;

export function processIds(): readonly number[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
  } catch {
    return [];
  }
}

/** Whether a process has a text in its environment, which its own children inherit. */
export function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
  } catch {
    // The process has ended, or belongs to another user.
    return false;
  }
}

/** A process's parent and start time; id and start time together identify a process, since ids are reused. */
export function lineageOf(pid: number): { readonly parent: number; readonly started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name of the program is in brackets, and may contain any character.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

/** Bytes of memory that a process holds, including pages that it shares with others. */
export function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

/** Bytes of memory that a process holds, with only its share of each shared page. Slower to find out. */
export function proportionalBytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN) * KIBIBYTE || residentBytes(pid);
  } catch {
    return residentBytes(pid);
  }
}

/** Ends a process or, with a negative id, a process group. @returns whether there was one */
export function endProcess(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

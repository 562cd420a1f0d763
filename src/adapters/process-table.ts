/** The processes of this machine, as Linux lists them in /proc; where there is no such folder, none are seen. */
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

/** Whether a process was started with a text in its environment; what it starts inherits that. */
export function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").includes(mark);
  } catch {
    // It has gone, or is another user's.
    return false;
  }
}

/** Its parent, and when it was started: together with its id that names it for good. */
export function lineageOf(pid: number): { readonly parent: number; readonly started: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name of its program stands in brackets, and may hold any character.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), started: fields[19] ?? "" };
  } catch {
    return undefined;
  }
}

/** Memory that it holds, pages shared with others among it. */
export function residentBytes(pid: number): number {
  try {
    return Number(readFileSync(`/proc/${pid}/statm`, "latin1").split(" ")[1]) * PAGE_BYTES;
  } catch {
    return 0;
  }
}

/** Memory that it holds, each page shared with others by its part alone. Slower to tell. */
export function proportionalBytes(pid: number): number {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? Number.NaN) * KIBIBYTE || residentBytes(pid);
  } catch {
    return residentBytes(pid);
  }
}

/** Ends a process, or with a negative id a group of them; whether there was any. */
export function endProcess(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}

/**
 * All files are written here. A file appears whole or not at all; for a pipe or a device, either everything is written
 * or the failure is reported.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { pause } from "./pause.ts";

/** The most links that systems follow. */
const MOST_LINKS = 40;

/** A pipe that accepts nothing for this long is treated as one without a reader. */
const STUCK_MS = 10_000;

/** The names that systems give to the open files of a process. */
const OPEN_FILE = /^\/proc\/(\d+)(?:\/task\/\d+)?\/fd\/(\d+)$/;

/** Where a path leads. */
export interface Place {
  readonly path: string;
  readonly there: Stats | undefined;
  /** The number of one of this process's open files, such as 1 for /dev/stdout; writing goes on where it stands. */
  readonly descriptor?: number;
}

/** Where a file is, or would be. Links are followed: their target is written, and the links stay. */
export function placeOf(file: string): Place {
  let path = file;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    path = join(realpathSync(dirname(resolve(path))), basename(path));
    const [, pid, descriptor] = OPEN_FILE.exec(path) ?? [];
    if (Number(pid) === process.pid) return openFile(path, Number(descriptor));
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() !== true) return { path, there };
    const goal = statSync(path, { throwIfNoEntry: false });
    // A pipe made by a shell is a link whose target does not exist as a path.
    if (goal !== undefined && !goal.isFile()) return { path, there: goal };
    path = resolve(dirname(path), readlinkSync(path));
  }
  throw Object.assign(new Error(`${file}: too many links`), { code: "ELOOP" });
}

/** @throws Error with the system's code where nothing of this number is open */
function openFile(path: string, descriptor: number): Place {
  return { path, there: fstatSync(descriptor), descriptor };
}

/** Checks that a file can be written, without writing. @throws Error with the system's code where it cannot */
export function checkWritable(file: string): void {
  const { path, there, descriptor } = placeOf(file);
  if (there?.isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
  if (descriptor !== undefined || (there !== undefined && !there.isFile())) return;
  if (/[/\\]$/.test(file)) throw Object.assign(new Error(file), { code: "EISDIR" });
  accessSync(dirname(path), constants.W_OK);
}

/**
 * Writes a private file beside the target, and moves it there once all of it is on the disk. A pipe, a device or a file
 * that this process has open, as /dev/stdout names one, is written to, not replaced.
 */
export function replaceFile(file: string, text: string | Buffer): void {
  const { path, there, descriptor: open } = placeOf(file);
  if (open !== undefined) {
    writeAll(open, text, STUCK_MS);
    return;
  }
  if (there !== undefined && !there.isFile()) {
    writeInto(path, text);
    return;
  }
  removeAbandoned(path);
  const partial = join(dirname(path), `${prefixFor(path)}${process.pid}-${randomBytes(6).toString("hex")}`);
  const descriptor = openSync(partial, "wx", 0o666);
  try {
    try {
      if (there !== undefined) keepOwner(descriptor, there);
      writeAll(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(partial, path);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
  syncFolder(dirname(path));
}

/** The beginning of the names of private files for this target on this machine; the process's id comes next. */
function prefixFor(path: string): string {
  const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
  return `.${basename(path).slice(0, 100)}.smoothproof-${host}-`;
}

/** Removes private files for the same target whose process was killed while it wrote. */
function removeAbandoned(path: string): void {
  const prefix = prefixFor(path);
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(prefix)) continue;
    const [, pid] = /^(\d+)-[0-9a-f]{12}$/.exec(name.slice(prefix.length)) ?? [];
    if (pid !== undefined && !isRunning(Number(pid))) rmSync(join(dirname(path), name), { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

/** Keeps owner and permissions: whoever could read and write the replaced file still can. */
function keepOwner(descriptor: number, { mode, uid, gid }: Stats): void {
  try {
    fchmodSync(descriptor, mode & 0o7777);
    fchownSync(descriptor, uid, gid);
  } catch {
    // Only the administrator may change the owner of a file.
  }
}

/** Makes sure that after a loss of power the new name exists, not only the new file. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Some file systems cannot do this; then the name is as safe as they make it.
  }
}

/** Adds to the end of a file, or of what a pipe has. */
export function appendToFile(file: string, text: string): void {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);
  const descriptor = openSync(file, flags, 0o666);
  try {
    writeAll(descriptor, text, STUCK_MS);
  } finally {
    closeSync(descriptor);
  }
}

/** Opens the path in such a way that a pipe without a reader is refused instead of waited for. */
function writeInto(path: string, text: string | Buffer): void {
  const descriptor = openSync(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
  try {
    writeAll(descriptor, text, STUCK_MS);
  } finally {
    closeSync(descriptor);
  }
}

/** Writes everything, although the system may accept only a part at a time, and a pipe nothing for a while. */
export function writeAll(
  descriptor: number,
  text: string | Buffer,
  patience: number = Number.POSITIVE_INFINITY,
): void {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  let stuckSince = performance.now();
  for (let written = 0; written < bytes.length; ) {
    try {
      written += writeSync(descriptor, bytes, written);
      stuckSince = performance.now();
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== "EAGAIN") throw cause;
      if (performance.now() - stuckSince > patience) throw cause;
      pause(1);
    }
  }
}

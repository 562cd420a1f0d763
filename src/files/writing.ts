/**
 * The one way out to files. A file appears whole or not at all; what goes to a pipe or a device is written to its end,
 * or the failure is known.
 */
import { createHash, randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
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

/** As many as systems follow. */
const MOST_LINKS = 40;

/** A pipe that takes nothing for this long has no reader that counts. */
const STUCK_MS = 10_000;

/** Where a file is, or would be. Links are followed: what they lead to is written, and they stay. */
function placeOf(file: string): { readonly path: string; readonly there: Stats | undefined } {
  let path = file;
  for (let links = 0; links < MOST_LINKS; links += 1) {
    path = join(realpathSync(dirname(resolve(path))), basename(path));
    const there = lstatSync(path, { throwIfNoEntry: false });
    if (there?.isSymbolicLink() !== true) return { path, there };
    const goal = statSync(path, { throwIfNoEntry: false });
    // A pipe of the shell is a link with a name that leads nowhere.
    if (goal !== undefined && !goal.isFile()) return { path, there: goal };
    path = resolve(dirname(path), readlinkSync(path));
  }
  throw Object.assign(new Error(`${file}: too many links`), { code: "ELOOP" });
}

/** @throws Error with the system's code where the file cannot be written; writes nothing */
export function checkWritable(file: string): void {
  const { path, there } = placeOf(file);
  if (there?.isDirectory()) throw Object.assign(new Error(path), { code: "EISDIR" });
  if (there === undefined || there.isFile()) accessSync(dirname(path), constants.W_OK);
}

/**
 * Writes a private file beside the one that is meant, and puts it in its place once all of it is on the disk. A pipe or
 * a device is written to, not replaced.
 */
export function replaceFile(file: string, text: string): void {
  const { path, there } = placeOf(file);
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

/** The beginning of the names of private files for this one, made on this machine. The process's id comes next. */
function prefixFor(path: string): string {
  const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 8);
  return `.${basename(path).slice(0, 100)}.smoothproof-${host}-`;
}

/** Private files for the same place whose process was killed as it wrote. */
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

/** Whoever may read and write the file that is replaced may do so afterwards. */
function keepOwner(descriptor: number, { mode, uid, gid }: Stats): void {
  try {
    fchmodSync(descriptor, mode & 0o7777);
    fchownSync(descriptor, uid, gid);
  } catch {
    // Nobody but the administrator gives files away.
  }
}

/** After a loss of power the new name is there, not only the new file. */
function syncFolder(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Some file systems have no such thing, and then the name is as safe as they make it.
  }
}

/** Opened so that a pipe without a reader is refused, not waited for. */
function writeInto(path: string, text: string): void {
  const descriptor = openSync(path, constants.O_WRONLY | (constants.O_NONBLOCK ?? 0));
  try {
    writeAll(descriptor, text, STUCK_MS);
  } finally {
    closeSync(descriptor);
  }
}

/** The system may take a part at a time, and of a pipe none for a while. */
export function writeAll(
  descriptor: number,
  text: string,
  patience: number = Number.POSITIVE_INFINITY,
): void {
  const bytes = Buffer.from(text);
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

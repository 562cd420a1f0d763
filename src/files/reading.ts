/**
 * All files from outside are read here. A regular file or a pipe is read up to a limit; a device, or a pipe that stays
 * silent, is refused.
 */
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { FileError } from "./file-reason.ts";
import { pause } from "./pause.ts";

/** The most bytes that are read of a text file: JSON of some five million numbers. */
export const MOST_TEXT_BYTES: number = 64 * 1024 * 1024;

const MEBIBYTE = 1024 * 1024;

/** A pipe that nobody opens for writing within this time is refused. */
const NO_WRITER_MS = 1_000;

/** A named pipe that sends nothing for this long is refused. */
const SILENT_MS = 3_000;

/** A named pipe that has not ended after this long is refused, however little it sends at a time; and any other input. */
const LONGEST_PIPE_MS = 60_000;
const LONGEST_INPUT_MS = 600_000;

/** Pipes that a shell made for this command, as `<(command)` does: like standard input, they may take their time. */
const OF_THE_SHELL = /^\/(?:dev|proc\/(?:self|\d+))\/fd\/\d+$|^\/dev\/stdin$/;

export interface ReadLimits {
  /** The most bytes that are read. */
  readonly most: number;
  /** Checks the first bytes; returns what is wrong with them, if anything is. */
  readonly begins?: (start: Buffer) => string | undefined;
}

/**
 * Reads all of a file.
 *
 * @throws FileError where it is too large, not a regular file or a silent pipe; else the system's error
 */
export function readOutside(path: string, limits: ReadLimits): Buffer {
  // Checked before it is opened, since opening a device may have an effect.
  checkKind(statSync(path));
  const descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    checkKind(stats);
    if (stats.isFile() && stats.size > limits.most) throw tooLarge(limits.most);
    const isNamedPipe = stats.isFIFO() && !OF_THE_SHELL.test(path);
    const patience = isNamedPipe
      ? { silent: SILENT_MS, whole: LONGEST_PIPE_MS }
      : { silent: LONGEST_INPUT_MS, whole: LONGEST_INPUT_MS };
    return readAll(descriptor, limits, stats, patience);
  } finally {
    closeSync(descriptor);
  }
}

function checkKind(stats: Stats): void {
  if (stats.isDirectory()) throw new FileError("it is a folder");
  if (!stats.isFile() && !stats.isFIFO()) throw new FileError("it is not a regular file");
}

function tooLarge(most: number): FileError {
  return new FileError(`it has more than ${most / MEBIBYTE} MiB`);
}

/** How long a pipe may be silent, and how long it may take altogether, in milliseconds. */
interface Patience {
  readonly silent: number;
  readonly whole: number;
}

function readAll(descriptor: number, { most, begins }: ReadLimits, stats: Stats, patience: Patience): Buffer {
  const parts: Buffer[] = [];
  let total = 0;
  const started = performance.now();
  let silentSince = started;
  for (;;) {
    if (performance.now() - started > patience.whole)
      throw new FileError(`it is a pipe that has not ended after ${patience.whole / 1000} s`);
    const room = most + 1 - total;
    const part = Buffer.allocUnsafe(Math.min(room, Math.max(64 * 1024, stats.size - total)));
    const read = readSome(descriptor, part);
    if (read > 0) {
      if (total === 0) {
        const problem = begins?.(part.subarray(0, read));
        if (problem !== undefined) throw new FileError(problem);
      }
      total += read;
      parts.push(part.subarray(0, read));
      if (total > most) throw tooLarge(most);
      silentSince = performance.now();
      continue;
    }
    // This is the end or, for a pipe, nobody writes to it yet.
    if (read === 0 && (total > 0 || !stats.isFIFO()))
      return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const silent = performance.now() - silentSince;
    if (read === 0 && silent > NO_WRITER_MS) throw new FileError("it is a pipe that nobody writes to");
    if (silent > patience.silent)
      throw new FileError(`it is a pipe that is silent for ${patience.silent / 1000} s`);
    pause(10);
  }
}

/** How many bytes were read; 0 at the end, -1 where there is nothing yet. */
function readSome(descriptor: number, part: Buffer): number {
  try {
    return readSync(descriptor, part, 0, part.length, null);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "EAGAIN") return -1;
    throw cause;
  }
}

/** Reads standard input to its end. @throws FileError where it is too large */
export async function readStandardInput(most: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let total = 0;
  const problem = new FileError(`it has not ended after ${LONGEST_INPUT_MS / 1000} s`);
  const alarm = setTimeout(() => process.stdin.destroy(problem), LONGEST_INPUT_MS);
  try {
    for await (const part of process.stdin) {
      parts.push(part as Buffer);
      total += (part as Buffer).length;
      if (total > most) throw tooLarge(most);
    }
  } finally {
    clearTimeout(alarm);
  }
  return Buffer.concat(parts);
}

/**
 * The text of a file, without the byte order mark that some editors put first.
 *
 * @throws FileError where it is UTF-16
 */
export function textOf(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff))
    throw new FileError("it is UTF-16, and UTF-8 was expected");
  return bytes.toString("utf8").replace(/^\uFEFF/, "");
}

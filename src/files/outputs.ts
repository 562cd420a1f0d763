/**
 * Which files a command may write: none that it reads, none twice, and no existing one that is somebody else's. All of them
 * are checked before anything is computed.
 */
import { closeSync, fstatSync, openSync, readSync, type Stats } from "node:fs";
import { type Place, placeOf } from "./writing.ts";

/** A file, and what it is called in a message. */
export interface NamedFile {
  readonly name: string;
  readonly file: string;
}

/** How much of a file is read to see what it is. */
const START_BYTES = 1 << 20;

/** How reports, and lists of failures that nobody has given a reason, begin. */
const OURS: readonly RegExp[] = [
  /^\s*$/,
  /^\{\s*"format":\s*"smoothproof-/,
  /^\{"reportFormat":"CTRF".{0,100}"tool":\{"name":"smoothproof"/s,
  /^\{"schemaVersion":1,"label":"label smoothing"/,
  /^<\?xml [^>]*>\s*<testsuites name="smoothproof/,
  /^<!doctype html>.{0,4000}<title>[^<]*smoothproof/s,
  /^::(?:error|warning|notice) .*(?:\n::.*)*\n?$/,
  /^judging .*\nagainst .* · smoothproof \d/,
  /^.*, smoothproof \d.*, fixtures \d/,
  /^(?:not compared \d+: .{1,500}\n)*FAIL .{1,5000}\n\{"type":"run",/,
  /^.{1,300} against .{1,300}, seed \d+: /m,
  /^\[\s*(?:\{"id":"(?:[^"\\]|\\.)*","reason":"TODO, why this is so(?:[^"\\]|\\.)*"\},?\s*)*\]\s*$/,
];

/**
 * Why one of the outputs must not be written; undefined where all may.
 *
 * @param outputs the files that will be written
 * @param inputs the files that are read, and must still be there afterwards
 * @param isForced whether existing files of others may be replaced
 */
export function problemOf(
  outputs: readonly NamedFile[],
  inputs: readonly NamedFile[],
  isForced: boolean,
): string | undefined {
  const taken = new Map<string, string>();
  for (const { name, file } of inputs) taken.set(identityOf(placed(file)), `${name}, which is read`);
  for (const { name, descriptor } of STREAMS) {
    const there = openStats(descriptor);
    if (there?.isFile()) taken.set(identityOf({ path: "", there }), name);
  }
  for (const { name, file } of outputs) {
    const place = placed(file);
    if (place === undefined || isWrittenInto(place)) continue;
    const identity = identityOf(place);
    const other = taken.get(identity);
    if (other !== undefined)
      return `${name}: expected a file of its own, got ${file}, which is that of ${other}`;
    taken.set(identity, name);
    if (!isForced && !isOurs(place))
      return `${name}: expected a new file or a report of smoothproof, got ${file}, which is neither. To replace it: --force`;
  }
  return undefined;
}

const STREAMS = [
  { name: "standard output", descriptor: 1 },
  { name: "standard error", descriptor: 2 },
] as const;

function openStats(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined;
  }
}

/** Undefined where the path leads nowhere: whoever reads or writes it says why. */
function placed(file: string): Place | undefined {
  try {
    return placeOf(file);
  } catch {
    return undefined;
  }
}

/** Whether it stays what it is when it is written. */
function isWrittenInto({ there, descriptor }: Place): boolean {
  return descriptor !== undefined || (there !== undefined && !there.isFile());
}

/** The same for all names of a file, links included. */
function identityOf(place: Place | undefined): string {
  if (place === undefined) return "nowhere";
  const { path, there } = place;
  return there === undefined ? path : `${there.dev}:${there.ino}`;
}

function isOurs({ path, there }: Place): boolean {
  if (there === undefined || there.size === 0) return true;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, "r");
    const start = Buffer.alloc(Math.min(there.size, START_BYTES));
    const read = readSync(descriptor, start, 0, start.length, 0);
    const text = start.subarray(0, read).toString("utf8");
    return OURS.some((pattern) => pattern.test(text));
  } catch {
    // What cannot be read is not known to be ours.
    return false;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

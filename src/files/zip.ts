/**
 * The files of a zip archive, each unpacked on demand and never to more than a limit.
 *
 * Format: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16, without encryption, archives in several parts
 * and zip64.
 */
import { inflateRawSync } from "node:zlib";
import { FileError } from "./file-reason.ts";

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;

const END_BYTES = 22;
const ENTRY_BYTES = 46;
const LOCAL_BYTES = 30;

/** The longest comment that may follow the end record, in bytes. */
const LONGEST_COMMENT = 65_535;

const STORED = 0;
const DEFLATED = 8;

interface Entry {
  readonly method: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly at: number;
}

export interface ZipArchive {
  readonly names: readonly string[];
  /** @throws FileError where it cannot be unpacked, or is larger than the directory says or than the limit */
  read(name: string): Buffer;
}

/** What is wrong with the beginning of a file that is not an archive; undefined for an archive. */
export function notZip(start: Buffer): string | undefined {
  return start.length >= 4 && start.readUInt32LE(0) === LOCAL_HEADER
    ? undefined
    : "it does not begin like a zip archive";
}

/** @param most the most bytes that a file is unpacked to @throws FileError where the directory cannot be read */
export function openZip(bytes: Buffer, most: number): ZipArchive {
  const entries = readDirectory(bytes);
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw new FileError(`it has no file ${JSON.stringify(name)}`);
      if (entry.unpacked > most) throw new FileError(`${name} has more than ${most} bytes`);
      return unpack(bytes, name, entry);
    },
  };
}

function readDirectory(bytes: Buffer): ReadonlyMap<string, Entry> {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const entries = new Map<string, Entry>();
  let at = bytes.readUInt32LE(end + 16);
  for (let i = 0; i < count; i += 1) {
    if (at + ENTRY_BYTES > bytes.length || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new FileError("its directory is broken");
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength);
    entries.set(name, {
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return entries;
}

function findEnd(bytes: Buffer): number {
  const last = bytes.length - END_BYTES;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at -= 1)
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY) return at;
  throw new FileError("it is not a complete zip archive");
}

function unpack(bytes: Buffer, name: string, { method, packed, unpacked, at }: Entry): Buffer {
  if (at + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== LOCAL_HEADER)
    throw new FileError(`${name} is not where the directory says`);
  const start = at + LOCAL_BYTES + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
  if (start + packed > bytes.length) throw new FileError(`${name} is cut short`);
  const data = bytes.subarray(start, start + packed);
  if (method !== STORED && method !== DEFLATED)
    throw new FileError(`${name} has an unsupported compression method (${method})`);
  const content = method === STORED ? data : inflate(data, name, unpacked);
  if (content.length !== unpacked)
    throw new FileError(`${name} has ${content.length} bytes, and ${unpacked} according to the directory`);
  return content;
}

function inflate(data: Buffer, name: string, unpacked: number): Buffer {
  try {
    return inflateRawSync(data, { maxOutputLength: unpacked + 1 });
  } catch (cause) {
    throw new FileError(`${name} cannot be unpacked to ${unpacked} bytes`, { cause });
  }
}

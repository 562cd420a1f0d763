/**
 * The files of a zip archive, each unpacked on demand and never to more than a limit. An archive that two readers could
 * read differently is refused: a name that occurs twice, entries that share bytes, a directory that says something else
 * than the entry itself.
 *
 * Format: PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16, without encryption, archives in several parts
 * and zip64.
 */
import { crc32, inflateRawSync } from "node:zlib";
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

/** Bits of an entry's flags: encrypted at all, its sizes follow it, encrypted with a hidden header. */
const ENCRYPTED = 0x1 | 0x40 | 0x2000;
const SIZES_FOLLOW = 0x8;

/** In place of a size that zip64's extra field has; NumPy always writes one in front of the entry itself. */
const IN_ZIP64 = 0xffffffff;

interface Entry {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  /** Where its own header begins. */
  readonly at: number;
}

/** An entry, and where its bytes begin and end. */
interface Placed extends Entry {
  readonly start: number;
  readonly end: number;
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

/**
 * @param most the most bytes that are unpacked, of all files that are read
 * @throws FileError where the directory cannot be read, or does not describe the entries that are there
 */
export function openZip(bytes: Buffer, most: number): ZipArchive {
  const entries = new Map<string, Placed>();
  const { listed, at: directory } = readDirectory(bytes);
  for (const entry of listed) {
    if (entries.has(entry.name)) throw new FileError(`${entry.name} is in it twice`);
    entries.set(entry.name, placed(bytes, entry));
  }
  checkApart([...entries.values()], directory);
  let left = most;
  return {
    names: [...entries.keys()],
    read(name) {
      const entry = entries.get(name);
      if (entry === undefined) throw new FileError(`it has no file ${JSON.stringify(name)}`);
      if (entry.unpacked > left) {
        const before = left === most ? "" : ", with those that were read before";
        throw new FileError(`${name} has more than ${most} bytes${before}`);
      }
      left -= entry.unpacked;
      return unpack(bytes, entry);
    },
  };
}

function readDirectory(bytes: Buffer): { readonly listed: readonly Entry[]; readonly at: number } {
  const end = findEnd(bytes);
  const count = bytes.readUInt16LE(end + 10);
  const listed: Entry[] = [];
  const start = bytes.readUInt32LE(end + 16);
  let at = start;
  for (let i = 0; i < count; i += 1) {
    if (at + ENTRY_BYTES > end || bytes.readUInt32LE(at) !== DIRECTORY_ENTRY)
      throw new FileError("its directory is broken");
    const nameLength = bytes.readUInt16LE(at + 28);
    listed.push({
      name: bytes.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + nameLength),
      flags: bytes.readUInt16LE(at + 8),
      method: bytes.readUInt16LE(at + 10),
      crc: bytes.readUInt32LE(at + 16),
      packed: bytes.readUInt32LE(at + 20),
      unpacked: bytes.readUInt32LE(at + 24),
      at: bytes.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  if (at !== end) throw new FileError(`its directory is broken: its ${count} entries do not fill it`);
  return { listed, at: start };
}

/** The last record whose comment ends where the archive does: a comment may look like such a record. */
function findEnd(bytes: Buffer): number {
  const last = bytes.length - END_BYTES;
  for (let at = last; at >= 0 && at >= last - LONGEST_COMMENT; at -= 1)
    if (bytes.readUInt32LE(at) === END_OF_DIRECTORY && at + bytes.readUInt16LE(at + 20) === last) return at;
  throw new FileError("it is not a complete zip archive");
}

/** Checks an entry's own header against what the directory says of it. */
function placed(bytes: Buffer, entry: Entry): Placed {
  const { name, flags, method, crc, packed, unpacked, at } = entry;
  if ((flags & ENCRYPTED) !== 0) throw new FileError(`${name} is encrypted`);
  if (method !== STORED && method !== DEFLATED)
    throw new FileError(`${name} has an unsupported compression method (${method})`);
  if (at + LOCAL_BYTES > bytes.length || bytes.readUInt32LE(at) !== LOCAL_HEADER)
    throw new FileError(`${name} is not where the directory says`);
  const nameLength = bytes.readUInt16LE(at + 26);
  const ownName = bytes.toString("utf8", at + LOCAL_BYTES, at + LOCAL_BYTES + nameLength);
  const ownFlags = bytes.readUInt16LE(at + 6);
  const said = [
    ["name", ownName, name],
    ["flags", ownFlags, flags],
    ["compression method", bytes.readUInt16LE(at + 8), method],
    ["CRC", bytes.readUInt32LE(at + 14), crc],
    ["packed size", bytes.readUInt32LE(at + 18), packed],
    ["size", bytes.readUInt32LE(at + 22), unpacked],
  ] as const;
  const isOpen = (what: string, own: string | number): boolean =>
    (/CRC|size/.test(what) && (ownFlags & SIZES_FOLLOW) !== 0) || (/size/.test(what) && own === IN_ZIP64);
  for (const [what, own, listed] of said)
    if (own !== listed && !isOpen(what, own))
      throw new FileError(
        `${name} has another ${what} in front of it (${own}) than in the directory (${listed})`,
      );
  const start = at + LOCAL_BYTES + nameLength + bytes.readUInt16LE(at + 28);
  if (start + packed > bytes.length) throw new FileError(`${name} is cut short`);
  return { ...entry, start, end: start + packed };
}

/** Bytes that belong to two entries would be unpacked twice: a small archive could then hold any amount. */
function checkApart(entries: readonly Placed[], directory: number): void {
  const inOrder = [...entries].sort((a, b) => a.at - b.at);
  for (const [i, { name, end }] of inOrder.entries()) {
    const next = inOrder[i + 1];
    if (end > (next?.at ?? directory))
      throw new FileError(`${name} overlaps ${next === undefined ? "the directory" : next.name}`);
  }
}

function unpack(bytes: Buffer, { name, method, crc, unpacked, start, end }: Placed): Buffer {
  const data = bytes.subarray(start, end);
  const content = method === STORED ? data : inflate(data, name, unpacked);
  if (content.length !== unpacked)
    throw new FileError(`${name} has ${content.length} bytes, and ${unpacked} according to the directory`);
  if (crc32(content) !== crc) throw new FileError(`${name} is damaged: its CRC is another`);
  return content;
}

function inflate(data: Buffer, name: string, unpacked: number): Buffer {
  let inflated: { readonly buffer: Buffer; readonly engine: { readonly bytesWritten: number } };
  try {
    // With `info`, the result says how many of the packed bytes were used.
    inflated = inflateRawSync(data, { maxOutputLength: unpacked + 1, info: true }) as never;
  } catch (cause) {
    throw new FileError(`${name} cannot be unpacked to ${unpacked} bytes`, { cause });
  }
  const { buffer, engine } = inflated;
  if (engine.bytesWritten === data.length) return buffer;
  throw new FileError(`${name} ends after ${engine.bytesWritten} of its ${data.length} packed bytes`);
}

/** Archives that two readers could read differently, or that are not what they say: each is refused by name. */
import { crc32, deflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { openZip } from "../../src/files/zip.ts";

interface Written {
  readonly name: string;
  readonly content: Buffer;
  /** What its own header says otherwise, and what the directory does. */
  readonly own?: Partial<Header>;
  readonly listed?: Partial<Header>;
  /** Bytes after its packed ones, which the sizes count as part of it. */
  readonly trailing?: Buffer;
}

interface Header {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly packed: number;
  readonly unpacked: number;
  readonly at: number;
}

/** PKWARE's APPNOTE.TXT, 4.3.7, 4.3.12 and 4.3.16, from the other side. */
function archive(entries: readonly Written[], comment = ""): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  const put = (bytes: Buffer): void => {
    parts.push(bytes);
    at += bytes.length;
  };
  const fields = ({ flags, method, crc, packed, unpacked, name }: Header): Buffer => {
    const bytes = Buffer.alloc(24);
    bytes.writeUInt16LE(flags, 0);
    bytes.writeUInt16LE(method, 2);
    bytes.writeUInt32LE(crc, 8);
    bytes.writeUInt32LE(packed, 12);
    bytes.writeUInt32LE(unpacked, 16);
    bytes.writeUInt16LE(Buffer.byteLength(name), 20);
    return bytes;
  };
  for (const { name, content, own, listed, trailing = Buffer.alloc(0) } of entries) {
    const data = Buffer.concat([deflateRawSync(content), trailing]);
    const header = {
      ...{
        name,
        flags: 0,
        method: 8,
        crc: crc32(content),
        packed: data.length,
        unpacked: content.length,
        at,
      },
    };
    const [first, second] = [
      { ...header, ...own },
      { ...header, ...listed },
    ];
    put(Buffer.concat([Buffer.from("PK\x03\x04\x14\x00", "latin1"), fields(first), Buffer.from(first.name)]));
    put(data);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(second.at, 10);
    const start = Buffer.from("PK\x01\x02\x14\x00\x14\x00", "latin1");
    directory.push(Buffer.concat([start, fields(second), rest, Buffer.from(second.name)]));
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...parts, listing, end, Buffer.from(comment, "latin1")]);
}

const readAll = (bytes: Buffer): string[] => {
  const { names, read } = openZip(bytes, 1e6);
  return names.map((name) => read(name).toString());
};

const a: Written = { name: "a.npy", content: Buffer.from("content of a, content of a") };
const b: Written = { name: "b.npy", content: Buffer.from("content of b") };

describe("an archive", () => {
  it("is read as it was written, with a comment that looks like its end", () => {
    const both = [a.content.toString(), b.content.toString()];
    expect(readAll(archive([a, b]))).toEqual(both);
    expect(readAll(archive([a, b], `${archive([]).toString("latin1")}!`))).toEqual(both);
    // Sizes that follow the data, or that zip64's field has: the directory's count.
    expect(
      readAll(
        archive([{ ...a, own: { flags: 8, crc: 0, packed: 0, unpacked: 0 }, listed: { flags: 8 } }, b]),
      ),
    ).toEqual(both);
    expect(readAll(archive([{ ...a, own: { packed: 0xffffffff, unpacked: 0xffffffff } }, b]))).toEqual(both);
  });

  it.each<[string, readonly Written[], RegExp]>([
    [
      "a content of another CRC",
      [{ ...a, own: { crc: 1 }, listed: { crc: 1 } }, b],
      /^a\.npy is damaged: its CRC/,
    ],
    ["a name that is there twice", [a, { ...b, name: "a.npy" }], /^a\.npy is in it twice$/],
    ["an encrypted entry", [{ ...a, own: { flags: 1 }, listed: { flags: 1 } }], /^a\.npy is encrypted$/],
    ["strong encryption", [{ ...a, listed: { flags: 0x40 } }], /^a\.npy is encrypted$/],
    [
      "two names of the same bytes",
      [a, { ...b, own: a, listed: { at: 0, name: "b.npy" } }],
      /^b\.npy has another name in front/,
    ],
    [
      "an entry that reaches into the next",
      [{ ...a, own: { packed: 60 }, listed: { packed: 60 } }, b],
      /^a\.npy overlaps b\.npy$/,
    ],
    [
      "one that reaches into the directory",
      [a, { ...b, own: { packed: 60 }, listed: { packed: 60 } }],
      /^b\.npy overlaps the directory$/,
    ],
    [
      "another size in front of it",
      [{ ...a, own: { unpacked: 5 } }],
      /^a\.npy has another size in front of it \(5\) than in the directory \(26\)$/,
    ],
    ["another packed size in front of it", [{ ...a, own: { packed: 5 } }], /^a\.npy has another packed size/],
    ["another CRC in front of it", [{ ...a, own: { crc: 5 } }], /^a\.npy has another CRC/],
    [
      "another method in front of it",
      [{ ...a, own: { method: 0 } }],
      /^a\.npy has another compression method/,
    ],
    [
      "bytes after its packed ones",
      [{ ...a, trailing: Buffer.from("more") }],
      /^a\.npy ends after \d+ of its \d+ packed/,
    ],
  ])("is refused for %s", (_, entries, says) => {
    expect(() => readAll(archive(entries))).toThrow(says);
  });

  it("is unpacked to no more than the limit, all its files together", () => {
    const { read } = openZip(archive([a, b]), a.content.length + b.content.length - 1);
    expect(read("a.npy").length).toBe(a.content.length);
    expect(() => read("b.npy")).toThrow(/^b\.npy has more than 37 bytes, with those that were read before$/);
  });

  it("is refused where its directory has more entries than it says", () => {
    const bytes = archive([a, b]);
    bytes.writeUInt16LE(1, bytes.length - 22 + 10);
    expect(() => openZip(bytes, 1e6)).toThrow(/^its directory is broken: its 1 entries do not fill it$/);
  });
});

it("any flipped bit of an entry or of the directory is noticed, or changes nothing", () => {
  const good = archive([a, b]);
  const content = readAll(good).join();
  for (let at = 0; at < good.length; at += 1)
    for (let bit = 0; bit < 8; bit += 1) {
      const bytes = Buffer.from(good);
      bytes[at] = bytes[at]! ^ (1 << bit);
      let got: string;
      try {
        got = readAll(bytes).join();
      } catch (cause) {
        expect(cause).toMatchObject({ name: "FileError" });
        continue;
      }
      expect([at, bit, got]).toEqual([at, bit, content]);
    }
});

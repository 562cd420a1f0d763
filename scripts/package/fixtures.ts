/**
 * Packs vectors and side-cars into the archive that the package has in their place; src/fixtures/archive.ts has the
 * format and reads it.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { replaceFile } from "../../src/files/writing.ts";
import { ARCHIVE, ARCHIVE_FORMAT, Archive } from "../../src/fixtures/archive.ts";
import { parseFile } from "../../src/fixtures/check.ts";
import { FixtureError } from "../../src/fixtures/errors.ts";
import { sha256 } from "../../src/fixtures/hash.ts";
import { isVectorFile, MANIFEST, readFixture } from "../../src/fixtures/layout.ts";
import { fixtureFileSchema, manifestSchema } from "../../src/fixtures/schema.ts";

/**
 * Writes the archive beside the manifest, unless the one that is there is right.
 *
 * @returns a line on what was done
 * @throws Error, and writes nothing, where a file would not come back byte for byte
 */
export function packFixtures(directory: string): string {
  const manifest = readFixture(directory, MANIFEST);
  const listed = Object.keys(parseFile(MANIFEST, manifest, manifestSchema).files);
  const files = [...listed, ...oracleFiles(directory)].map((file) => ({
    file,
    bytes: readFixture(directory, file),
  }));
  const path = join(directory, ARCHIVE);
  if (existsSync(path) && isRight(readFileSync(path), manifest, files)) return `${ARCHIVE} is up to date`;
  const packed = compress(pack(manifest, files));
  if (!isRight(packed, manifest, files))
    throw new Error(`${ARCHIVE}: expected every file to come back byte for byte`);
  replaceFile(path, packed);
  return `${ARCHIVE}: ${files.length} files in ${(packed.length / 1e6).toFixed(2)} MB`;
}

/** The oracle's graphs and their index. Graphs in folders below are examples, and stay files in the package. */
function oracleFiles(directory: string): string[] {
  const folder = join(directory, "onnx");
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map(({ name }) => `onnx/${name}`);
}

interface File {
  readonly file: string;
  readonly bytes: Buffer;
}

function isRight(packed: Buffer, manifest: Buffer, files: readonly File[]): boolean {
  try {
    const archive = new Archive(packed, sha256(manifest));
    return files.every(({ file, bytes }) => bytes.equals(archive.bytes(file)));
  } catch (error) {
    if (error instanceof FixtureError) return false;
    throw error;
  }
}

/** The archive before compression. */
function pack(manifest: Buffer, files: readonly File[]): Buffer {
  const parts = files.map(({ file, bytes }) => (isVectorFile(file) ? withoutDecimals(file, bytes) : bytes));
  const list = JSON.stringify(parts.map(({ length }, i) => [files[i]!.file, length]));
  const body = Buffer.concat([Buffer.from(`${list}\n`), ...parts]);
  const header = { format: ARCHIVE_FORMAT, manifest: sha256(manifest), sha256: sha256(body) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/** The decimals follow from the bits, and take a fifth of the archive. */
function withoutDecimals(file: string, bytes: Buffer): Buffer {
  const value = parseFile(file, bytes, fixtureFileSchema);
  return Buffer.from(JSON.stringify(value, (key, member) => (key === "dec" ? undefined : member)));
}

/** The highest quality would save a tenth, and take a whole minute. */
function compress(bytes: Buffer): Buffer {
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_SIZE_HINT, BROTLI_MAX_WINDOW_BITS } =
    constants;
  return brotliCompressSync(bytes, {
    params: {
      // 9 takes 3 s of processor time in place of 18, and a ninth more room.
      [BROTLI_PARAM_QUALITY]: 10,
      [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS,
      [BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

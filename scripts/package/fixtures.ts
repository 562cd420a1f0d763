/**
 * Packs vectors and side-cars into the archive that the package has in their place; src/fixtures/archive.ts has the
 * format and reads it.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { replaceFile } from "../../src/files/writing.ts";
import {
  ARCHIVE,
  ARCHIVE_FORMAT,
  Archive,
  COLUMNS,
  type Column,
  fromPattern,
  likenessesOf,
  type PackedRows,
  partOf,
  recordedPlace,
} from "../../src/fixtures/archive.ts";
import { parseFile } from "../../src/fixtures/check.ts";
import { FixtureError } from "../../src/fixtures/errors.ts";
import type { RawOutput } from "../../src/fixtures/format.ts";
import { sha256 } from "../../src/fixtures/hash.ts";
import { isVectorFile, MANIFEST, readFixture } from "../../src/fixtures/layout.ts";
import { fixtureFileSchema, manifestSchema } from "../../src/fixtures/schema.ts";
import type { FloatType } from "../../src/formats/bits.ts";
import { packSidecar } from "./sidecar.ts";

/**
 * Writes the archive beside the manifest, unless the one that is there is right: compressing takes a quarter of a minute.
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
  const parts = new Map<string, Buffer>();
  const columns = new Map(COLUMNS.map((column) => [column, new Map<string, string[]>()]));
  for (const { file, bytes } of files) {
    if (file.endsWith(".safetensors")) {
      const { packed, likenesses } = packSidecar(bytes);
      parts.set(file, packed).set(likenessesOf(file), Buffer.from(JSON.stringify(likenesses)));
      continue;
    }
    if (!isVectorFile(file)) {
      parts.set(file, bytes);
      continue;
    }
    const lines = (column: Column): string[] => {
      const ofColumn = columns.get(column)!;
      if (!ofColumn.has(file)) ofColumn.set(file, []);
      return ofColumn.get(file)!;
    };
    const value = parseFile(file, bytes, fixtureFileSchema);
    takeRows(value, (column, elements) => lines(column).push(elements.join(" ")));
    parts.set(file, Buffer.from(JSON.stringify(value)));
  }
  // All of one column together, whatever the file.
  for (const [column, ofColumn] of columns)
    for (const [file, lines] of ofColumn) parts.set(partOf(file, column), Buffer.from(lines.join("\n")));
  const list = JSON.stringify([...parts].map(([name, { length }]) => [name, length]));
  const body = Buffer.concat([Buffer.from(`${list}\n`), ...parts.values()]);
  const header = { format: ARCHIVE_FORMAT, manifest: sha256(manifest), sha256: sha256(body) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/** Moves all rows of a JSON value into columns, and leaves their number. */
function takeRows(value: unknown, give: (column: Column, elements: readonly string[]) => void): void {
  if (typeof value !== "object" || value === null) return;
  for (const member of Object.values(value)) takeRows(member, give);
  const tensor = value as { rows?: unknown };
  if (!Array.isArray(tensor.rows) || tensor.rows.length === 0) return;
  const { rows, dtype, observedDtype = dtype } = value as RawOutput & { dtype: FloatType };
  const isOutput = "truth" in rows![0]!;
  for (const { hex, truth, off, scale } of rows!) {
    const patterns = hex.split(" ");
    if (!isOutput) {
      give("bits", patterns);
      continue;
    }
    const moved = patterns.map(
      (pattern, i) => fromPattern(pattern) - recordedPlace(truth[i]!, off[i]!, observedDtype),
    );
    give("truth", truth);
    give("moved", moved.map(String));
    give("off", off);
    give("scale", scale);
  }
  tensor.rows = (isOutput ? { outputs: rows!.length } : { bits: rows!.length }) satisfies PackedRows;
}

function compress(bytes: Buffer): Buffer {
  const {
    BROTLI_PARAM_QUALITY,
    BROTLI_PARAM_LGWIN,
    BROTLI_PARAM_SIZE_HINT,
    BROTLI_MAX_QUALITY,
    BROTLI_MAX_WINDOW_BITS,
  } = constants;
  return brotliCompressSync(bytes, {
    params: {
      [BROTLI_PARAM_QUALITY]: BROTLI_MAX_QUALITY,
      [BROTLI_PARAM_LGWIN]: BROTLI_MAX_WINDOW_BITS,
      [BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

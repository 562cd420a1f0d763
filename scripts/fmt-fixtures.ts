/**
 * Keeps fixtures in canonical form.
 *
 *     tsx scripts/fmt-fixtures.ts            rewrite what is not canonical
 *     tsx scripts/fmt-fixtures.ts --check    change nothing; exit 1 if anything is not canonical, 3 if it is broken
 *     tsx scripts/fmt-fixtures.ts --rehash   also recompute decimals, hashes and manifest from the hex bits
 *
 * A directory may be named; the default is fixtures/.
 */

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { canonicalJson, isCanonical } from "../src/fixtures/canonical.ts";
import { parseFile } from "../src/fixtures/check.ts";
import { FixtureError, REHASH } from "../src/fixtures/errors.ts";
import type { FixtureFile } from "../src/fixtures/format.ts";
import { fixturesDirectory, isVectorFile, MANIFEST } from "../src/fixtures/layout.ts";
import { openAllFixtures } from "../src/fixtures/load.ts";
import { fixtureFileSchema, manifestSchema } from "../src/fixtures/schema.ts";
import { rehashFile, rehashManifest } from "./fixtures/rehash.ts";

/** Every JSON file under the directory, with forward slashes, sorted; the manifest is last, since it hashes the others. */
function jsonFiles(directory: string): string[] {
  const names = readdirSync(directory, { recursive: true, encoding: "utf8" });
  const files = names.map((name) => name.replaceAll("\\", "/")).filter((name) => name.endsWith(".json"));
  return files.sort((a, b) => Number(a === MANIFEST) - Number(b === MANIFEST) || (a < b ? -1 : 1));
}

/** A file's canonical text. Files with a schema are checked against it, and their keys take its order. */
function format(file: string, bytes: Buffer): string {
  if (file === MANIFEST) return canonicalJson(parseFile(file, bytes, manifestSchema));
  if (isVectorFile(file)) return canonicalJson(parseFile(file, bytes, fixtureFileSchema));
  return canonicalJson(JSON.parse(bytes.toString()));
}

function rehash(directory: string): void {
  for (const file of jsonFiles(directory)) {
    const bytes = readFileSync(join(directory, file));
    if (isVectorFile(file)) {
      const data: FixtureFile = parseFile(file, bytes, fixtureFileSchema);
      writeFileSync(join(directory, file), rehashFile(directory, file, data));
    } else if (file !== MANIFEST) {
      writeFileSync(join(directory, file), format(file, bytes));
    }
  }
  const path = join(directory, MANIFEST);
  const manifest = parseFile(MANIFEST, readFileSync(path), manifestSchema);
  writeFileSync(path, canonicalJson(rehashManifest(directory, manifest)));
}

/** Checks or rewrites; returns the files that were not canonical. */
function reformat(directory: string, check: boolean): string[] {
  const changed: string[] = [];
  for (const file of jsonFiles(directory)) {
    const bytes = readFileSync(join(directory, file));
    const text = format(file, bytes);
    if (text === bytes.toString() && isCanonical(text)) continue;
    changed.push(`${file}: line ${firstDifference(text, bytes.toString())} is not canonical`);
    if (!check) writeFileSync(join(directory, file), text);
  }
  return changed;
}

function firstDifference(a: string, b: string): number {
  const other = b.split("\n");
  return a.split("\n").findIndex((line, index) => line !== other[index]) + 1;
}

function main(): number {
  const { values, positionals } = parseArgs({
    options: { check: { type: "boolean", default: false }, rehash: { type: "boolean", default: false } },
    allowPositionals: true,
  });
  const directory = positionals[0] ?? fixturesDirectory();
  if (!existsSync(directory)) throw new FixtureError("missing", directory, "is missing", "npm run fixtures");
  if (values.rehash) {
    rehash(directory);
    for (const _ of openAllFixtures(directory).vectors()); // The new files must load.
    console.log("hashes, decimals and manifest refreshed");
    return 0;
  }
  const changed = reformat(directory, values.check);
  for (const line of changed) console.log(line);
  if (values.check) {
    for (const _ of openAllFixtures(directory).vectors());
    if (changed.length > 0) console.log("Run: npx tsx scripts/fmt-fixtures.ts, then with --rehash");
    return changed.length > 0 ? 1 : 0;
  }
  console.log(changed.length === 0 ? "all canonical" : `${changed.length} files rewritten. Run: ${REHASH}`);
  return 0;
}

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof FixtureError)) throw error;
  console.error(error.message);
  process.exitCode = error.exitCode;
}

/** `smoothproof vectors --write DIRECTORY`: the golden vectors in plain numbers, or with --raw the fixture files themselves. */
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { OutputError, print } from "../files/standard-output.ts";
import { replaceFile } from "../files/writing.ts";
import { filesBesideVectors, fixturesDirectory, MANIFEST, readFixture } from "../fixtures/layout.ts";
import type { Vector } from "../fixtures/vector.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { openNamedFixtures } from "./named-fixtures.ts";
import { plainVector } from "./plain-vectors.ts";

/** What explains the plain vectors: a page, a JSON Schema, and a checker in each of several languages. */
const TEMPLATES = fileURLToPath(new URL("../../templates/vectors", import.meta.url));

/**
 * A file of lines for each variant, files of long inputs, and what explains them.
 *
 * @throws UsageError where the folder has files already, OutputError where it cannot be written
 */
export function writePlainVectors(into: string, vectors: Iterable<Vector>): ExitCode {
  const write = writerOf(into);
  const lines = new Map<string, string[]>();
  const arrays = new Set<string>();
  let numberOfVectors = 0;
  for (const vector of vectors) {
    const line = plainVector(vector, ({ name, bytes }) => {
      if (!arrays.has(name)) write(join("arrays", name), bytes);
      arrays.add(name);
    });
    const ofVariant = lines.get(vector.variant) ?? [];
    lines.set(vector.variant, ofVariant);
    ofVariant.push(`${JSON.stringify(line)}\n`);
    numberOfVectors += 1;
  }
  for (const [variant, text] of lines) write(`${variant}.jsonl`, Buffer.from(text.join("")));
  for (const file of readdirSync(TEMPLATES)) write(file, readFileSync(join(TEMPLATES, file)));
  print(
    `${into}: ${numberOfVectors} vectors of ${lines.size} variants; README.md says how to judge by them\n`,
  );
  return EXIT.ok;
}

/** The files of the golden vectors themselves, byte for byte; errors as above. */
export function writeRawVectors(into: string, from: string | undefined): ExitCode {
  const fixtures = openNamedFixtures(from);
  const directory = from ?? fixturesDirectory();
  const write = writerOf(into);
  const { files, numberOfVectors } = fixtures.manifest;
  for (const file of Object.keys(files)) write(file, fixtures.bytes(file));
  for (const file of filesBesideVectors(directory)) write(file, readFixture(directory, file));
  // The manifest comes last: without it, a folder is not taken for a set of vectors.
  write(MANIFEST, readFixture(directory, MANIFEST));
  print(`${into}: ${numberOfVectors} vectors in ${Object.keys(files).length} files\n`);
  return EXIT.ok;
}

function writerOf(into: string): (file: string, bytes: Buffer) => void {
  if (namesIn(into).length > 0)
    throw new UsageError(`--write: expected a new or an empty folder, got "${into}", which has files`);
  return (file, bytes) => {
    const path = join(into, file);
    try {
      mkdirSync(dirname(path), { recursive: true });
      replaceFile(path, bytes);
    } catch (cause) {
      throw new OutputError(`--write: ${path}`, cause);
    }
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new OutputError(`--write: ${folder}`, cause);
  }
}

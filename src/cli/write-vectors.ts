/** `smoothproof vectors --write DIRECTORY`: the files of the golden vectors themselves, byte for byte. */
import { mkdirSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { OutputError, print } from "../files/standard-output.ts";
import { replaceFile } from "../files/writing.ts";
import { filesBesideVectors, fixturesDirectory, MANIFEST, readFixture } from "../fixtures/layout.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { openNamedFixtures } from "./named-fixtures.ts";

/** @throws UsageError where the folder has files already, OutputError where it cannot be written */
export function writeVectors(into: string, from: string | undefined): ExitCode {
  const fixtures = openNamedFixtures(from);
  const directory = from ?? fixturesDirectory();
  if (namesIn(into).length > 0)
    throw new UsageError(`--write: expected a new or an empty folder, got "${into}", which has files`);
  const write = (file: string, bytes: Buffer): void => {
    const path = join(into, file);
    try {
      mkdirSync(dirname(path), { recursive: true });
      replaceFile(path, bytes);
    } catch (cause) {
      throw new OutputError(`--write: ${path}`, cause);
    }
  };
  const { files, numberOfVectors } = fixtures.manifest;
  for (const file of Object.keys(files)) write(file, fixtures.bytes(file));
  for (const file of filesBesideVectors(directory)) write(file, readFixture(directory, file));
  // The manifest comes last: without it, a folder is not taken for a set of vectors.
  write(MANIFEST, readFixture(directory, MANIFEST));
  print(`${into}: ${numberOfVectors} vectors in ${Object.keys(files).length} files\n`);
  return EXIT.ok;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new OutputError(`--write: ${folder}`, cause);
  }
}

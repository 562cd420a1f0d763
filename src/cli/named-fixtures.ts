/** `--fixtures DIRECTORY`: other fixtures than the package's own. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type FixtureSet, openAllFixtures } from "../fixtures/load.ts";
import { UsageError } from "./exit-codes.ts";

/** @throws UsageError where the folder has no fixtures, FixtureError where they cannot be trusted */
export function openNamedFixtures(directory: string | undefined): FixtureSet {
  if (directory !== undefined && !existsSync(join(directory, "MANIFEST.json")))
    throw new UsageError(`--fixtures: expected a folder with a MANIFEST.json, got "${directory}"`);
  return openAllFixtures(directory);
}

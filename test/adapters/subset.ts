/** A few golden vectors in a directory of their own: runs against them start fast and end fast. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { canonicalJson } from "../../src/fixtures/canonical.ts";
import type { FixtureFile, Manifest, RawVector } from "../../src/fixtures/format.ts";
import { sha256, withContentSha256 } from "../../src/fixtures/hash.ts";
import { fixturesDirectory } from "../../src/fixtures/layout.ts";

export interface Subset {
  readonly directory: string;
  readonly ids: readonly string[];
  readonly remove: () => void;
}

/** Vectors of one variant's file, those `wanted` says. */
export function subset(variant: string, wanted: (vector: RawVector, index: number) => boolean): Subset {
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-subset-"));
  const file = `vectors/${variant}.json`;
  const data = JSON.parse(readFileSync(join(fixturesDirectory(), file), "utf8")) as FixtureFile;
  const vectors = data.vectors.filter(wanted);
  const text = withContentSha256(canonicalJson({ ...data, numberOfVectors: vectors.length, vectors }));
  const manifest: Manifest = {
    format: "smoothproof-manifest/1",
    fixturesVersion: 1,
    numberOfVectors: vectors.length,
    references: Object.fromEntries(data.provenance.references.map(({ name, version }) => [name, version])),
    files: {
      [file]: { sha256: sha256(Buffer.from(text)), bytes: Buffer.byteLength(text), vectors: vectors.length },
    },
  };
  mkdirSync(join(directory, "vectors"));
  writeFileSync(join(directory, file), text);
  writeFileSync(join(directory, "MANIFEST.json"), canonicalJson(manifest));
  return {
    directory,
    ids: vectors.map(({ id }) => id),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

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

/** Vectors of these variants' files, those `wanted` says. */
export function subset(
  variants: string | readonly string[],
  wanted: (vector: RawVector, index: number) => boolean,
): Subset {
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-subset-"));
  mkdirSync(join(directory, "vectors"));
  const manifest: Manifest = {
    format: "smoothproof-manifest/1",
    fixturesVersion: 1,
    numberOfVectors: 0,
    references: {},
    files: {},
  };
  const ids: string[] = [];
  for (const variant of [variants].flat()) {
    const file = `vectors/${variant}.json`;
    const data = JSON.parse(readFileSync(join(fixturesDirectory(), file), "utf8")) as FixtureFile;
    const vectors = data.vectors.filter(wanted);
    const text = withContentSha256(canonicalJson({ ...data, numberOfVectors: vectors.length, vectors }));
    writeFileSync(join(directory, file), text);
    manifest.files[file] = {
      sha256: sha256(Buffer.from(text)),
      bytes: Buffer.byteLength(text),
      vectors: vectors.length,
    };
    manifest.numberOfVectors += vectors.length;
    for (const { name, version } of data.provenance.references) manifest.references[name] = version;
    ids.push(...vectors.map(({ id }) => id));
  }
  writeFileSync(join(directory, "MANIFEST.json"), canonicalJson(manifest));
  return { directory, ids, remove: () => rmSync(directory, { recursive: true, force: true }) };
}

/**
 * Compares every vector with another commit's: inputs, options, observed values and truths, those in side-cars included.
 *
 *     npm run vectors:compare -- REVISION     exit 1 where a vector differs or is gone; added ones are counted
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import type { FixtureFile, Manifest, RawVector } from "../src/fixtures/format.ts";
import { sha256 } from "../src/fixtures/hash.ts";
import { isVectorFile, MANIFEST } from "../src/fixtures/layout.ts";
import { Safetensors } from "../src/fixtures/safetensors.ts";

const ROOT = join(import.meta.dirname, "..");
const USAGE = 2;

type Read = (file: string) => Buffer;

const today: Read = (file) => readFileSync(join(ROOT, "fixtures", file));

function at(revision: string): Read {
  return (file) =>
    Buffer.from(
      execaSync("git", ["show", `${revision}:fixtures/${file}`], {
        cwd: ROOT,
        encoding: "buffer",
        maxBuffer: 1e9,
        stripFinalNewline: false,
      }).stdout,
    );
}

/** What each vector asks and expects, as text, by its id. */
function contents(read: Read): ReadonlyMap<string, string> {
  const { files }: Manifest = JSON.parse(`${read(MANIFEST)}`);
  const found = new Map<string, string>();
  for (const file of Object.keys(files).filter(isVectorFile)) {
    const { vectors, sidecar }: FixtureFile = JSON.parse(`${read(file)}`);
    const folder = file.slice(0, file.lastIndexOf("/") + 1);
    const tensors = sidecar && new Safetensors(read(folder + sidecar.file));
    for (const vector of vectors) found.set(vector.id, contentOf(vector, tensors));
  }
  return found;
}

function contentOf({ variant, dtype, options, inputs, expect }: RawVector, tensors?: Safetensors): string {
  return JSON.stringify({ variant, dtype, options, inputs, expect }, (key, value) => {
    if (key !== "sidecar") return value;
    const names: readonly string[] = typeof value === "string" ? [value] : Object.values(value);
    return names.map((name) => sha256(new Uint8Array(Float64Array.from(tensors!.tensor(name)!.data).buffer)));
  });
}

const [revision, ...others] = process.argv.slice(2);
if (revision === undefined || others.length > 0 || revision.startsWith("-")) {
  console.error("expected one revision. Run: npm run vectors:compare -- REVISION");
  process.exitCode = USAGE;
} else {
  const [before, after] = [contents(at(revision)), contents(today)];
  const gone = [...before.keys()].filter((id) => !after.has(id));
  const changed = [...before].filter(([id, text]) => after.has(id) && after.get(id) !== text);
  for (const id of gone) console.log(`${id}: is gone`);
  for (const [id] of changed) console.log(`${id}: differs`);
  const added = after.size - (before.size - gone.length);
  console.log(`${before.size} vectors compared, ${added} added, ${gone.length + changed.length} differences`);
  process.exitCode = gone.length + changed.length === 0 ? 0 : 1;
}

/**
 * Packs the plain vectors into the Python package (python/): one tar.xz of at most 3 MB, the same bytes for the same vectors.
 * Inputs that the fixtures have as recipes stay recipes; smoothproof_vectors/data.py draws them.
 */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { plainVector } from "../src/cli/plain-vectors.ts";
import { replaceFile } from "../src/files/writing.ts";
import type { FixtureFile } from "../src/fixtures/format.ts";
import { fixturesDirectory, readFixture } from "../src/fixtures/layout.ts";
import { openAllFixtures } from "../src/fixtures/load.ts";

const PACKED = join(import.meta.dirname, "../python/smoothproof_vectors/vectors.tar.xz");
const MOST_BYTES = 3_000_000;

interface Line {
  readonly inputs: Record<string, object>;
}

/** Writes the lines of each variant, and the arrays that have no recipe. */
function writeLines(into: string): void {
  const fixtures = openAllFixtures();
  const raw = fixtures.files.flatMap((file) => {
    const { vectors } = JSON.parse(String(readFixture(fixturesDirectory(), file))) as FixtureFile;
    return vectors.map((vector) => [vector.id, vector.inputs] as const);
  });
  const inputsOf = new Map(raw);
  const lines = new Map<string, string[]>();
  mkdirSync(join(into, "arrays"));
  for (const vector of fixtures.vectors()) {
    const files = new Map<string, Buffer>();
    const line = plainVector(vector, ({ name, bytes }) => files.set(`arrays/${name}`, bytes)) as Line;
    for (const [name, given] of Object.entries(line.inputs)) {
      const recipe = inputsOf.get(vector.id)?.[name as keyof typeof vector.inputs]?.recipe;
      if (!("file" in given)) continue;
      const { file, unit, ...head } = given as { file: string; unit?: number };
      if (recipe === undefined) writeFileSync(join(into, file), files.get(file)!);
      else line.inputs[name] = { ...head, recipe };
    }
    lines.set(vector.variant, [...(lines.get(vector.variant) ?? []), JSON.stringify(line)]);
  }
  for (const [variant, all] of lines) writeFileSync(join(into, `${variant}.jsonl`), `${all.join("\n")}\n`);
}

const folder = mkdtempSync(join(tmpdir(), "smoothproof-python-"));
try {
  const into = join(folder, "vectors");
  const packed = join(folder, "vectors.tar.xz");
  mkdirSync(into);
  writeLines(into);
  const alike = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner", "--mode=a=rX,u+w"];
  const files = ["-C", into, "-cf", packed, "--transform=s,^./,,", "."];
  await execa("tar", [...alike, "--use-compress-program=xz -9e", ...files]);
  const bytes = readFileSync(packed);
  if (bytes.length > MOST_BYTES)
    throw new Error(`${packed}: expected at most ${MOST_BYTES} bytes, got ${bytes.length}`);
  replaceFile(PACKED, bytes);
  console.log(`vectors.tar.xz: ${(bytes.length / 1e6).toFixed(2)} MB`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

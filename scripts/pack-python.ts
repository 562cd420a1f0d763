/** Packs the plain vectors into the Python package (python/): one tar.xz of at most 3 MB, the same bytes for the same vectors. */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const ROOT = join(import.meta.dirname, "..");
const PACKED = join(ROOT, "python/smoothproof_vectors/vectors.tar.xz");
const MOST_BYTES = 3_000_000;

const folder = mkdtempSync(join(tmpdir(), "smoothproof-python-"));
try {
  const into = join(folder, "vectors");
  await execa("node", [join(ROOT, "bin/smoothproof.js"), "vectors", "--write", into]);
  const alike = ["--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"];
  const files = [
    "--exclude=README.md",
    "--exclude=[Cc]heck.*",
    "--exclude=vector.schema.json",
    "-C",
    into,
    "-cf",
    PACKED,
    "--transform=s,^./,,",
    ".",
  ];
  await execa("tar", [...alike, "--use-compress-program=xz -9e", ...files]);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
const { size } = statSync(PACKED);
if (size > MOST_BYTES) throw new Error(`${PACKED}: expected at most ${MOST_BYTES} bytes, got ${size}`);
console.log(`vectors.tar.xz: ${(size / 1e6).toFixed(2)} MB`);

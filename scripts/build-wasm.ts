/**
 * Compiles assembly/ to WebAssembly and writes the bytes into src/wasm/binaries.ts.
 *
 *     npx tsx scripts/build-wasm.ts [--check]
 *
 * Three builds of one source: relaxed SIMD with fused multiply-add, SIMD, and neither. Memory is imported, so that one
 * instance per thread can share it.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "..");
const OUTPUT = join(ROOT, "src/wasm/binaries.ts");

/** Best first. */
const BUILDS = {
  "relaxed-simd": ["--enable", "simd", "--enable", "relaxed-simd"],
  simd: ["--enable", "simd"],
  scalar: ["--disable", "simd"],
} as const;

const SHARED = ["--runtime", "stub", "--importMemory", "--initialMemory", "1", "--maximumMemory", "65536"];

function compiled(flags: readonly string[], directory: string): string {
  const asc = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
  const file = join(directory, "rows.wasm");
  const args = [asc, "assembly/index.ts", "-o", file, ...SHARED, "-O3", "--noAssert", ...flags];
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ["ignore", "inherit", "inherit"] });
  return readFileSync(file).toString("base64");
}

function source(): string {
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-wasm-"));
  try {
    const lines = Object.entries(BUILDS).map(
      ([build, flags]) =>
        `  ${/-/.test(build) ? JSON.stringify(build) : build}:\n    "${compiled(flags, directory)}",`,
    );
    return [
      "/** The kernels' bytes, compiled from assembly/ by scripts/build-wasm.ts: best build first. */",
      "export const BINARIES = {",
      ...lines,
      "} as const;",
      "",
    ].join("\n");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const made = source();
if (!process.argv.includes("--check")) writeFileSync(OUTPUT, made);
else if (readFileSync(OUTPUT, "utf8") !== made) {
  console.error(
    "src/wasm/binaries.ts: expected what assembly/ compiles to. Run: npx tsx scripts/build-wasm.ts",
  );
  process.exitCode = 1;
}

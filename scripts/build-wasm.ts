/**
 * Compiles assembly/ to WebAssembly and writes the bytes into src/wasm/builds.
 *
 *     npx tsx scripts/build-wasm.ts [--check]
 *
 * Three builds of one source: relaxed SIMD with fused multiply-add, SIMD, and neither. Each is a module of its own, so
 * that a page loads one. Memory is imported, so that one instance per thread can share it. The bytes are hexadecimal
 * digits, since these are smaller than base64 once they are compressed.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { BUILD_FLAGS, compiled } from "./compile-wasm.ts";

const ROOT = resolve(import.meta.dirname, "..");
const OUTPUT = join(ROOT, "src/wasm/builds");

mkdirSync(OUTPUT, { recursive: true });
for (const build of Object.keys(BUILD_FLAGS) as (keyof typeof BUILD_FLAGS)[]) {
  const file = join(OUTPUT, `${build}.ts`);
  const made = [
    "/** The kernels' bytes, compiled from assembly/ by scripts/build-wasm.ts. */",
    // As a string: its declaration would repeat a literal.
    `export default "${compiled(build, join(ROOT, "assembly"))}" as string;`,
    "",
  ].join("\n");
  if (!process.argv.includes("--check")) writeFileSync(file, made);
  else if (readFileSync(file, "utf8") !== made) {
    console.error(
      `src/wasm/builds/${build}.ts: expected what assembly/ compiles to. Run: npx tsx scripts/build-wasm.ts`,
    );
    process.exitCode = 1;
  }
}

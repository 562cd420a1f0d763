/** Compiles the kernels' source, in assembly/ or a changed copy of it. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Best first. */
export const BUILD_FLAGS = {
  "relaxed-simd": ["--enable", "simd", "--enable", "relaxed-simd"],
  simd: ["--enable", "simd"],
  scalar: ["--disable", "simd"],
} as const;

// One level less of inlining than -O3: a tenth smaller, and no slower.
const FLAGS = [
  ..."--runtime stub --importMemory --initialMemory 1 --maximumMemory 65536 --noAssert".split(" "),
  ..."--optimizeLevel 3 --shrinkLevel 1".split(" "),
];

/** The bytes of one build, as hexadecimal digits. @throws Error where the compiler refuses the source */
export function compiled(build: keyof typeof BUILD_FLAGS, source: string): string {
  const directory = mkdtempSync(join(tmpdir(), "smoothproof-wasm-"));
  try {
    const asc = createRequire(import.meta.url).resolve("assemblyscript/bin/asc.js");
    const args = [asc, "index.ts", "-o", join(directory, "rows.wasm"), ...FLAGS, ...BUILD_FLAGS[build]];
    execFileSync(process.execPath, args, { cwd: source, stdio: ["ignore", "inherit", "pipe"] });
    return readFileSync(join(directory, "rows.wasm")).toString("hex");
  } finally {
    rmSync(directory, { recursive: true });
  }
}

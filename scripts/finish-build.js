// What follows the compiler, in one process, so that esbuild starts once.
import { copyFileSync } from "node:fs";

copyFileSync("src/cases/threads.json", "dist/cases/threads.json");
await import("./build-report-page.js");
await import("./write-variant-types.js");
await import("./bundle-losses.js");
await import("./bundle-dependencies.js");

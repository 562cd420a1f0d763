// What follows the compiler, in one process, so that esbuild starts once.
await import("./build-report-page.js");
await import("./write-variant-types.js");
await import("./bundle-losses.js");
await import("./bundle-dependencies.js");

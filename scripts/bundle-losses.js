// Bundles what is imported for a loss, so that one import loads a few files instead of forty: the variants, the library's
// index and the kernels share chunks, and each variant still brings only what it needs. Types stay where tsc puts them.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const { exports } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const variants = readdirSync(join(dist, "variants"))
  .filter((file) => file.endsWith(".js") && exports[`./variants/${file.slice(0, -".js".length)}`] !== null)
  .map((file) => `variants/${file}`);

const { outputFiles } = await build({
  entryPoints: ["index.js", "wasm/index.js", ...variants].map((file) => join(dist, file)),
  bundle: true,
  splitting: true,
  write: false,
  format: "esm",
  target: "es2022",
  outbase: dist,
  outdir: join(dist, "losses"),
  chunkNames: "shared/[name]-[hash]",
  logLevel: "warning",
});
for (const { path, text } of outputFiles) {
  mkdirSync(dirname(path), { recursive: true });
  // esbuild imports chunks for their order alone. Ours do nothing when they are loaded, and bundlers warn of such imports.
  writeFileSync(path, text.replaceAll(/^import "[^"]+";\n/gm, ""));
}

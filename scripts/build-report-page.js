// Puts the parts of the HTML report beside the compiled code: its script in one piece, its style, the kill matrix.
import { copyFileSync, mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const path = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

mkdirSync(path("dist/report/html"), { recursive: true });
await build({
  entryPoints: { page: path("src/report/html/page/main.ts"), style: path("src/report/html/page.css") },
  outdir: path("dist/report/html"),
  bundle: true,
  minify: true,
  format: "iife",
  platform: "browser",
  target: "es2022",
  logLevel: "error",
});
copyFileSync(path("docs/kill-matrix.json"), path("dist/report/html/kill-matrix.json"));

// Puts dependencies that bring many packages of their own into dist/vendor, each in one file, and makes the compiled code
// import these: an install then brings a third of the packages. Their licences go along.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const VENDOR = join(DIST, "vendor");

const BUNDLED = ["cli-progress", "cli-table3", "execa"];

/** Modules of CommonJS ask for Node's own ones by `require`. */
const BANNER = `import { createRequire } from "node:module";\nconst require = createRequire(import.meta.url);`;

mkdirSync(VENDOR, { recursive: true });
const { metafile } = await build({
  entryPoints: BUNDLED,
  absWorkingDir: ROOT,
  outdir: VENDOR,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  platform: "node",
  target: "node20",
  banner: { js: BANNER },
  legalComments: "none",
  metafile: true,
  logLevel: "error",
});

const packages = new Set(
  Object.keys(metafile.inputs).map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[0]),
);
writeFileSync(join(VENDOR, "LICENSES.txt"), [...packages].filter(Boolean).sort().map(licenceOf).join("\n"));

function licenceOf(path) {
  const folder = join(ROOT, path);
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const text = file === undefined ? "" : readFileSync(join(folder, file), "utf8");
  return `${name} ${version}, ${license}\n\n${text}\n${"-".repeat(80)}\n`;
}

for (const name of readdirSync(DIST, { recursive: true, encoding: "utf8" })) {
  const path = join(DIST, name);
  if (!name.endsWith(".js") || path.startsWith(VENDOR) || !existsSync(path)) continue;
  const code = readFileSync(path, "utf8");
  const ours = code.replaceAll(/(from\s*|import\()"([^"]+)"/g, (whole, start, from) =>
    BUNDLED.includes(from)
      ? `${start}"${relative(dirname(path), join(VENDOR, `${from}.js`)).replaceAll("\\", "/")}"`
      : whole,
  );
  if (ours !== code) writeFileSync(path, ours.replaceAll(/"vendor\//g, '"./vendor/'));
}

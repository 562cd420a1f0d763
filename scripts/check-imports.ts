/**
 * Keeps imports pointing one way: every folder of src/ may import from the folders below it and nothing else, and no
 * file imports itself through others, types included.
 *
 * Biome cannot order folders, and the usual tool for that needs TypeScript's old API; the rule is short enough to be
 * checked here. Packages and Node's own modules may be imported only in the folders that are named for them.
 */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const SRC = resolve(import.meta.dirname, "../src");

/** For each folder, the other folders that it may import from. `index` is src/index.ts. */
const MAY_IMPORT: { readonly [folder: string]: readonly string[] } = {
  math: [],
  files: [],
  loss: ["math"],
  definition: ["loss", "math"],
  variants: ["definition", "loss", "math"],
  formats: ["math"],
  index: ["loss", "math", "definition", "variants"],
  wasm: ["loss", "math"],
  tfjs: ["variants", "definition", "loss", "math"],
  protocol: ["files", "variants", "definition", "formats", "loss", "math"],
  fixtures: ["files", "formats", "math"],
  compare: ["fixtures", "formats", "math"],
  mutants: ["formats", "loss", "math"],
  diagnose: ["mutants", "compare", "fixtures", "loss", "math", "protocol"],
  identify: ["mutants", "compare", "fixtures", "onnx", "variants", "definition", "formats", "loss", "math"],
  explain: ["identify", "mutants", "compare", "variants", "definition", "loss", "math"],
  analysis: ["identify", "explain"],
  conformance: ["files", "diagnose", "identify", "compare", "fixtures", "protocol", "loss", "math"],
  onnx: ["files", "formats", "math"],
  backends: [
    "adapters",
    "compare",
    "tfjs",
    "wasm",
    "conformance",
    "fixtures",
    "onnx",
    "protocol",
    "variants",
    "definition",
    "formats",
    "loss",
    "math",
  ],
  fuzz: [
    "diagnose",
    "conformance",
    "protocol",
    "compare",
    "fixtures",
    "variants",
    "definition",
    "formats",
    "loss",
    "math",
  ],
  adapters: [
    "files",
    "conformance",
    "compare",
    "fixtures",
    "onnx",
    "protocol",
    "variants",
    "definition",
    "formats",
    "loss",
    "math",
  ],
  cases: ["identify", "explain", "mutants", "compare", "protocol", "variants", "formats", "loss", "math"],
  report: [
    "files",
    "fixtures",
    "identify",
    "explain",
    "cases",
    "compare",
    "conformance",
    "fuzz",
    "math",
    "mutants",
    "variants",
  ],
  testing: [
    "mutants",
    "variants",
    "adapters",
    "identify",
    "diagnose",
    "conformance",
    "compare",
    "fixtures",
    "protocol",
    "math",
  ],
  vitest: ["conformance", "testing", "compare", "formats", "math"],
  cli: [
    "files",
    "formats",
    "cases",
    "fuzz",
    "adapters",
    "backends",
    "conformance",
    "identify",
    "diagnose",
    "explain",
    "fixtures",
    "compare",
    "report",
    "onnx",
    "protocol",
    "variants",
    "wasm",
    "definition",
    "loss",
    "math",
  ],
};

/** Packages and Node modules, by the folder that may name them. */
const MAY_USE: { readonly [folder: string]: readonly string[] } = {
  math: [],
  loss: [],
  definition: [],
  variants: [],
  index: [],
  tfjs: [
    "@tensorflow/tfjs-core",
    "@tensorflow/tfjs-core/dist/register_all_gradients.js",
    "node:fs",
    "node:fs/promises",
    "node:module",
    "node:url",
  ],
  files: ["node:crypto", "node:fs", "node:os", "node:path", "node:stream", "node:zlib"],
  formats: ["@petamoriken/float16"],
  protocol: ["zod", "node:stream", "node:stream/promises", "node:string_decoder"],
  fixtures: ["zod", "node:crypto", "node:fs", "node:path", "node:url", "node:zlib"],
  compare: ["decimal.js"],
  mutants: [],
  diagnose: [],
  identify: [],
  explain: [],
  analysis: [],
  conformance: ["zod"],
  onnx: ["onnxruntime-node", "pbf", "node:fs", "node:module", "node:path"],
  backends: [
    "@tensorflow/tfjs-backend-cpu",
    "@tensorflow/tfjs-backend-wasm",
    "node:fs",
    "node:url",
    "node:worker_threads",
    "zod",
  ],
  fuzz: ["fast-check", "zod"],
  adapters: [
    "execa",
    "node:child_process",
    "node:crypto",
    "node:fs",
    "node:path",
    "node:readline",
    "node:url",
  ],
  testing: [],
  vitest: ["vitest"],
  cases: ["zod", "node:fs"],
  report: [
    "cli-table3",
    "markdown-table",
    "picocolors",
    "picocolors/types",
    "zod",
    "node:crypto",
    "node:zlib",
  ],
  cli: [
    "commander",
    "picocolors",
    "cli-progress",
    "zod",
    "node:fs",
    "node:os",
    "node:path",
    "node:url",
    "node:vm",
  ],
};

function sources(directory: string): string[] {
  return readdirSync(directory).flatMap((name) => {
    const path = join(directory, name);
    return statSync(path).isDirectory() ? sources(path) : path.endsWith(".ts") ? [path] : [];
  });
}

function folderOf(path: string): string {
  const parts = relative(SRC, path).split("/");
  return parts.length === 1 ? "index" : parts[0]!;
}

const problems: string[] = [];
/** For each file, the files that it imports. */
const importsOf = new Map<string, readonly string[]>();
for (const path of sources(SRC)) {
  const folder = folderOf(path);
  const file = relative(SRC, path);
  const allowed = MAY_IMPORT[folder];
  if (allowed === undefined) {
    problems.push(`${file}: folder ${folder} has no row in scripts/check-imports.ts`);
    continue;
  }
  // Comments are left out, since examples in them import the package.
  const code = readFileSync(path, "utf8").replaceAll(/\/\*\*[\s\S]*?\*\//g, "");
  const named = [...code.matchAll(/(?<![-"\w])(?:from|import|import\()\s*"([^"]+)"/g)].map(
    ([, from = ""]) => from,
  );
  const targets = named.filter((from) => from.startsWith(".")).map((from) => resolve(dirname(path), from));
  importsOf.set(path, targets);
  for (const from of named) {
    if (from.startsWith(".")) {
      const target = folderOf(resolve(dirname(path), from));
      if (target !== folder && !allowed.includes(target)) {
        problems.push(`${file}: imports from ${target}/, which ${folder}/ may not`);
      }
    } else if (!(MAY_USE[folder] ?? []).includes(from)) {
      problems.push(`${file}: imports ${from}, which ${folder}/ may not`);
    }
  }
}

/** The first way from a file back to itself, by depth-first search. */
function circleFrom(path: string, way: readonly string[], done: Set<string>): readonly string[] | undefined {
  if (way.includes(path)) return [...way.slice(way.indexOf(path)), path];
  if (done.has(path)) return undefined;
  for (const next of importsOf.get(path) ?? []) {
    const circle = circleFrom(next, [...way, path], done);
    if (circle !== undefined) return circle;
  }
  done.add(path);
  return undefined;
}
const done = new Set<string>();
for (const path of importsOf.keys()) {
  const circle = circleFrom(path, [], done);
  if (circle === undefined) continue;
  problems.push(`imports in a circle: ${circle.map((file) => relative(SRC, file)).join(" -> ")}`);
  break;
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;

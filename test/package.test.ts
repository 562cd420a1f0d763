/**
 * What a user of the package can import: the entries that are documented, and nothing else. npm says which files the
 * tarball has; Node resolves the package by its own name as it does an installed one.
 */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { beforeAll, describe, expect, it } from "vitest";
import { VARIANTS } from "../src/variants/index.ts";

const ROOT = join(import.meta.dirname, "..");
const require = createRequire(join(ROOT, "index.js"));

/** Every entry but those of variants, each of which stands in the documentation by its full name. */
const ENTRIES = [
  "smoothproof",
  "smoothproof/analysis",
  "smoothproof/compare",
  "smoothproof/module",
  "smoothproof/tfjs",
  "smoothproof/tfjs/gradients",
  "smoothproof/vitest",
  "smoothproof/wasm",
];

/** No documentation, but tools ask for it. */
const MANIFEST = "smoothproof/package.json";

const entriesOfVariants = VARIANTS.map(({ id }) => `smoothproof/variants/${id}`);

/** The file that an import gets, from the package's folder; undefined where Node refuses. */
function resolved(entry: string): string | undefined {
  try {
    return require.resolve(entry).slice(ROOT.length + 1);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED" || code === "MODULE_NOT_FOUND") return undefined;
    throw error;
  }
}

/** A module and all that it imports by paths; of declarations, the declarations. */
function filesOf(file: string, found: Set<string> = new Set()): ReadonlySet<string> {
  if (found.has(file)) return found;
  found.add(file);
  const isTypes = file.endsWith(".d.ts");
  const imports = isTypes
    ? /(?:from|import|import\()\s*"(\.[^"]+)"/g
    : /^(?:import|export|\})[^"\n]*"(\.[^"]+)";$/gm;
  for (const [, path] of readFileSync(file, "utf8").matchAll(imports))
    filesOf(join(dirname(file), isTypes ? path!.replace(/\.[jt]s$/, ".d.ts") : path!), found);
  return found;
}

let packed: ReadonlySet<string>;

beforeAll(async () => {
  const { stdout } = await execa("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: ROOT });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  packed = new Set(files.map(({ path }) => path));
});

describe("the package", () => {
  it.each([...ENTRIES, ...entriesOfVariants])("%s: the tarball has its code and its types", (entry) => {
    const file = resolved(entry);
    expect(file).toMatch(/^dist\/.*\.js$/);
    expect([...packed]).toContain(file);
    // Bundles have their types where the code was compiled.
    const types = join(ROOT, file!.replace(/^dist\/losses\//, "dist/").replace(/\.js$/, ".d.ts"));
    const needed = [...filesOf(types)].map((path) => path.slice(ROOT.length + 1));
    expect(needed.filter((path) => !packed.has(path))).toEqual([]);
  });

  it("nothing else can be imported, by a path of the tarball or by one of dist", () => {
    const allowed = new Set([...ENTRIES, ...entriesOfVariants, MANIFEST]);
    const importable = [...packed]
      .flatMap((path) => {
        const inside = path.replace(/^dist\//, "");
        return [
          path,
          inside,
          inside.replace(/(\.d)?\.(js|ts|json)$/, ""),
          inside.replace(/\/index\.js$/, ""),
        ];
      })
      .map((path) => `smoothproof/${path}`)
      .filter((entry) => !allowed.has(entry) && resolved(entry) !== undefined);
    expect([...new Set(importable)]).toEqual([]);
  });

  it.each(entriesOfVariants)("%s: a few files are loaded, and nothing but files of losses", (entry) => {
    const loaded = filesOf(join(ROOT, resolved(entry)!));
    expect(loaded.size).toBeGreaterThan(1);
    expect(loaded.size).toBeLessThanOrEqual(12);
    for (const file of loaded) expect(file).toMatch(/\/dist\/losses\//);
  });

  it("a refusal is one to whichever entry is asked", async () => {
    const { InvalidArgument, opennmt } = await import(join(ROOT, resolved("smoothproof")!));
    const { InvalidArgument: another } = await import(join(ROOT, "dist/math/errors.js"));
    expect(another).not.toBe(InvalidArgument);
    const refused = (): void => opennmt({ labelSmoothing: 2, numClasses: 5 });
    expect(refused).toThrow(InvalidArgument);
    expect(refused).toThrow(another);
    expect(new RangeError("another")).not.toBeInstanceOf(another);
  });

  it("what the README links to is in the tarball", () => {
    for (const page of ["README.md", "README.ko.md"]) {
      const links = [
        ...readFileSync(join(ROOT, page), "utf8").matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g),
      ];
      const missing = links.map(([, link]) => link!).filter((link) => !packed.has(link));
      expect(links.length).toBeGreaterThan(10);
      expect(missing).toEqual([]);
    }
  });

  it("every entry is documented", () => {
    const pages = [
      "README.md",
      ...readdirSync(join(ROOT, "docs"))
        .filter((name) => name.endsWith(".md"))
        .map((name) => `docs/${name}`),
    ];
    const text = pages.map((page) => readFileSync(join(ROOT, page), "utf8")).join("\n");
    for (const entry of ENTRIES) expect(text).toMatch(new RegExp(`["\`]${entry}["\`]`));
    expect(text).toMatch(/["`]smoothproof\/variants\/[a-z]/);
  });
});

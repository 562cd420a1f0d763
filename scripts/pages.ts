/**
 * Writes every generated page.
 *
 *     npm run pages                      all of them
 *     npm run pages -- cases variants    some of them
 *     npm run pages -- --check           change nothing; exit 1 if a file is stale, missing or left over
 *
 * Each page is made in a separate process, as many at a time as there are processors.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { execa } from "execa";
import { type Page, ROOT } from "./pages/page.ts";

/** The slowest pages first, so that no processor is idle at the end. */
const PAGES: { readonly [name: string]: () => Promise<{ readonly PAGE: Page }> } = {
  mutants: () => import("./pages/mutants.ts"),
  explain: () => import("./pages/explain.ts"),
  training: () => import("./pages/training.ts"),
  variants: () => import("./pages/variants.ts"),
  results: () => import("./pages/results.ts"),
  cases: () => import("./pages/cases.ts"),
  cli: () => import("./pages/cli.ts"),
  mutation: () => import("./pages/mutation.ts"),
  reference: () => import("./pages/reference.ts"),
};

const USAGE = 2;

/** Makes one page, and writes or compares its files. */
async function one(name: string, check: boolean): Promise<boolean> {
  const { PAGE } = await PAGES[name]!();
  const { files, problems = [] } = await PAGE.make();
  const stale = [...files].filter(([path, text]) => {
    const file = join(ROOT, path);
    return !existsSync(file) || readFileSync(file, "utf8") !== text;
  });
  const leftOver = (PAGE.owns ?? []).flatMap(filesIn).filter((path) => !files.has(path));
  for (const problem of problems) console.error(problem);
  if (check) {
    for (const [path] of stale) console.error(`${path}: out of date. Run: npm run pages -- ${name}`);
    for (const path of leftOver)
      console.error(`${path}: no page has this file. Run: npm run pages -- ${name}`);
  } else {
    for (const [path, text] of stale) {
      mkdirSync(dirname(join(ROOT, path)), { recursive: true });
      writeFileSync(join(ROOT, path), text);
    }
    for (const path of leftOver) rmSync(join(ROOT, path));
  }
  const changed = check ? "out of date" : "written";
  console.log(`${name}: ${files.size} files, ${stale.length + leftOver.length} ${changed}`);
  return problems.length === 0 && (!check || stale.length + leftOver.length === 0);
}

function filesIn(folder: string): string[] {
  if (!existsSync(join(ROOT, folder))) return [];
  return readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1));
}

/** Makes each page in a separate process. */
async function several(names: readonly string[], check: boolean): Promise<boolean> {
  const left = [...names];
  const results: boolean[] = [];
  const worker = async (): Promise<void> => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const args = ["--import", "tsx", import.meta.filename, name, ...(check ? ["--check"] : [])];
      const { failed, all } = await execa(process.execPath, args, { cwd: ROOT, all: true, reject: false });
      console.log(all);
      results.push(!failed);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
  const failed = results.filter((passed) => !passed).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0;
}

const { values, positionals } = parseArgs({
  options: { check: { type: "boolean", default: false } },
  allowPositionals: true,
});
const unknown = positionals.find((name) => !Object.hasOwn(PAGES, name));
if (unknown === undefined) {
  const [first = "", ...others] = positionals.length > 0 ? positionals : Object.keys(PAGES);
  const passed = others.length === 0 ? one(first, values.check) : several([first, ...others], values.check);
  process.exitCode = (await passed) ? 0 : 1;
} else {
  console.error(`page: expected one of ${Object.keys(PAGES).join(", ")}, got ${unknown}`);
  process.exitCode = USAGE;
}

/**
 * Writes docs/divergence.md and one page per variant, in English and in Korean, from the records and the vectors.
 *
 *     tsx scripts/write-docs.ts            write them
 *     tsx scripts/write-docs.ts --check    change nothing; exit 1 if a file is stale, missing or left over
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { documents, ownedFolder } from "./docs/documents.ts";
import { allFacts } from "./docs/facts.ts";
import { ENGLISH } from "./docs/words/english.ts";
import { KOREAN } from "./docs/words/korean.ts";

const ROOT = join(import.meta.dirname, "..");
const LANGUAGES = [ENGLISH, KOREAN];

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });
const facts = allFacts();
const wanted = new Map<string, string>();
for (const words of LANGUAGES)
  for (const [path, text] of await documents(facts, words)) wanted.set(path, text);

const leftOver = LANGUAGES.map(ownedFolder)
  .filter((folder) => existsSync(join(ROOT, folder)))
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1)),
  )
  .filter((path) => !wanted.has(path));
const stale = [...wanted].filter(([path, text]) => {
  const file = join(ROOT, path);
  return !existsSync(file) || readFileSync(file, "utf8") !== text;
});

if (values.check) {
  for (const [path] of stale) console.error(`${path}: is not what the records give now. Run: npm run docs`);
  for (const path of leftOver) console.error(`${path}: belongs to no variant. Run: npm run docs`);
  process.exitCode = stale.length + leftOver.length > 0 ? 1 : 0;
} else {
  for (const [path, text] of stale) {
    mkdirSync(dirname(join(ROOT, path)), { recursive: true });
    writeFileSync(join(ROOT, path), text);
  }
  for (const path of leftOver) rmSync(join(ROOT, path));
  console.log(`${wanted.size} files, ${stale.length} written, ${leftOver.length} removed`);
}

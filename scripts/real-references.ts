/**
 * Puts the real packages behind every form in which vectors are handed out, over all vectors of their variants, and writes how
 * many passed into docs/judging.md. Exit 1 where a vector does not pass, 4 where a language or a library is not installed.
 *
 *     npm run references                      all of them
 *     npm run references -- optax check.go    some packages, some columns; the others keep their counts
 */
import { writeFileSync } from "node:fs";
import {
  COLUMNS,
  type Count,
  FORMS,
  type FormName,
  judged,
  type Loss,
  REFERENCES,
  type Reference,
  withCheckers,
} from "./real-references/cell.ts";
import { CHECKERS, type Language, missingFor } from "./real-references/checkers.ts";
import { type Counts, pagesWith, readCounts, writeCounts } from "./real-references/table.ts";

const named = process.argv.slice(2);
const all = Object.keys(REFERENCES) as Reference[];
const unknown = named.find((name) => !(all as string[]).includes(name) && !COLUMNS.includes(name));
if (unknown !== undefined)
  throw new Error(`name: expected one of ${[...all, ...COLUMNS].join(", ")}, got "${unknown}"`);
const isAsked = (name: string, among: readonly string[]): boolean =>
  named.includes(name) || !named.some((each) => among.includes(each));
const variants = all.filter((variant) => isAsked(variant, all));
const forms = (Object.keys(FORMS) as FormName[]).filter((form) => isAsked(form, COLUMNS));
const languages = (Object.keys(CHECKERS) as Language[]).filter((each) =>
  isAsked(CHECKERS[each].file, COLUMNS),
);

const missing = (await Promise.all(languages.map(missingFor))).flat();
if (missing.length > 0) {
  console.error(missing.join("\n"));
  process.exit(4);
}

const counts: Counts = readCounts();
function note({ variant }: Loss, column: string, { passed, others, said }: Count): void {
  counts[variant] = { ...counts[variant], [column]: `${passed} / ${passed + others}` };
  console.log(`${variant}, ${column}: ${passed} passed, ${others} others`);
  // Written each time, since all of them take half an hour.
  writeCounts(counts);
  for (const [path, text] of pagesWith(counts)) writeFileSync(path, text);
  if (others === 0 && passed > 0) return;
  console.log(said.slice(-3000));
  process.exitCode = 1;
}

await withCheckers(async (checkedBy) => {
  for (const variant of variants) {
    for (const language of languages)
      note({ variant }, CHECKERS[language].file, await checkedBy(language, { variant }));
    for (const form of forms) note({ variant }, form, await judged(form, { variant }));
  }
});

/**
 * Puts the real packages behind every form in which vectors are handed out to Python, over all vectors of their variants, and
 * writes how many passed into docs/judging.md. Exit 1 where a vector does not pass.
 *
 *     npm run references                  all of them
 *     npm run references -- torch optax   some of them; the others keep their counts
 */
import { writeFileSync } from "node:fs";
import { FORMS, type FormName, judged, REFERENCES, type Reference } from "./real-references/cell.ts";
import { type Counts, pagesWith, readCounts, writeCounts } from "./real-references/table.ts";

const named = process.argv.slice(2) as Reference[];
const all = Object.keys(REFERENCES) as Reference[];
const unknown = named.find((variant) => !all.includes(variant));
if (unknown !== undefined) throw new Error(`variant: expected one of ${all.join(", ")}, got "${unknown}"`);

const counts: Counts = readCounts();
for (const variant of named.length > 0 ? named : all) {
  for (const form of Object.keys(FORMS) as FormName[]) {
    const { passed, others, said } = await judged(form, { variant });
    counts[variant] = { ...counts[variant], [form]: `${passed} / ${passed + others}` };
    console.log(`${variant}, ${form}: ${passed} passed, ${others} others`);
    if (others === 0 && passed > 0) continue;
    console.log(said.slice(-3000));
    process.exitCode = 1;
  }
}
writeCounts(counts);
for (const [path, text] of pagesWith(counts)) writeFileSync(path, text);

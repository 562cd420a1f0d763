/**
 * Whether what failures are said to look like holds. Every loss here is wrong: each mutant, two mutants at once, each
 * other variant, and slips that are no mutant. Half of a variant's vectors are shown. A name is right if, on the other
 * half, the loss gives the named mutant's numbers wherever that is wrong, alone or with another of the names. Takes
 * some minutes.
 *
 *     npx tsx scripts/campaigns/diagnosis.ts [--every N]
 */
import { parseArgs } from "node:util";
import { measure } from "./diagnosis/measure.ts";

const { values } = parseArgs({ options: { every: { type: "string", default: "1" } } });
/** Share of the names of two mistakes that may not hold: where one hides the other, the shown half may not tell. */
const MOST_WRONG = 0.02;

let failed = 0;
let passed = 0;
for (const { kind, losses, right, silent, wrong } of measure(Number(values.every))) {
  console.log(`${kind}: ${losses} losses, ${right} right, ${silent} silent, ${wrong.length} wrong`);
  for (const { subject, variant, failures, wrong: names } of wrong) {
    const said = names.map(({ mutant, count, holds }) => `${mutant} for ${count}, holds on ${holds}`);
    console.log(`  ${subject} in ${variant}, ${failures} failures: ${said.join("; ")}`);
  }
  const most =
    kind === "two mutants at once" || kind === "other variants" ? Math.ceil(MOST_WRONG * losses) : 0;
  if (wrong.length > most) failed += wrong.length;
  passed += losses - (wrong.length > most ? wrong.length : 0);
}
console.log(`${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;

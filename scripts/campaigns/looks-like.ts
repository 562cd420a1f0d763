/**
 * How often a failure's `looks like` names the mutant that caused it, over all golden vectors. Takes some minutes.
 *
 *     npx tsx scripts/campaigns/looks-like.ts
 */
import { settle } from "../../src/analysis/looks-like.ts";
import { jsImplementation } from "../../src/backends/js.ts";
import { naming } from "../../src/conformance/naming.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import { MUTANTS } from "../../src/mutants/index.ts";

const vectors = [...openFixtures().vectors()];
const right = jsImplementation("0");
let first = 0;
let most = 0;
for (const mutant of MUTANTS) {
  const found = await naming(mutant, vectors, right, settle);
  if (found.first === mutant.id) first += 1;
  if (found.most === mutant.id) most += 1;
  else console.log(`${mutant.id}: most of ${found.failures} failures look like ${found.most}`);
}
const share = (count: number): string =>
  `${count} of ${MUTANTS.length} (${((100 * count) / MUTANTS.length).toFixed(1)} %)`;
console.log(`named by most failures: ${share(most)}; by the first: ${share(first)}`);

/**
 * Measures the claims of docs/explain.md on random calls; seed and number of calls can be chosen:
 *
 *     tsx scripts/campaigns/explain.ts [--runs 10000] [--seed 1]
 *
 * explain: do the terms add up to the difference, and how much of it is rounding? convert: do loss and gradient
 * agree wherever it says exact? Exits 1 if not. `npm run pages -- explain` writes the numbers into the page.
 */
import { parseArgs } from "node:util";
import { convertCampaign } from "./explain/convert.ts";
import { explainCampaign } from "./explain/ledgers.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!(Number.isSafeInteger(runs) && runs > 0 && Number.isSafeInteger(seed))) {
  console.error("--runs, --seed: expected whole numbers");
  process.exit(2);
}
const ledgers = explainCampaign(runs, seed);
const conversions = convertCampaign(runs, seed);
console.log([`Seed ${seed}.`, ...ledgers.lines, ...conversions.lines].join("\n"));
process.exitCode = ledgers.holds && conversions.holds ? 0 : 1;

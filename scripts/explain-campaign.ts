/**
 * Measures what docs/explain.md claims, on random calls:
 *
 *     tsx scripts/explain-campaign.ts [--runs 10000] [--seed 1] [--write] [--check]
 *
 * explain: do the terms add up to the difference, and how much of it is left to rounding? convert: do loss and gradient
 * agree wherever it says exact? Exits 1 if not; with --check also if the page says otherwise.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { convertCampaign } from "./explain/convert.ts";
import { explainCampaign } from "./explain/ledgers.ts";

const PAGE = new URL("../docs/explain.md", import.meta.url);

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "10000" },
    seed: { type: "string", default: "1" },
    write: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
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
const text = [`Seed ${seed}.`, ...ledgers.lines, ...conversions.lines].join("\n");
console.log(text);
const page = readFileSync(PAGE, "utf8");
const part = /(<!-- campaign:[^>]*-->\n)[\s\S]*?(<!-- \/campaign -->)/;
const wanted = page.replace(part, (_, start: string, end: string) => `${start}${text}\n${end}`);
if (values.write) writeFileSync(PAGE, wanted);
const isStale = values.check && page !== wanted;
if (isStale) console.error("docs/explain.md is stale. Run: npx tsx scripts/explain-campaign.ts --write");
process.exitCode = ledgers.holds && conversions.holds && !isStale ? 0 : 1;

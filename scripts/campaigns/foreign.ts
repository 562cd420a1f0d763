/**
 * How often `identify` names a loss that it does not know: random numbers, and margin, poly, temperature, focal, dice,
 * contrastive, scaled and shifted losses, each one number of a batch, at 4 to 8 digits.
 *
 *     npx tsx scripts/campaigns/foreign.ts [--runs 2000] [--seed 20261201] [--digits 4,5,6,7,8]
 *
 * Prints the counts; fails where more than one in 1,000 is named alone at 4 or 5 digits, or any at more.
 */
import { parseArgs } from "node:util";
// The built package, as users have it.
import { identify } from "smoothproof/analysis";
import { Draws } from "./identify/draws.ts";
import { drawForeign } from "./identify/foreign.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    seed: { type: "string", default: "20261201" },
    digits: { type: "string", default: "4,5,6,7,8" },
  },
});
const runs = Number(values.runs);
for (const digits of values.digits.split(",").map(Number)) {
  const draws = new Draws(Number(values.seed) + digits);
  const named = { right: 0, mistake: 0 };
  let none = 0;
  for (let run = 0; run < runs; run += 1) {
    const { kind, logits, target, loss } = drawForeign(draws);
    const { matches, ambiguous } = identify({ logits, target, loss: loss.toPrecision(digits) });
    const [best] = matches;
    if (best === undefined) none += 1;
    if (best === undefined || ambiguous) continue;
    named[best.mutant === undefined ? "right" : "mistake"] += 1;
    console.error(`${digits} digits: ${kind} ${loss} is named ${best.call} ${best.mutant?.id ?? ""}`);
  }
  const wrong = named.right + named.mistake;
  console.log(
    `${digits} digits: of ${runs}, ${named.right} named alone as a known loss, ${named.mistake} as one with a mistake; nothing fits ${none}`,
  );
  if (wrong > (digits < 6 ? runs / 1000 : 0)) process.exitCode = 1;
}

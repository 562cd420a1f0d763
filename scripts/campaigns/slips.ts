/**
 * What is said of losses written by hand with one slip, most of which is no mutant: the slip by a name that holds on
 * vectors that were not shown, its family (the words speak of the smoothing, of ignored rows, of large logits, …), nothing
 * of use, or a name that does not hold.
 *
 *     npx tsx scripts/campaigns/slips.ts [--only TEXT] [--part 1/4]
 *
 * Fails where fewer than 80 % are named or told as the right family, or a name does not hold.
 */
import { parseArgs } from "node:util";
import { judge } from "../../src/compare/judge.ts";
import { openFixtures } from "../../src/fixtures/load.ts";
import { byHand, HAND_SLIPS } from "./diagnosis/by-hand.ts";
import { examsOf } from "./diagnosis/examine.ts";
import { saidOf } from "./diagnosis/said.ts";

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, part: { type: "string", default: "1/1" } },
});
const [part, parts] = values.part.split("/").map(Number) as [number, number];
/** The calls on which the loss by hand is right without a slip. */
const exams = examsOf(openFixtures().vectors(({ variant }) => variant === "torch"))
  .get("torch")!
  .filter(
    ({ vector, lossCall }) =>
      judge(vector, { kind: "result", ...byHand(lossCall, {}) }, { judged: "default" }).status === "pass",
  );

console.log(`${exams.length} calls`);
const counts = { named: 0, family: 0, silent: 0, wrong: 0 };
HAND_SLIPS.filter(({ id }, i) => id.includes(values.only) && i % parts === part - 1).forEach(
  ({ id, steps, about }) => {
    const said = saidOf({ id, answer: (e) => byHand(e, steps), plain: (e) => byHand(e, {}) }, about, exams);
    if (said === undefined) {
      console.log(`${id}: fails nothing`);
      return;
    }
    counts[said.kind] += 1;
    console.log(
      `${said.kind.padEnd(7)} ${id}, ${said.failures} failures: ${said.words.slice(0, 3).join(" | ")}`,
    );
    for (const name of said.wrong) console.log(`        does not hold: ${name}`);
  },
);
const all = Object.values(counts).reduce((a, b) => a + b, 0);
console.log(
  `${all} slips: ${counts.named} named, ${counts.family} told as their family, ${counts.silent} silent, ${counts.wrong} wrong`,
);
if (counts.wrong > 0 || counts.named + counts.family < 0.8 * all) process.exitCode = 1;

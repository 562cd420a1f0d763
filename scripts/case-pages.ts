/**
 * Writes docs/cases.md: every thread case with its numbers, replayed.
 *
 *     tsx scripts/case-pages.ts            write it
 *     tsx scripts/case-pages.ts --check    change nothing; exit 1 if it is stale
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { CASES } from "../src/cases/index.ts";
import { likePrinted } from "../src/cases/printed.ts";
import { type Replay, type ReplayedReading, replay } from "../src/cases/replay.ts";
import { describeMaking } from "../src/report/threads.ts";

const PAGE = new URL("../docs/cases.md", import.meta.url);

const STATUS = { reproduces: "yes", "does not reproduce": "no", asked: "" } as const;

/** Vertical bars would end a table's cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function numberRows({ reading, status, loss, numbers }: ReplayedReading): string[] {
  const by = `\`${describeMaking(reading.made)}\``;
  if (numbers.length === 0) {
    return [
      `| ${cell(reading.who)} | not printed | ${loss.map((x) => x.toPrecision(7)).join(", ")} | | ${by} |`,
    ];
  }
  return numbers.map(({ printed, computed }) => {
    const ours = computed.map((value, i) => likePrinted(value, printed[i]!));
    return `| ${cell(reading.who)} | ${printed.join(", ")} | ${ours.join(", ")} | ${STATUS[status]} | ${by} |`;
  });
}

function section({ thread, readings }: Replay): string {
  const differing = readings.flatMap(({ reading }) =>
    reading.differs === undefined ? [] : [`Does not come out: ${reading.who}; ${reading.differs.because}.`],
  );
  return [
    `## ${thread.id}`,
    `[${thread.title}](${thread.link}), ${thread.when}`,
    thread.asked,
    [
      "| whose number | printed | computed | same | by |",
      "|---|---|---|---|---|",
      ...readings.flatMap(numberRows),
    ].join("\n"),
    ...differing,
    `Cause: ${thread.cause}`,
  ].join("\n\n");
}

const replays = CASES.map(replay);
const reproduce = replays.filter(({ status }) => status === "reproduces").length;
const text = `# Cases: public threads, replayed

${replays.length} public threads and documented examples about this loss, with their own inputs and numbers. In ${reproduce} of them
every printed number comes out of a variant of ours, or of a mutant, a variant with one thing wrong; where one does
not, the case says what comes out instead. \`npx smoothproof cases ID\` replays one on your machine, \`--json\` gives
its inputs.

A number counts as the same if it is within one unit of its last printed digit.
Written by \`npx tsx scripts/case-pages.ts\`.

${replays.map(section).join("\n\n")}
`;

if (!process.argv.includes("--check")) writeFileSync(PAGE, text);
else if (!existsSync(PAGE) || readFileSync(PAGE, "utf8") !== text) {
  console.error("docs/cases.md: is not what the cases give now. Run: npx tsx scripts/case-pages.ts");
  process.exitCode = 1;
}
for (const { thread, asRecorded } of replays) {
  if (asRecorded) continue;
  console.error(
    `${thread.id}: a number does not come out as recorded. Look: npx smoothproof cases ${thread.id}`,
  );
  process.exitCode = 1;
}

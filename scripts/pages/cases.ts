/** docs/cases.md: every public thread with its numbers, replayed. */

import { CASES } from "../../src/cases/index.ts";
import type { CaseLedger } from "../../src/cases/ledger.ts";
import type { ReplayedReading } from "../../src/cases/replay.ts";
import { type Study, study } from "../../src/cases/study.ts";
import {
  columnsOf,
  describeIdentified,
  describeMaking,
  describeTerm,
  NO_LEDGER,
  signed,
} from "../../src/report/threads.ts";
import type { Page } from "./page.ts";

const STATUS = { reproduces: "yes", "does not reproduce": "no", asked: "" } as const;

/** Vertical bars would end a table's cell. */
function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function numberRows(replayed: ReplayedReading): string[] {
  const { reading, status } = replayed;
  return columnsOf(replayed).map(({ printed, computed }) =>
    [
      "",
      cell(reading.who),
      cell(printed.join(", ")),
      cell(computed.join(", ")),
      STATUS[status],
      `\`${describeMaking(reading)}\``,
      "",
    ]
      .join(" | ")
      .trim(),
  );
}

function ledgerPart(ledger: CaseLedger | undefined): string {
  if (ledger === undefined) return `Ledger: ${NO_LEDGER}.`;
  const { of, from, to, terms } = ledger;
  const rows = terms.map((term) => `| ${signed(term.delta)} | ${cell(describeTerm(term))} |`);
  const head = `Ledger: ${of}, from ${from.toPrecision(7)} to ${to.toPrecision(7)}.`;
  return [head, "", "| change | where |", "|---:|---|", ...rows].join("\n");
}

function section({ thread, readings, ledger, identified }: Study): string {
  const differing = readings.flatMap(({ reading }) =>
    reading.differs === undefined ? [] : [`Not reproduced: ${reading.who}; ${reading.differs.because}.`],
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
    ledgerPart(ledger),
    `Cause: ${thread.cause}`,
    ...(identified === undefined ? [] : [`Identify: ${describeIdentified(identified)}.`]),
  ].join("\n\n");
}

function page(studies: readonly Study[]): string {
  const reproduce = studies.filter(({ status }) => status === "reproduces").length;
  const asked = studies.flatMap(({ identified }) => (identified === undefined ? [] : [identified.verdict]));
  const count = (verdict: string): number => asked.filter((each) => each === verdict).length;
  return `# Cases: public threads, replayed

${studies.length} public threads and documented examples about this loss, with their own inputs and numbers. In ${reproduce} of
them, one of our variants, or a mutant (a variant with one deliberate mistake), reproduces every printed number; in the
others, the case says what is computed instead. \`npx smoothproof cases ID\` replays a case on your machine, and \`--json\`
gives its inputs.

\`npx smoothproof identify\` was asked about ${asked.length} of the numbers. It was given the inputs and nothing else: no name,
no smoothing.

| answer | numbers |
|---|---:|
| the definition that made it, or several with the same mistake | ${count("named")} |
| several, the right one first | ${count("first")} |
| several, the right one among them | ${count("among")} |
| none, since no definition has the epsilon that the number needs | ${count("missed")} |
| none, since the number has too few digits | ${count("unusable")} |

A number counts as the same if it is within one unit of its last printed digit.
Written by \`npm run pages -- cases\`.

${studies.map(section).join("\n\n")}
`;
}

export const PAGE: Page = {
  make: () => {
    const studies = CASES.map(study);
    const problems = studies
      .filter(({ asRecorded }) => !asRecorded)
      .map(
        ({ thread: { id } }) =>
          `${id}: expected the recorded numbers, got others. Run: npx smoothproof cases ${id}`,
      );
    return { files: new Map([["docs/cases.md", page(studies)]]), problems };
  },
};

/** docs/kill-matrix.json and docs/kill-matrix.md: every mutant on every vector. */

import { canonicalJson } from "../../../src/fixtures/canonical.ts";
import type { FixtureSet } from "../../../src/fixtures/load.ts";
import { MUTANTS } from "../../../src/mutants/index.ts";
import { measure } from "../../campaigns/diagnosis/measure.ts";
import type { Made } from "../page.ts";
import { MATRIX_DTYPES, type MutantCase, type MutantRow, totalOf } from "./fates.ts";
import { DRAWN, FEWEST_KILLS, reachOf } from "./gaps.ts";

/** Of the losses of the campaign of diagnoses, each so many-th is diagnosed for the page. */
const EVERY_DIAGNOSIS = 37;

/** The pages, made from the fate of every mutant on every vector. */
export function matrixPages(
  fixtures: FixtureSet,
  cases: readonly MutantCase[],
  rows: readonly MutantRow[],
): Made {
  const { applies, gaps, shared } = reachOf(rows, cases);
  const matrix = {
    format: "smoothproof-kill-matrix/2",
    fixtures: fixtures.sha256,
    vectors: cases.map(({ vector }) => vector.id),
    mutants: rows.map((row) => ({
      id: row.id,
      float32: totalOf(row, "float32"),
      float64: totalOf(row, "float64"),
      killedBy: bits(row, "killed"),
      survives: bits(row, "survived"),
    })),
  };

  const table = rows.map((row) => {
    const { says, seen = "" } = MUTANTS.find((mutant) => mutant.id === row.id)!;
    const [f32, f64] = MATRIX_DTYPES.map((dtype) => {
      const { killed, answered } = totalOf(row, dtype);
      return `${killed} of ${answered}`;
    });
    return `| \`${row.id}\` | ${says} | ${f32} | ${f64} | ${applies.get(row.id) ?? 0} | ${seen} |`;
  });
  const pairs = [...applies.values()].reduce((a, b) => a + b, 0);
  const markdown = `# The kill matrix

Does the suite catch wrong losses? Each of these ${rows.length} mutants is a loss with one deliberate mistake. It answers
every vector of every variant that it can answer, and is judged like anybody's implementation. A vector that the same code
would also fail without the mistake does not count.

A mutant applies to a variant in a dtype if ${DRAWN} random calls tell the two apart, which plain arithmetic without the
mistake does not, and if the package [does not round as much itself](#what-the-package-does-itself). That is so for ${pairs}
such pairs, and at least ${FEWEST_KILLS} vectors of the tiers core and edge catch the mutant in each of them.
Which of the mutants the references' own tests catch is in [own-tests.md](own-tests.md).

[kill-matrix.json](kill-matrix.json) says which vector catches which mutant: \`killedBy\` has one bit per vector, in the
order of \`vectors\`, most significant bit first. Written by \`npm run pages -- mutants\`.

| mutant | what it does | caught, float32 | caught, float64 | applies to | seen in |
|---|---|---:|---:|---:|---|
${table.join("\n")}

## What the package does itself

An implementation may be as far from the truth as the package is, so these mutants pass: on so many vectors that would
tell them from the loss, the package is too far from the truth as well.

| mutant | variant | dtype | vectors |
|---|---|---|---:|
${shared.map(({ mutant, variant, dtype, vectors }) => `| \`${mutant}\` | \`${variant}\` | ${dtype} | ${vectors} |`).join("\n")}
`;
  const diagnoses = measure(EVERY_DIAGNOSIS);
  const said = diagnoses.map(
    ({ kind, losses, right, silent, wrong }) =>
      `| ${kind} | ${losses} | ${right} | ${silent} | ${wrong.length} |`,
  );
  const diagnosed = `
## What failures are said to look like

The mutants also name mistakes: a failure "looks like" the mutant that gives its numbers. A name must be right or not be
given. Each of these losses is wrong; half of a variant's vectors are shown, and a name is right if, on the other half,
the loss gives the named mutant's numbers wherever that is wrong, alone or with another of the names. This table has
every ${EVERY_DIAGNOSIS}th loss, \`npx tsx scripts/campaigns/diagnosis.ts\` all of them.

| wrong losses | diagnosed | right | silent | wrong |
|---|---:|---:|---:|---:|
${said.join("\n")}
`;
  const problems = gaps.map(
    ({ mutant, variant, dtype, killed }) =>
      `${mutant}: expected ${FEWEST_KILLS} vectors of ${variant} in ${dtype} that catch it, got ${killed}`,
  );
  const files = new Map([
    ["docs/kill-matrix.json", canonicalJson(matrix)],
    ["docs/kill-matrix.md", `${markdown}${diagnosed}`],
  ]);
  return { files, problems };
}

/** One bit per vector, most significant first. */
function bits({ fates }: MutantRow, fate: string): string {
  const nibbles: string[] = [];
  for (let start = 0; start < fates.length; start += 4) {
    const four = [0, 1, 2, 3].map((i) => (fates[start + i] === fate ? 8 >> i : 0));
    nibbles.push(four.reduce((a, b) => a + b, 0).toString(16));
  }
  return nibbles.join("");
}

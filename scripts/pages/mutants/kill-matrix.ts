/** docs/kill-matrix.json and docs/kill-matrix.md: every mutant on every vector. */
import type { MutantCase, MutantRow } from "../../../src/conformance/kill-matrix.ts";
import { canonicalJson } from "../../../src/fixtures/canonical.ts";
import type { FixtureSet } from "../../../src/fixtures/load.ts";
import { MUTANTS } from "../../../src/mutants/index.ts";
import type { Made } from "../page.ts";

/** The pages, given what became of every mutant on every vector. */
export function matrixPages(
  fixtures: FixtureSet,
  cases: readonly MutantCase[],
  rows: readonly MutantRow[],
): Made {
  const survivors = rows.filter(({ killed }) => Object.values(killed).some((count) => count < 2));
  const matrix = {
    format: "smoothproof-kill-matrix/1",
    fixtures: fixtures.sha256,
    vectors: cases.map(({ vector }) => vector.id),
    mutants: rows.map((row) => ({
      id: row.id,
      answered: row.answered,
      killed: row.killed,
      killedBy: bits(row, "killed"),
      survives: bits(row, "survived"),
    })),
  };

  const table = rows.map(({ id, answered, killed }) => {
    const { says, seen = "" } = MUTANTS.find((mutant) => mutant.id === id)!;
    return `| \`${id}\` | ${says} | ${killed.float32} of ${answered.float32} | ${killed.float64} of ${answered.float64} | ${seen} |`;
  });
  const markdown = `# The kill matrix

Does the suite catch wrong losses? Each of these ${rows.length} mutants is a loss with one thing wrong. It answers every
vector it can answer, and is judged as a stranger's implementation is. ${rows.length - survivors.length} of ${rows.length} are caught by two
or more vectors in float32 and in float64. What the references' own tests catch of them: [own-tests.md](own-tests.md).

Which vector catches which mutant: [kill-matrix.json](kill-matrix.json); \`killedBy\` has one bit per vector, in the
order of \`vectors\`, most significant bit first. Written by \`npm run pages -- mutants\`.

| mutant | what it does | caught, float32 | caught, float64 | seen in |
|---|---|---:|---:|---|
${table.join("\n")}
`;
  const problems = survivors.map(
    ({ id, killed }) =>
      `${id}: expected two kills in each dtype, got ${killed.float32} in float32 and ${killed.float64} in float64`,
  );
  const files = new Map([
    ["docs/kill-matrix.json", canonicalJson(matrix)],
    ["docs/kill-matrix.md", markdown],
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

/**
 * Writes docs/kill-matrix.json and docs/kill-matrix.md: every mutant on every vector.
 *
 *     tsx scripts/kill-matrix.ts            write them
 *     tsx scripts/kill-matrix.ts --check    change nothing; exit 1 if they are stale or a mutant survives
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type MutantRow, mutantCases, mutantRow } from "../src/conformance/kill-matrix.ts";
import { canonicalJson } from "../src/fixtures/canonical.ts";
import { openFixtures } from "../src/fixtures/load.ts";
import { MUTANTS } from "../src/mutants/index.ts";

const docs = new URL("../docs/", import.meta.url);
const fixtures = openFixtures();
const cases = mutantCases(fixtures.vectors());
const rows = MUTANTS.map((mutant, i) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${i + 1}/${MUTANTS.length} mutants`);
  return mutantRow(mutant, cases);
});
if (process.stderr.isTTY) process.stderr.write("\n");

/** One bit per vector, most significant first. */
function bits({ fates }: MutantRow, fate: string): string {
  const nibbles: string[] = [];
  for (let start = 0; start < fates.length; start += 4) {
    const four = [0, 1, 2, 3].map((i) => (fates[start + i] === fate ? 8 >> i : 0));
    nibbles.push(four.reduce((a, b) => a + b, 0).toString(16));
  }
  return nibbles.join("");
}

const survivors = rows.filter(({ killed }) => Object.values(killed).some((count) => count < 2));
const json = canonicalJson({
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
});

const table = rows.map(({ id, answered, killed }) => {
  const { says, seen = "" } = MUTANTS.find((mutant) => mutant.id === id)!;
  return `| \`${id}\` | ${says} | ${killed.float32} of ${answered.float32} | ${killed.float64} of ${answered.float64} | ${seen} |`;
});
const markdown = `# The kill matrix

Does the suite catch wrong losses? Each of these ${rows.length} mutants is a loss with one thing wrong. It answers every
vector it can answer, and is judged as a stranger's implementation is. ${rows.length - survivors.length} of ${rows.length} are caught by two
or more vectors in float32 and in float64. What the references' own tests catch of them: [own-tests.md](own-tests.md).

Which vector catches which mutant: [kill-matrix.json](kill-matrix.json); \`killedBy\` has one bit per vector, in the
order of \`vectors\`, most significant bit first. Written by \`npx tsx scripts/kill-matrix.ts\`.

| mutant | what it does | caught, float32 | caught, float64 | seen in |
|---|---|---:|---:|---|
${table.join("\n")}
`;

let stale = false;
for (const [name, text] of [
  ["kill-matrix.json", json],
  ["kill-matrix.md", markdown],
] as const) {
  const path = new URL(name, docs);
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (!existsSync(path) || readFileSync(path, "utf8") !== text) {
    stale = true;
    console.error(`docs/${name}: is not what the mutants do now. Run: npx tsx scripts/kill-matrix.ts`);
  }
}
for (const { id, killed } of survivors) {
  console.error(
    `${id}: expected two kills in each dtype, got ${killed.float32} in float32 and ${killed.float64} in float64`,
  );
}
if (stale || survivors.length > 0) process.exitCode = 1;

/** docs/own-tests.md: how many mutants the references' own tests of these losses catch, compared with our vectors. */

import { evaluate } from "../../../src/loss/evaluate.ts";
import { MUTANTS } from "../../../src/mutants/index.ts";
import type { Mutant } from "../../../src/mutants/mutant.ts";
import type { MutantCase, MutantRow } from "./fates.ts";
import { lossOf, rightLoss } from "./loss-of.ts";
import { recordedSuite } from "./own-tests/recorded.ts";
import type { OwnSuite, OwnTest } from "./own-tests/suite.ts";
import { tfjsSuite } from "./own-tests/tfjs.ts";

/** Whether any of the tests fails. */
async function caught(mutant: Mutant, tests: readonly OwnTest[]): Promise<boolean> {
  for (const test of tests) if ((await test.run(mutant.answer, lossOf(mutant))) === "failed") return true;
  return false;
}

/** How many of our vectors of the variants catch a mutant. */
function killersOf(
  { fates }: MutantRow,
  cases: readonly MutantCase[],
  variants: ReadonlySet<string>,
): number {
  return cases.filter(({ vector }, i) => variants.has(vector.variant) && fates[i] === "killed").length;
}

interface Row {
  readonly suite: OwnSuite;
  /** Mutants that differ from the variant, as our vectors of it show. */
  readonly wrong: readonly Mutant[];
  readonly smoothing: readonly Mutant[];
  readonly all: readonly Mutant[];
  /** For each wrong mutant, the number of our vectors that catch it. */
  readonly ours: readonly number[];
}

async function rowOf(
  suite: OwnSuite,
  matrix: readonly MutantRow[],
  cases: readonly MutantCase[],
): Promise<Row> {
  for (const test of suite.tests) {
    if ((await test.run(evaluate, rightLoss)) === "failed")
      throw new Error(`${suite.project}: ${test.name} fails with our port`);
  }
  const variants = new Set(suite.tests.map(({ variant }) => variant));
  const killers = new Map(matrix.map((row) => [row.id, killersOf(row, cases, variants)]));
  const wrong = MUTANTS.filter(({ id }) => killers.get(id)! > 0);
  const smoothing: Mutant[] = [];
  const all: Mutant[] = [];
  for (const mutant of wrong) {
    const isCaught = await caught(
      mutant,
      suite.tests.filter(({ smooths }) => smooths),
    );
    if (isCaught) smoothing.push(mutant);
    const others = suite.tests.filter(({ smooths }) => !smooths);
    if (isCaught || (await caught(mutant, others))) all.push(mutant);
  }
  const ours = wrong.map(({ id }) => killers.get(id)!);
  return { suite, wrong, smoothing, all, ours };
}

/** The page, made from the fate of every mutant on our own vectors. */
export async function ownTestsPage(
  matrix: readonly MutantRow[],
  cases: readonly MutantCase[],
): Promise<string> {
  const rows: Row[] = [];
  for (const suite of [recordedSuite("torch"), recordedSuite("keras"), await tfjsSuite()])
    rows.push(await rowOf(suite, matrix, cases));

  const table = rows.map(({ suite, wrong, smoothing, all, ours }) => {
    const smooths = suite.tests.filter((test) => test.smooths).length;
    return `| ${suite.project} ${suite.version} | \`${suite.path}\` | ${smooths} of ${suite.tests.length} | ${smoothing.length} of ${wrong.length} | ${all.length} of ${wrong.length} | ${ours.length} of ${wrong.length} | ${Math.min(...ours)} |`;
  });
  const possessive = (name: string): string => (name.endsWith("s") ? `${name}'` : `${name}'s`);
  const missed = rows.map(({ suite, wrong, all }) => {
    const names = wrong
      .filter((mutant) => !all.includes(mutant))
      .map(({ id, says }) => `| \`${id}\` | ${says} |`);
    return `## Not caught by ${possessive(suite.project)} tests\n\n| mutant | what it does |\n|---|---|\n${names.join("\n")}\n`;
  });
  return `# What the references' own tests catch

The mutants of the [kill matrix](kill-matrix.md) (losses with one deliberate mistake) are run through the tests that
PyTorch, Keras and TensorFlow.js have for these losses, with their inputs, expected numbers and tolerances. Our ports pass
all of them. A mutant counts where it differs from the project's loss. Our vectors of that variant decide this, so they
catch all mutants by construction; only the projects' own columns can be compared. How many of our vectors catch each
mutant is in [kill-matrix.json](kill-matrix.json); the last column has the smallest of these numbers.

| project | tests | with label smoothing | caught by those | caught by all of them | caught by our vectors | by so many at least |
|---|---|---:|---:|---:|---:|---:|
${table.join("\n")}

PyTorch's tests are the ModuleInfo samples of \`CrossEntropyLoss\` in float32 and float64: \`test_forward\`, and
\`test_grad\` as a check of the gradient by central differences with gradcheck's defaults. Keras' are the tests of
\`CategoricalCrossentropy\` and \`BinaryCrossentropy\` that assert a number. Both were recorded by running them
(\`python-ref/smoothproof_ref/own_tests\`). TensorFlow.js' test files are run as they ship, with the mutant in
\`tf.losses\`. Written by \`npm run pages -- mutants\`.

${missed.join("\n")}`;
}

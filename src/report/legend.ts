/** What the words and columns of a report mean, for `--legend` and the documentation. */
import { DEFAULT_WIDTH, wrap } from "./layout.ts";

/** In the order in which a reader meets them. */
export const LEGEND: readonly (readonly [term: string, meaning: string])[] = [
  [
    "vector",
    "one call with its expected answer: inputs, options, the truth, and what the reference returned",
  ],
  [
    "core",
    "the tier of what training meets: legal options, finite inputs and results, ignored rows, weights",
  ],
  [
    "edge",
    "the tier of NaN, infinities, subnormal numbers, empty batches and nonsense that the source accepts",
  ],
  [
    "refusals",
    "the tier of calls that the source refuses: the same kind of error is due, in the same phase; an option may be refused as the loss is made",
  ],
  ["skipped", "not answered, because the implementation says that it does not have it"],
  ["not judged", "never asked: the run ended before, or the program had been given up; the run then fails"],
  ["known to fail", "listed in --expected-failures"],
  ["truth", "the result by the definition, computed with 50 digits on the exact inputs"],
  ["expected", "what the reference itself returned; judged is by the truth wherever that is finite"],
  [
    "unit",
    "of a loss: the spacing of numbers of its dtype there (ULP); of a gradient: the rounding error that subtracting p - q must have, eps * (p * sum(q) + q)",
  ],
  ["allowed", "the largest error that passes, in units: docs/comparing.md has the table and its reasons"],
  ["another class", "one of two numbers is NaN, infinite or exactly 0, and the other is not"],
  ["loss, gradient", "columns: the largest error over all vectors, in units, against the truth"],
  ["reference's own", "the same two errors of the reference itself"],
  ["dialect", "a definition of another project, which differs from a core variant in few choices"],
  ["mutant", "a loss with one thing wrong, as people get it wrong; its numbers are compared with yours"],
  ["looks like", "the mutant that gives the very numbers of the failure"],
  ["again", "the command that judges this vector alone"],
];

/** The terms and their meanings as two columns. */
export function renderLegend(width: number = DEFAULT_WIDTH): string {
  const longest = Math.max(...LEGEND.map(([term]) => term.length)) + 2;
  const lines = LEGEND.flatMap(([term, meaning]) =>
    wrap(meaning, width - longest).map((line, i) => `${(i === 0 ? term : "").padEnd(longest)}${line}`),
  );
  return `${lines.join("\n")}\n`;
}

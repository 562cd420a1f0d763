/** Which files are mutated, and by which tests their mutants must be caught. */

export interface Group {
  readonly name: string;
  /** The least share of its mutants that must be caught. */
  readonly least: number;
  readonly folder: string;
  /** Globs of the tests, which are the unit tests of these files and nothing else: each mutant runs those that reach it. */
  readonly tests: readonly string[];
}

export const GROUPS: readonly Group[] = [
  {
    name: "numbers and tensors",
    least: 0.9,
    folder: "src/math",
    tests: ["test/math/*.test.ts"],
  },
  {
    name: "rows of a loss",
    least: 0.9,
    folder: "src/loss",
    tests: ["test/loss/*.test.ts"],
  },
  {
    name: "comparing",
    least: 0.85,
    folder: "src/compare",
    tests: ["test/compare/*.test.ts"],
  },
  {
    name: "the judge",
    least: 0.85,
    folder: "src/conformance",
    tests: ["test/conformance/*.test.ts"],
  },
];

/** Too slow to run for each mutant: they read every vector, or millions of elements. What they alone catch survives. */
export const LEFT_OUT: readonly string[] = [
  "test/conformance/wrong-records.test.ts",
  "test/loss/log-softmax.test.ts",
  "test/loss/magnitudes.test.ts",
  "test/loss/plain-kernel-wide.test.ts",
  "test/loss/row-kernel-every-vector.test.ts",
  "test/math/halves-every-pattern.test.ts",
  "test/math/large.test.ts",
];

/** Take longer than all others of their folder together. */
export const LONGEST: readonly string[] = ["test/loss/by-vectors.test.ts"];

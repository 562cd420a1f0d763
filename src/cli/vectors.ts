/** `smoothproof vectors`: the golden vectors for other tools, one JSON object per line, side-cars folded in. */

import { judgeOutput } from "../compare/judge-output.ts";
import { type OutputName, toleranceRow } from "../compare/tolerances.ts";
import { toTruth } from "../compare/truth.ts";
import { selector } from "../conformance/select.ts";
import { print } from "../files/standard-output.ts";
import type { ExpectedOutput, Tier, Vector } from "../fixtures/vector.ts";
import { encodeTensor, nameNonFinite } from "../protocol/wire-tensor.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { checkFilters, nothingMatches, selectionOf } from "./filters.ts";
import { openNamedFixtures } from "./named-fixtures.ts";
import { checkFlag, suggestion } from "./suggest.ts";

export interface VectorsOptions {
  readonly variant: readonly string[];
  readonly tier: readonly Tier[];
  readonly only: readonly string[];
  readonly ids?: boolean;
  readonly show?: string;
  readonly as: "text" | "python" | "js";
  readonly write?: string;
  readonly fixtures?: string;
}

export async function runVectors(options: VectorsOptions): Promise<ExitCode> {
  const { variant, tier, only, ids = false, show, as, write } = options;
  if (write !== undefined) {
    if (ids || show !== undefined || variant.length + tier.length + only.length > 0)
      throw new UsageError(
        "--write: expected no option but --fixtures beside it, since it writes all vectors",
      );
    const { writeVectors } = await import("./write-vectors.ts");
    return writeVectors(write, options.fixtures);
  }
  const fixtures = openNamedFixtures(options.fixtures);
  const all = [...fixtures.list()];
  const known = [...new Set(all.map((vector) => vector.variant))];
  checkFlag("--variant", variant, known);
  if (show !== undefined) {
    const [vector] = [...fixtures.vectors(({ id }) => id === show)];
    if (vector === undefined) {
      const hint = suggestion(
        show,
        all.map(({ id }) => id),
      );
      throw new UsageError(
        `--show: expected the id of a vector, got "${show}".${hint} Run: npx smoothproof vectors --ids`,
      );
    }
    const { showVector } = await import("./show-vector.ts");
    print(showVector(vector, as));
    return EXIT.ok;
  }
  const filters = { variant, tier, only, skip: [], flag: [] };
  checkFilters(filters, all);
  const wanted = selector(selectionOf(filters));
  if (!all.some(wanted)) throw nothingMatches(filters, undefined);
  const lines = ids ? all.filter(wanted).map(({ id }) => id) : vectorLines(fixtures.vectors(wanted));
  for (const line of lines) print(`${line}\n`);
  return EXIT.ok;
}

function* vectorLines(vectors: Iterable<Vector>): Generator<string> {
  for (const { id, since, variant, dtype, tier, flags, options, inputs, expect } of vectors) {
    const wireInputs = Object.fromEntries(
      Object.entries(inputs).map(([name, tensor]) => [name, encodeTensor(tensor)]),
    );
    const expected =
      expect.kind === "throws"
        ? expect
        : {
            ...expect,
            loss: describeOutput("loss", expect.loss),
            gradient: describeOutput("gradient", expect.gradient),
          };
    yield JSON.stringify({
      id,
      since,
      variant,
      dtype,
      tier,
      flags,
      options,
      inputs: wireInputs,
      expect: expected,
    });
  }
}

/**
 * Truth as decimals, the reference's values as numbers, the magnitude that errors are measured against, and how many units
 * of it an implementation may be off.
 */
function describeOutput(name: OutputName, expected: ExpectedOutput): object {
  const { dtype, shape, at, observed, truth, scale } = expected;
  return {
    dtype,
    shape,
    ...(at === undefined ? {} : { at }),
    truth: [...truth].map(String),
    observed: [...observed].map(nameNonFinite),
    scale: [...scale].map(nameNonFinite),
    allowed: allowedUnits(name, expected),
  };
}

/** The tolerance for anybody's implementation. */
function allowedUnits(name: OutputName, expected: ExpectedOutput): number {
  const { dtype, observed } = expected;
  const tolerance = toleranceRow("default", dtype, name);
  const truth = toTruth(expected.truth, dtype);
  const plain = { signedZeros: false, overflows: false, classes: 0 };
  return judgeOutput({ name, expected, truth, got: observed, tolerance, ...plain }).budget;
}

/** `smoothproof vectors`: the golden vectors for other tools, one JSON object per line, side-cars folded in. */

import { print } from "../files/standard-output.ts";
import type { ExpectedOutput, Vector } from "../fixtures/vector.ts";
import { encodeTensor, nameNonFinite } from "../protocol/wire-tensor.ts";
import { EXIT, type ExitCode, UsageError } from "./exit-codes.ts";
import { openNamedFixtures } from "./named-fixtures.ts";
import { suggestion } from "./suggest.ts";

export interface VectorsOptions {
  readonly variant: readonly string[];
  readonly ids?: boolean;
  readonly fixtures?: string;
}

export function runVectors({ variant, ids = false, fixtures: directory }: VectorsOptions): ExitCode {
  const fixtures = openNamedFixtures(directory);
  const known = [...new Set([...fixtures.list()].map((vector) => vector.variant))];
  for (const id of variant) {
    if (!known.includes(id)) {
      throw new UsageError(
        `--variant: expected one of ${known.join(", ")}, got "${id}".${suggestion(id, known)}`,
      );
    }
  }
  const wanted = (vector: { readonly variant: string }): boolean =>
    variant.length === 0 || variant.includes(vector.variant);
  const lines = ids ? idLines(fixtures.list(), wanted) : vectorLines(fixtures.vectors(wanted));
  for (const line of lines) print(`${line}\n`);
  return EXIT.ok;
}

function* idLines(
  vectors: Iterable<{ readonly id: string; readonly variant: string }>,
  wanted: (vector: { readonly variant: string }) => boolean,
): Generator<string> {
  for (const vector of vectors) if (wanted(vector)) yield vector.id;
}

function* vectorLines(vectors: Iterable<Vector>): Generator<string> {
  for (const { id, since, variant, dtype, flags, options, inputs, expect } of vectors) {
    const wireInputs = Object.fromEntries(
      Object.entries(inputs).map(([name, tensor]) => [name, encodeTensor(tensor)]),
    );
    const expected =
      expect.kind === "throws"
        ? expect
        : { ...expect, loss: describeOutput(expect.loss), gradient: describeOutput(expect.gradient) };
    yield JSON.stringify({ id, since, variant, dtype, flags, options, inputs: wireInputs, expect: expected });
  }
}

/** Truth as decimals, the reference's values as numbers, and the magnitude errors are measured against. */
function describeOutput({ dtype, shape, at, observed, truth, scale }: ExpectedOutput): object {
  return {
    dtype,
    shape,
    ...(at === undefined ? {} : { at }),
    truth: [...truth].map(String),
    observed: [...observed].map(nameNonFinite),
    scale: [...scale].map(nameNonFinite),
  };
}

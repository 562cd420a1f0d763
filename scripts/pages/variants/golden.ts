/** Chooses the golden vector that a page shows: small, ordinary, and smoothed by about 0.1. */

import type { RawVector } from "../../../src/fixtures/format.ts";
import { openFixtures } from "../../../src/fixtures/load.ts";
import type { Vector } from "../../../src/fixtures/vector.ts";

const fixtures = openFixtures();

const SMOOTHING = 0.1;

export function countOf(variant: string): number {
  return [...fixtures.list()].filter((vector) => vector.variant === variant).length;
}

export function goldenOf(variant: string): Vector | undefined {
  const [best] = [...fixtures.list()]
    .filter((vector) => vector.variant === variant && isPlain(vector))
    .sort((a, b) => oddness(a) - oddness(b) || a.id.localeCompare(b.id, "en"));
  if (best === undefined) return undefined;
  const [vector] = fixtures.vectors(({ id }) => id === best.id);
  return vector;
}

function shapeOf({ inputs }: RawVector): readonly number[] {
  return (inputs.logits ?? inputs.logProbs ?? inputs.probs)?.shape ?? [];
}

/** A finite scalar from a few rows and classes, without weights. */
function isPlain({ expect, inputs, options, ...vector }: RawVector): boolean {
  const [rows = 0, classes = 0, ...more] = shapeOf({ expect, inputs, options, ...vector });
  return (
    expect.kind === "value" &&
    expect.loss.shape.length === 0 &&
    expect.loss.rows?.[0]?.truth !== undefined &&
    Number.isFinite(Number(expect.loss.rows[0].dec[0])) &&
    !("weight" in inputs || "sampleWeight" in inputs || "upstream" in inputs) &&
    typeof options.labelSmoothing === "number" &&
    options.labelSmoothing > 0 &&
    more.length === 0 &&
    rows >= 1 &&
    rows <= 4 &&
    classes >= 3 &&
    classes <= 8
  );
}

/** How far a vector is from a usual smoothing, plain flags, default options and few numbers. */
function oddness({ options, flags, dtype, ...vector }: RawVector): number {
  const away = Math.abs((options.labelSmoothing as number) - SMOOTHING);
  const size = shapeOf({ options, flags, dtype, ...vector }).reduce((product, n) => product * n, 1);
  const unusual = flags.filter((flag) => flag !== "Ordinary").length;
  const narrow = dtype === "float64" ? 0 : 8;
  return narrow + 100 * away + 10 * unusual + 5 * Object.keys(options).length + size / 100;
}

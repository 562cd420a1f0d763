/** The tensor ops refuse what the library refuses: by every vector that says so, of every variant they serve. */
import { describe, expect, it } from "vitest";
import type { VariantRecord } from "../../src/definition/record.ts";
import { openAllFixtures } from "../../src/fixtures/load.ts";
import type { Vector } from "../../src/fixtures/vector.ts";
import { InvalidArgument } from "../../src/math/errors.ts";
import { optionValues } from "../../src/protocol/loss-call-of.ts";
import { runOnTensors } from "../../src/tfjs/run.ts";
import { checkSupport } from "../../src/tfjs/support.ts";
import { VARIANTS, variantById } from "../../src/variants/index.ts";
import { tf } from "./start.ts";

function isServed({ id, axes }: VariantRecord): boolean {
  try {
    checkSupport(id, axes);
    return true;
  } catch (error) {
    if (error instanceof InvalidArgument) return false;
    throw error;
  }
}

const SERVED = VARIANTS.filter(isServed);
const REFUSALS = [...openAllFixtures().vectors((vector) => vector.expect.kind === "throws")];

function answer({ options, inputs }: Vector, record: VariantRecord): Promise<unknown> {
  const input = (inputs.logits ?? inputs.logProbs ?? inputs.probs)!;
  const { target, weight = inputs.sampleWeight, upstream } = inputs;
  return runOnTensors(record, optionValues(options), { input, target: target!, weight, upstream });
}

const refusalsOf = ({ id }: VariantRecord): readonly Vector[] =>
  REFUSALS.filter(({ variant }) => variant === id);

// A package that refuses nothing of what was tried has no vector here.
describe.each(SERVED.filter((record) => refusalsOf(record).length > 0))("$id", (record) => {
  it.each(refusalsOf(record))("refuses $id", async (vector) => {
    if (vector.expect.kind !== "throws") throw new Error("not a refusal");
    const { code, phase } = vector.expect;
    await expect(answer(vector, record)).rejects.toMatchObject({ name: "InvalidArgument", code, phase });
  });
});

it("these are more than half of the variants, and most refusals", () => {
  expect(SERVED.length).toBeGreaterThan(VARIANTS.length / 2);
  const refusals = REFUSALS.filter(({ variant }) => SERVED.some(({ id }) => id === variant));
  expect(refusals.length).toBeGreaterThanOrEqual(150);
});

it("an ignoreIndex that names no class is refused where the source looks it up first", async () => {
  const target = { dtype: "int64", shape: [1], data: Float64Array.of(-100) } as const;
  const input = { dtype: "float32", shape: [1, 3], data: Float64Array.of(-1, -2, -3) } as const;
  const options = { labelSmoothing: 0.1, ignoreIndex: -100 };
  await expect(runOnTensors(variantById("fairseq")!, options, { input, target })).rejects.toThrow(
    "target: expected class indices in [0, 2], got -100",
  );
  expect(tf.memory().numTensors).toBe(0);
});

/** The inputs with the largest known errors are as exact as docs/worst.json and the table of tolerances say. */
import { describe, expect, it } from "vitest";
import { measure } from "../../scripts/worst/measure.ts";
import { callOf, merged, readWorst, type WorstInput } from "../../scripts/worst/record.ts";
import { SEARCHED } from "../../scripts/worst/search.ts";
import { budgetOf, toleranceRow } from "../../src/compare/tolerances.ts";
import { EXACT, JS, type LossBackend } from "../../src/loss/backend.ts";
import { sizeOf } from "../../src/math/tensor.ts";
import { VARIANTS } from "../../src/variants/index.ts";
import { wasm } from "../../src/wasm/index.ts";

const { worst } = readWorst();
const backends: readonly LossBackend[] = [JS, EXACT, { ...(await wasm()), id: "wasm" }];

/** The error of the one element whose truth is recorded. */
function errorOf(recorded: WorstInput): number {
  const call = callOf(recorded);
  const backend = backends.find(({ id }) => id === recorded.backend)!;
  const nothing = { truth: [], scale: [] };
  const known = { truth: [recorded.truth], scale: [recorded.scale] };
  const answer = { loss: nothing, gradient: nothing, [recorded.output]: known };
  return measure(call, answer, backend, recorded.at)[recorded.output].units;
}

describe("the largest known error", () => {
  it("is recorded for every variant, in both dtypes, of every backend", () => {
    const ids = VARIANTS.flatMap(({ id }) =>
      SEARCHED.flatMap((dtype) =>
        dtype === "float64" ? ["f64.js", "f64.wasm"] : ["f32.js", "f32.js-exact", "f32.wasm"],
      ).flatMap((part) => ["loss", "gradient"].map((output) => `worst.${id}.${part}.${output}`)),
    );
    expect(worst.map(({ id }) => id)).toEqual(ids.sort());
  });

  it("is what it was, and no larger than allowed", () => {
    for (const recorded of worst) {
      const { id, backend, dtype, output, units } = recorded;
      const error = errorOf(recorded);
      // Recorded with three decimals.
      expect(Math.abs(error - units), `${id}: ${error} units, ${units} recorded`).toBeLessThan(0.001);
      const row = toleranceRow(backend === "wasm" ? "wasm" : "js", dtype, output);
      expect(error, id).toBeLessThanOrEqual(budgetOf(row, 0));
    }
  });

  it("is at an element of the output", () => {
    for (const { id, at, output, inputs } of worst) {
      const { shape } = (inputs.logits ?? inputs.logProbs ?? inputs.probs)!;
      if (output === "gradient") expect(at, id).toBeLessThan(sizeOf(shape));
    }
  });

  it("gives way to a larger one only", () => {
    const [first] = worst;
    const larger = { ...first!, units: first!.units + 1 };
    const smaller = { ...first!, units: first!.units / 2 };
    expect(merged([first!], [larger])).toEqual([larger]);
    expect(merged([first!], [smaller])).toEqual([first]);
    expect(merged([], [smaller, { ...larger, id: "a" }]).map(({ id }) => id)).toEqual(["a", first!.id]);
  });
});

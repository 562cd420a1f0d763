/**
 * Vectors for a graph with a fixed shape that the golden vectors do not have: ordinary calls of that shape, drawn at run
 * time. The expected answer is that of the exact evaluator in float64, which the golden vectors check against their truth.
 */
import fc from "fast-check";
import type { BuiltIn } from "../conformance/implementation.ts";
import type { Selectable } from "../conformance/select.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { Call, ExpectedOutput, Vector } from "../fixtures/vector.ts";
import { evaluate } from "../loss/evaluate.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import type { Tensor } from "../math/tensor.ts";
import { lossCallOf } from "../protocol/loss-call-of.ts";
import { calls } from "./calls.ts";

/** The seed: the calls are the same in every run, so that one can be repeated. */
const SEED = 1;
const COUNT = 100;

/** Whether any size of the first input is fixed; then few golden vectors, or none, have that shape. */
export function hasOwnShape({ shape }: BuiltIn): boolean {
  return shape.some((size) => typeof size === "number");
}

/** The vectors' names, which are known before the graph is loaded. */
export function ownNames(variant: string): readonly Selectable[] {
  return Array.from({ length: COUNT }, (_, i) => ({
    id: idOf(variant, i),
    variant,
    tier: "core",
    flags: [],
  }));
}

function idOf(variant: string, i: number): string {
  return `${variant}.own-shape.${String(i + 1).padStart(3, "0")}`;
}

export function ownVectors(record: VariantRecord, builtIn: BuiltIn): readonly Vector[] {
  return fc
    .sample(calls([record], { builtIn }), { seed: SEED, numRuns: COUNT })
    .flatMap((call, i) => vectorOf({ ...call, id: idOf(record.id, i) }) ?? []);
}

/** Undefined where the source refuses the call, for example because fixed sizes do not fit its options. */
function vectorOf(call: Call): Vector | undefined {
  const lossCall = lossCallOf({ ...call, inputs: inFloat64(call.inputs) });
  if (lossCall === undefined) return undefined;
  const { loss, gradient } = evaluate(lossCall);
  const scales = magnitudes(lossCall);
  const expected = ({ shape, data }: Tensor, scale: Float64Array): ExpectedOutput => ({
    dtype: call.dtype,
    shape,
    observedDtype: "float64",
    observed: data,
    truth: data,
    scale,
  });
  return {
    ...call,
    since: "",
    tier: "core",
    flags: [],
    expect: {
      kind: "value",
      loss: expected(loss, scales.loss),
      gradient: expected(gradient, scales.gradient),
    },
    kills: {},
    file: "made for this shape",
    reference: "our exact evaluator",
  };
}

/** Widens float32 to float64, which loses nothing. */
function inFloat64(inputs: Call["inputs"]): Call["inputs"] {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, tensor]) => [
      name,
      tensor?.dtype === "float32" ? { ...tensor, dtype: "float64" } : tensor,
    ]),
  );
}

/** The largest error of an answer against the truth, in the units that verdicts are given in. */
import { errorInUnits, unitOf } from "../../src/compare/metrics.ts";
import type { OutputName } from "../../src/compare/tolerances.ts";
import { toTruth } from "../../src/compare/truth.ts";
import type { Call } from "../../src/fixtures/vector.ts";
import { FLOAT_FORMATS } from "../../src/formats/bits.ts";
import type { LossBackend } from "../../src/loss/backend.ts";
import type { Tensor } from "../../src/math/tensor.ts";
import { optionValues } from "../../src/protocol/loss-call-of.ts";
import { runCall } from "../../src/protocol/run.ts";
import type { TrueAnswer } from "./truth.ts";

export const OUTPUTS: readonly OutputName[] = ["loss", "gradient"];

export interface Measured {
  readonly units: number;
  /** The element with the largest error. */
  readonly at: number;
}

/** Whether the truth is a number that the dtype has room for, in every element: others are judged by their class. */
export function isOrdinary({ loss, gradient }: TrueAnswer, dtype: Call["dtype"]): boolean {
  const { maxFinite } = FLOAT_FORMATS[dtype];
  return [loss, gradient].every(({ truth }) => truth.every((text) => Math.abs(Number(text)) <= maxFinite));
}

/**
 * The errors of a backend on one call; Infinity where it answers no number.
 *
 * @param first the element that the first truth is of
 */
export function measure(
  call: Call,
  { loss, gradient }: TrueAnswer,
  backend: LossBackend,
  first = 0,
): Readonly<Record<OutputName, Measured>> {
  const { variant, options, inputs } = call;
  const got = runCall(
    {
      variant,
      options: optionValues(options),
      inputs: inputs as { readonly [name: string]: Tensor },
      want: OUTPUTS,
    },
    backend,
  );
  const worst = (name: OutputName, { truth: texts, scale }: TrueAnswer["loss"]): Measured => {
    const truth = toTruth(texts, call.dtype);
    const { data } = got[name]!;
    let found: Measured = { units: 0, at: first };
    for (let at = 0; at < texts.length; at += 1) {
      const unit = unitOf(name, call.dtype, truth.high[at]!, Number(scale[at]));
      const units = errorInUnits(data[first + at]!, truth.high[at]!, truth.low[at]!, unit);
      if (units > found.units) found = { units, at: first + at };
    }
    return found;
  };
  return { loss: worst("loss", loss), gradient: worst("gradient", gradient) };
}

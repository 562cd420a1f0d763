/** The results of a definition at a smoothing, and whether they are the observed ones. */

import type { OutputName } from "../../compare/tolerances.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import type { Candidate } from "./definitions.ts";
import type { Observed } from "./precision.ts";

/** Losses, or the gradient with respect to the sample's own input; undefined where it has none. */
export function outputOf(
  candidate: Candidate,
  output: OutputName,
  smoothing: number,
): FloatArray | undefined {
  if (output === "loss") return candidate.loss(smoothing)?.data;
  const gradient = candidate.result(smoothing)?.gradient;
  return gradient && candidate.form.pullBack(gradient.data);
}

/** A margin on tolerances, for the rounding of the comparison itself. */
const SLACK = 1 + 1e-6;

/** Whether the numbers are the same, as far as the observed ones are known. */
export function isSame(got: FloatArray | undefined, { values, tolerance }: Observed): got is FloatArray {
  return (
    got !== undefined &&
    got.length === values.length &&
    got.every((value, j) => Math.abs(value - values[j]!) <= tolerance[j]! * SLACK)
  );
}

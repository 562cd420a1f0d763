/** How far a definition is from the answers that were given. */
import { errorInUnits, unitOf } from "../compare/metrics.ts";
import { type OutputName, toleranceRow } from "../compare/tolerances.ts";
import type { Axes } from "../loss/axes.ts";
import { type Evaluated, evaluate } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { ANY_SMOOTHING, callOn, type Fit } from "./numbers/families.ts";
import { type ProbeAnswer, sampleOf } from "./probe-answers.ts";
import type { ReadSample } from "./sample.ts";

interface Comparing {
  readonly holds: Axes["input"];
  readonly weight: Tensor | undefined;
  readonly withGradients: boolean;
  /** Whether these are the calls with a target that names no class, which most sources refuse, or all others. */
  readonly outside: boolean;
}

/** The largest error over all answers; undefined where an answer does not fit, or there is none. */
export function worstUnits(
  fit: Fit,
  answers: readonly ProbeAnswer[],
  { holds, weight, withGradients, outside }: Comparing,
): number | undefined {
  const among = answers.filter(({ probe }) => (probe.name === "outside-target") === outside);
  let worst = 0;
  // The first answer is the one that was searched, so it fits: those that may not are asked before it.
  for (const { probe, loss, gradient } of [...among.slice(1), ...among.slice(0, 1)]) {
    const units = unitsOff(fit, sampleOf(probe, holds, weight), {
      probe,
      loss,
      ...(withGradients && gradient !== undefined ? { gradient } : {}),
    });
    if (units === undefined) return undefined;
    worst = Math.max(worst, units);
  }
  return among.length === 0 ? undefined : worst;
}

function unitsOff(
  { candidate, smoothing }: Fit,
  sample: ReadSample,
  { probe, loss, gradient }: ProbeAnswer,
): number | undefined {
  const { record } = candidate;
  const { labelSmoothing = smoothing ?? ANY_SMOOTHING, ignoreIndex } = probe;
  if (ignoreIndex !== undefined && !("ignoreIndex" in record.options)) return undefined;
  const name = sample.sampleWeight === undefined ? "weight" : "sampleWeight";
  const weighted = sample[name] !== undefined;
  if (weighted && record.weightName !== name) return undefined;
  const asked = callOn(sample, { ...candidate, weighted }, (options) => ({
    ...options,
    ...(ignoreIndex === undefined ? {} : { ignoreIndex }),
  }));
  if (asked === undefined) return undefined;
  const lossCall = { ...asked.lossCall, labelSmoothing };
  const answered = attempt(candidate.mutant, lossCall, gradient !== undefined);
  if (answered === undefined) return undefined;
  const scales = magnitudes(lossCall);
  const lossScales = Float64Array.from(scales.loss, (value, i) => value + scales.logits[i]!);
  const lossOff = outputError("loss", loss, answered.loss, lossScales);
  const off =
    lossOff === Number.POSITIVE_INFINITY || gradient === undefined || answered.gradient === undefined
      ? lossOff
      : Math.max(
          lossOff,
          outputError(
            "gradient",
            gradient,
            { ...answered.gradient, data: asked.form.pullBack(answered.gradient.data) },
            scales.gradient,
          ),
        );
  return off === Number.POSITIVE_INFINITY ? undefined : off;
}

/** A mutant's answer, the right one where its mistake has no effect; undefined where it makes no sense here. */
function attempt(mutant: Mutant | undefined, lossCall: LossCall, gradient: boolean): Evaluated | undefined {
  try {
    return mutant?.answer(lossCall) ?? evaluate(lossCall, { gradient });
  } catch {
    return undefined;
  }
}

/** Units of error; Infinity beyond the tolerance for the references themselves. */
export function outputError(name: OutputName, got: Tensor, expected: Tensor, scales: FloatArray): number {
  if (sizeOf(got.shape) !== sizeOf(expected.shape)) return Number.POSITIVE_INFINITY;
  const type = got.dtype === "float64" ? "float64" : "float32";
  const { floor } = toleranceRow("reference", type, name);
  let worst = 0;
  for (let i = 0; i < got.data.length; i += 1) {
    const [a, b] = [got.data[i]!, expected.data[i]!];
    if (a === b || (Number.isNaN(a) && Number.isNaN(b))) continue;
    const scale = scales[i] ?? 0;
    const units = Number.isFinite(scale)
      ? errorInUnits(a, b, 0, unitOf(name, type, b, scale))
      : Number.POSITIVE_INFINITY;
    if (!(units <= floor)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, units);
  }
  return worst;
}

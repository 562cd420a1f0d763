/** One definition held against a graph's answers: the smoothing that fits, and how well it does. */
import { errorInUnits, unitOf } from "../compare/metrics.ts";
import { type OutputName, toleranceRow } from "../compare/tolerances.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import { fitSmoothing, shortDecimals } from "./fit-smoothing.ts";
import { type Candidate, evaluationFor } from "./graph-candidates.ts";
import type { Probe } from "./graph-probes.ts";

/** What a graph answered. */
export interface GraphAnswer {
  readonly probe: Probe;
  readonly loss: Tensor;
  readonly gradient?: Tensor;
}

/** What computes in place of the evaluator: a mutant. It may have nothing to say, or nothing sensible. */
export type Computes = (lossCall: LossCall) => LossAndGradient | undefined;

export interface Fit {
  readonly smoothing: number | "input";
  readonly worstUlp: number;
  /** Whether it is right where a target lies outside the classes, too. */
  readonly explainsOutside: boolean;
}

/** Share of an observed loss by which a fit may be off before it is looked at closely. */
const ROUGHLY = 1e-3;

/** A short decimal is taken for a longer one only if it fits as well; this much is rounding. */
const FEW_UNITS = 4;

interface Asked {
  readonly answer: GraphAnswer;
  readonly lossCall: LossCall;
}

/** The best fit of a candidate; undefined where it fits no smoothing. */
export function fitCandidate(
  candidate: Candidate,
  answers: readonly GraphAnswer[],
  computes: Computes = evaluate,
): Fit | undefined {
  const asked = answers.flatMap((answer): Asked[] => {
    const lossCall = evaluationFor(candidate, answer.probe);
    return lossCall === undefined ? [] : [{ answer, lossCall }];
  });
  const legal = asked.filter(({ answer }) => answer.probe.name !== "outside-target");
  const expected = answers.filter(({ probe }) => probe.name !== "outside-target");
  if (legal.length < expected.length || legal.length === 0) return undefined;
  const given = legal[0]!.answer.probe.labelSmoothing !== undefined;
  const smoothings = given ? ["input" as const] : smoothingsFor(candidate, legal, computes);
  const fits = smoothings.flatMap((smoothing) => {
    const worst = worstError(legal, smoothing, computes);
    return worst === undefined ? [] : [{ smoothing, worst }];
  });
  const least = Math.min(...fits.map(({ worst }) => worst));
  const chosen = fits.find(({ worst }) => worst <= Math.max(FEW_UNITS, 2 * least));
  if (chosen === undefined) return undefined;
  const { smoothing, worst: worstUlp } = chosen;
  const outside = asked.filter((one) => !legal.includes(one));
  const explainsOutside = outside.length > 0 && worstError(outside, smoothing, computes) !== undefined;
  return { smoothing, worstUlp, explainsOutside };
}

/** Smoothings that the source accepts and that come near, the shortest decimals first. */
function smoothingsFor(
  { record }: Candidate,
  asked: readonly Asked[],
  computes: Computes,
): readonly number[] {
  // Confident rows would drown the others, whose losses say more about the smoothing.
  const told = asked.filter(({ answer }) => answer.probe.name !== "confident");
  const observed = told.flatMap(({ answer }) => [...answer.loss.data]);
  const lossesAt = (smoothing: number): readonly number[] | undefined => {
    const losses: number[] = [];
    for (const { answer, lossCall } of told) {
      const loss = attempt({ ...lossCall, labelSmoothing: smoothing }, computes)?.loss;
      if (loss === undefined || loss.data.length !== answer.loss.data.length) return undefined;
      losses.push(...loss.data);
    }
    return losses;
  };
  const spec = record.options.labelSmoothing;
  const accepts = (value: number): boolean => spec?.kind !== "choice" && (spec?.domain.holds(value) ?? true);
  return fitSmoothing(lossesAt, observed)
    .filter((fitted) => isNear(lossesAt(fitted), observed))
    .flatMap(shortDecimals)
    .filter(accepts);
}

function isNear(losses: readonly number[] | undefined, observed: readonly number[]): boolean {
  return (
    losses?.every((value, i) => {
      const other = observed[i]!;
      if (!Number.isFinite(value) || !Number.isFinite(other)) return Object.is(value, other);
      return Math.abs(value - other) <= ROUGHLY * Math.max(Math.abs(value), Math.abs(other), ROUGHLY);
    }) ?? false
  );
}

/** The largest error in units; undefined where one is beyond what the order of a sum explains. */
function worstError(
  asked: readonly Asked[],
  smoothing: number | "input",
  computes: Computes,
): number | undefined {
  let worst = 0;
  for (const { answer, lossCall: unset } of asked) {
    const labelSmoothing = smoothing === "input" ? (answer.probe.labelSmoothing ?? 0) : smoothing;
    const lossCall = { ...unset, labelSmoothing };
    const result = attempt(lossCall, computes);
    if (result === undefined) return undefined;
    const scales = magnitudes(lossCall);
    const loss = scales.loss.map((value, i) => value + scales.logits[i]!);
    const errors = [
      outputError("loss", answer.loss, result.loss, loss),
      answer.gradient === undefined
        ? 0
        : outputError("gradient", answer.gradient, result.gradient, scales.gradient),
    ];
    if (errors.includes(Number.POSITIVE_INFINITY)) return undefined;
    worst = Math.max(worst, ...errors);
  }
  return worst;
}

/** Units of error, Infinity beyond the budget of the references themselves. */
function outputError(name: OutputName, got: Tensor, expected: Tensor, scales: Float64Array): number {
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

function attempt(lossCall: LossCall, computes: Computes): LossAndGradient | undefined {
  try {
    return computes(lossCall);
  } catch {
    return undefined;
  }
}

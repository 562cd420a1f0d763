/** The search: every function that the candidates compute, each once, and the label smoothings that fit it. */
import type { Axes } from "../../math/axes.ts";
import { evaluate } from "../../math/evaluate.ts";
import type { Evaluation } from "../../math/evaluation.ts";
import { isPerRow, lossShape } from "../../math/row-losses.ts";
import { dependsOnLabels } from "../../math/target.ts";
import { sizeOf } from "../../math/tensor.ts";
import { CORE_VARIANTS } from "../../variants/index.ts";
import type { ReadSample } from "../sample.ts";
import { CurveCache } from "./curve-cache.ts";
import { type Candidate, Mutations, type Narrowing, rightCandidates } from "./definitions.ts";
import { evaluatedCurve } from "./evaluated-curve.ts";
import { lossCurve } from "./loss-curve.ts";
import { MIDDLE } from "./mass-path.ts";
import type { Observed } from "./precision.ts";
import { type Curve, type Interval, smoothingIntervals } from "./smoothing-interval.ts";

/** A function of the smoothing, and who computes it: variants, or mutants where no variant does. */
export interface FoundFunction {
  readonly curve: Curve;
  readonly members: readonly Candidate[];
  readonly intervals: readonly Interval[];
}

export interface Found {
  readonly functions: readonly FoundFunction[];
  /** Candidates looked at, those that are the same function included. */
  readonly candidates: number;
  /** The same, and what costs more: losses that are no sum over masses, and wrong ones whose arithmetic is at fault. */
  readonly withCostly: () => Found;
}

/** Smoothings at which functions are compared: two that agree at both are one. */
const COMPARED = [0.3137, 0.0719] as const;

/** Inputs of more elements are not evaluated again and again for a definition that has no curve. */
const MOST_OPAQUE = 4096;

/** Digits to which they must agree. */
const COMPARED_DIGITS = 11;

export function search(sample: ReadSample, observed: Observed, narrowing: Narrowing): Found {
  const cache = new CurveCache();
  const functions = new Map<string, { curve: Curve; members: Candidate[]; intervals: readonly Interval[] }>();
  let candidates = 0;
  const later: Candidate[] = [];
  const add = (candidate: Candidate, curve: Curve | undefined): void => {
    candidates += 1;
    const key = curve && keyOf(curve, observed.values.length);
    if (curve === undefined || key === undefined) return;
    const known = functions.get(key);
    if (known === undefined) {
      functions.set(key, { curve, members: [candidate], intervals: smoothingIntervals(curve, observed) });
      return;
    }
    const isRight = known.members[0]!.mutant === undefined;
    if (candidate.mutant === undefined || !isRight) known.members.push(candidate);
  };
  const addOrDefer = (candidate: Candidate): void => {
    if (sizeOf(lossShape(candidate.at(MIDDLE))) !== observed.values.length) {
      candidates += 1;
      return;
    }
    const curve = isLinear(candidate) ? lossCurve(candidate, cache) : undefined;
    if (curve === undefined) later.push(candidate);
    else add(candidate, curve);
  };
  for (const candidate of rightCandidates(sample, narrowing)) addOrDefer(candidate);
  const mutations = new Mutations();
  const right = [...functions.values()];
  const mutate = (ofArithmetic: boolean): void => {
    for (const { members } of right) {
      const [first, ...others] = members.filter((member) => isHost(member, narrowing));
      if (first === undefined) continue;
      for (const mutated of mutations.of([first, ...others], ofArithmetic)) addOrDefer(mutated);
    }
  };
  mutate(false);
  const found = (): Found => ({
    functions: [...functions.values()],
    candidates,
    withCostly: () => {
      mutate(true);
      for (const candidate of later.splice(0)) {
        if (candidate.mutant === undefined || elementsOf(candidate) <= MOST_OPAQUE)
          add(candidate, evaluatedCurve(candidate, cache));
      }
      return found();
    },
  });
  return found();
}

function elementsOf({ form }: Candidate): number {
  return form.input.data.length;
}

/**
 * Mutants are tried on the core variants, of which the dialects are dialects, with the class ignored that their source
 * ignores by default, or the usual one of padding.
 */
function isHost({ options, record }: Candidate, { variant }: Narrowing): boolean {
  if (!CORE_VARIANTS.includes(record) && record.id !== variant) return false;
  const { ignoreIndex } = options;
  if (ignoreIndex === undefined) return true;
  return (
    typeof ignoreIndex === "number" &&
    (ignoreIndex < 0 || (record.axes.excludedClass !== "none" && ignoreIndex <= 1))
  );
}

/** Undefined where the losses are of another number, or no numbers, or the same whatever the smoothing in a mutant. */
function keyOf(curve: Curve, size: number): string | undefined {
  const [first, second] = COMPARED.map((smoothing) => curve.at(smoothing)) as [
    readonly number[],
    readonly number[],
  ];
  if (first.length !== size) return undefined;
  const all = [...summary(first), ...summary(second)];
  return all.every(Number.isFinite)
    ? all.map((value) => value.toPrecision(COMPARED_DIGITS)).join()
    : undefined;
}

/** A few numbers that stand for many. */
function summary(values: readonly number[]): readonly number[] {
  if (values.length <= 4) return [...values];
  let sum = 0;
  let weighted = 0;
  values.forEach((value, i) => {
    sum += value;
    weighted += value * Math.cos(i);
  });
  return [values[0]!, values[1]!, sum, weighted];
}

const linear = new Map<string, boolean>();
const linearAxes = new WeakMap<Axes, Map<number, boolean>>();

/** Whether losses at these axes are linear in the masses, found by trying it once on small numbers. */
function isLinear(candidate: Candidate): boolean {
  if (candidate.surprisal !== undefined) return true;
  const evaluation = candidate.at(0.5);
  const { axes, targetKind, target, weight, ignoreIndex, excludedClass, focus } = evaluation;
  const isIgnoring =
    targetKind === "indices" && ignoreIndex !== undefined && target.data.includes(ignoreIndex);
  const kind =
    (targetKind === "indices" ? 1 : 0) +
    (weight === undefined ? 0 : 2) +
    (isIgnoring ? 4 : 0) +
    (excludedClass === undefined ? 0 : 8) +
    (focus === undefined ? 0 : 16);
  const known = linearAxes.get(axes) ?? new Map<number, boolean>();
  const seen = known.get(kind);
  if (seen !== undefined) return seen;
  const key = `${JSON.stringify(axes)} ${kind}`;
  const isSo = linear.get(key) ?? tryCurve(evaluation, isIgnoring);
  linear.set(key, isSo);
  linearAxes.set(axes, known.set(kind, isSo));
  return isSo;
}

function tryCurve(evaluation: Evaluation, isIgnoring: boolean): boolean {
  const at = (labelSmoothing: number): Evaluation => ({ ...small(evaluation, isIgnoring), labelSmoothing });
  const curve = lossCurve({ at, factor: 1, surprisal: undefined }, new CurveCache());
  if (curve === undefined) return false;
  const right = evaluate(at(0.3), { gradient: false }).loss.data;
  return curve
    .at(0.3)
    .every((value, j) => Math.abs(value - right[j]!) <= 1e-12 * Math.max(1, Math.abs(right[j]!)));
}

function small(evaluation: Evaluation, isIgnoring: boolean): Evaluation {
  const input = {
    dtype: "float64",
    shape: [2, 4],
    data: Float64Array.of(0.5, 0.2, 0.1, 0.2, 0.15, 0.4, 0.25, 0.2),
  } as const;
  const isIndices = evaluation.targetKind === "indices";
  // The entropy of a soft target is no sum over few masses, which a curve finds out by itself.
  const isKl = evaluation.axes.divergence !== "cross-entropy";
  const soft = dependsOnLabels(evaluation.axes) ? [0, 1] : [0.75, 0.25];
  return {
    ...evaluation,
    numClasses: 4,
    classAxis: 1,
    softmaxAxis: 1,
    ignoreIndex: isIgnoring ? 1 : undefined,
    excludedClass: evaluation.excludedClass === undefined ? undefined : 1,
    input,
    target: isIndices
      ? { dtype: "int64", shape: [2], data: Float64Array.of(1, 2) }
      : {
          ...input,
          data: isKl ? Float64Array.of(0, 1, 0, 0, 0, 0, 1, 1) : Float64Array.of(0, 1, 0, 0, 0, 0, ...soft),
        },
    weight:
      evaluation.weight === undefined
        ? undefined
        : isPerRow(evaluation.axes)
          ? { ...input, shape: [2, 1], data: Float64Array.of(0.5, 2) }
          : { ...input, shape: [4], data: Float64Array.of(0.5, 2, 1, 3) },
    upstream: undefined,
  };
}

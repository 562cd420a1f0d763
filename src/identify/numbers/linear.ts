/** Whether losses are linear in the masses, so that a few sums describe them at any smoothing. */
import { evaluate } from "../../loss/evaluate.ts";
import type { LossCall } from "../../loss/loss-call.ts";
import { isPerRow } from "../../loss/row-losses.ts";
import { dependsOnLabels } from "../../loss/target.ts";
import { CurveCache } from "./curve-cache.ts";
import type { Candidate } from "./definitions.ts";
import { lossCurve } from "./loss-curve.ts";
import { MIDDLE } from "./mass-path.ts";

const linear = new Map<string, boolean>();

/** Decided by a trial on small numbers. */
export function isLinear(candidate: Candidate): boolean {
  if (candidate.surprisal !== undefined) return true;
  const lossCall = candidate.at(MIDDLE);
  const { axes, targetKind, target, weight, ignoreIndex, excludedClass, linkNumbers } = lossCall;
  const isIgnoring =
    targetKind === "indices" && ignoreIndex !== undefined && target.data.includes(ignoreIndex);
  const kind =
    (targetKind === "indices" ? 1 : 0) +
    (weight === undefined ? 0 : 2) +
    (isIgnoring ? 4 : 0) +
    (excludedClass === undefined ? 0 : 8) +
    (linkNumbers === undefined ? 0 : 16);
  const key = `${JSON.stringify(axes)} ${kind}`;
  const isSo = linear.get(key) ?? tryCurve(lossCall, isIgnoring);
  linear.set(key, isSo);
  return isSo;
}

function tryCurve(lossCall: LossCall, isIgnoring: boolean): boolean {
  const at = (labelSmoothing: number): LossCall => ({ ...small(lossCall, isIgnoring), labelSmoothing });
  const curve = lossCurve({ at, factor: 1, surprisal: undefined }, new CurveCache());
  if (curve === undefined) return false;
  const right = evaluate(at(0.3), { gradient: false }).loss.data;
  return curve
    .at(0.3)
    .every((value, j) => Math.abs(value - right[j]!) <= 1e-12 * Math.max(1, Math.abs(right[j]!)));
}

function small(lossCall: LossCall, isIgnoring: boolean): LossCall {
  const input = {
    dtype: "float64",
    shape: [2, 4],
    data: Float64Array.of(0.5, 0.2, 0.1, 0.2, 0.15, 0.4, 0.25, 0.2),
  } as const;
  const isIndices = lossCall.targetKind === "indices";
  // The entropy of a soft target is no sum over few masses, which a curve finds out by itself.
  const isKl = lossCall.axes.divergence !== "cross-entropy";
  const soft = dependsOnLabels(lossCall.axes) ? [0, 1] : [0.75, 0.25];
  return {
    ...lossCall,
    numClasses: 4,
    classAxis: 1,
    softmaxAxis: 1,
    ignoreIndex: isIgnoring ? 1 : undefined,
    excludedClass: lossCall.excludedClass === undefined ? undefined : 1,
    input,
    target: isIndices
      ? { dtype: "int64", shape: [2], data: Float64Array.of(1, 2) }
      : {
          ...input,
          data: isKl ? Float64Array.of(0, 1, 0, 0, 0, 0, 1, 1) : Float64Array.of(0, 1, 0, 0, 0, 0, ...soft),
        },
    weight:
      lossCall.weight === undefined
        ? undefined
        : isPerRow(lossCall.axes)
          ? { ...input, shape: [2, 1], data: Float64Array.of(0.5, 2) }
          : { ...input, shape: [4], data: Float64Array.of(0.5, 2, 1, 3) },
    upstream: undefined,
  };
}

/** Mutants with a wrong divergence, reduction, weight or treatment of ignored rows. */

import type { Reduction } from "../loss/axes.ts";
import { isMean, MEAN, meanOver, SUM, UNREDUCED } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { reductionOf, reductionPlan, rowLossShape } from "../loss/row-losses.ts";
import { isSmoothed, massesOf } from "../loss/target.ts";
import { doubleDouble } from "../math/double-double.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import { changed, type Mutant, mapped, moved, movedAndScaled } from "./mutant.ts";
import { honest, plain } from "./plain-arithmetic.ts";

/** The core's reductions, under their names in reports; those of the dialects differ from them only in corner cases. */
const REDUCTIONS: readonly (readonly [id: string, says: string, reduction: Reduction])[] = [
  ["none", "not reduced", UNREDUCED],
  ["sum", "summed", SUM],
  ["mean", "mean over all rows, ignored ones included", MEAN],
  ["mean-kept-weight", "mean over the weight of kept rows", meanOver("kept-weight", "nan")],
  ["mean-no-nan", "mean over all losses, 0 for none", meanOver("losses", "zero-or-empty")],
  ["mean-weight-no-nan", "mean over the sum of the weights", meanOver("weights", "zero-or-empty")],
  ["mean-nonzero-weights", "mean over the weights that are not 0", meanOver("nonzero-weights")],
  ["mean-weight-spread", "mean over the sum of the weights as given", meanOver("weights-spread")],
];

export function isReducedByMean({ axes, targetKind }: LossCall): boolean {
  return isMean(reductionOf(axes, targetKind));
}

/** A linear combination of KL and cross entropy: reductions are linear, so results may be added. */
function combined(lossCall: LossCall, kl: number, crossEntropy: number): LossAndGradient {
  const a = evaluate(changed(lossCall, { divergence: "kl" }));
  const b = evaluate(changed(lossCall, { divergence: "cross-entropy" }));
  return {
    loss: mapped(a.loss, (value, i) => kl * value + crossEntropy * b.loss.data[i]!),
    gradient: a.gradient,
  };
}

/** Class weights replaced by a function of them. */
function reweighted(lossCall: LossCall, change: (weight: Tensor) => Tensor): LossCall | undefined {
  const { weight } = lossCall;
  return weight === undefined ? undefined : { ...lossCall, weight: change(weight) };
}

export const WRONG_COUNTING: readonly Mutant[] = [
  moved("kl-for-cross-entropy", "Kullback-Leibler divergence: the entropy of the target taken off", (e) =>
    e.axes.divergence === "cross-entropy" ? changed(e, { divergence: "kl" }) : undefined,
  ),
  moved("cross-entropy-for-kl", "cross entropy: the entropy of the target is missing", (e) =>
    e.axes.divergence === "kl" ? changed(e, { divergence: "cross-entropy" }) : undefined,
  ),
  {
    id: "entropy-doubled",
    says: "the entropy of the target taken off twice",
    answer: (e) => (e.axes.divergence === "kl" ? combined(e, 2, -1) : undefined),
  },
  {
    id: "entropy-added",
    says: "the entropy of the target added instead of taken off",
    answer: (e) => (e.axes.divergence === "kl" ? combined(e, -1, 2) : undefined),
  },
  ...REDUCTIONS.map(([id, says, reduction]) =>
    moved(`reduction-${id}`, says, (e) => {
      const upstream = sizeOf(rowLossShape(e)) === e.upstream?.data.length ? e.upstream : undefined;
      return changed(
        e,
        { reduction },
        reduction === UNREDUCED
          ? { upstream }
          : { upstream: e.upstream?.shape.length === 0 ? e.upstream : undefined },
      );
    }),
  ),
  movedAndScaled(
    "mean-over-batch",
    "mean over the batch axis only",
    (e) => (isReducedByMean(e) && e.input.shape.length > 2 ? changed(e, { reduction: SUM }) : undefined),
    (e) => 1 / (e.input.shape[0] ?? 1),
    "eladhoffer/utils.pytorch#4",
  ),
  movedAndScaled(
    "mean-over-elements",
    "mean over all elements, the classes included",
    (e) => (isReducedByMean(e) ? e : undefined),
    (e) => 1 / (e.input.shape[e.classAxis] ?? 1),
  ),
  moved("weights-missing", "weights not applied", (e) =>
    e.weight === undefined ? undefined : { ...e, weight: undefined },
  ),
  moved("weights-squared", "weights applied twice", (e) =>
    reweighted(e, (weight) => mapped(weight, (w) => w * w)),
  ),
  moved("weights-normalised", "weights divided by their sum", (e) =>
    reweighted(e, (weight) => {
      const sum = weight.data.reduce((total, w) => total + w, 0);
      return mapped(weight, (w) => w / sum);
    }),
  ),
  moved("weights-reversed", "weights in reverse order", (e) =>
    reweighted(e, (weight) => ({ ...weight, data: Float64Array.from(weight.data).reverse() })),
  ),
  {
    id: "weights-on-true-class-only",
    says: "the weight of the true class on the whole row",
    seen: "PaddlePaddle/Paddle#47813",
    honest,
    answer: (e) =>
      e.axes.weight === "per-class" && e.weight !== undefined
        ? plain(e, { weighting: "true-class" })
        : undefined,
  },
  {
    id: "weights-not-on-uniform-part",
    says: "weights left out of the uniform part",
    seen: "MindSpore nll path",
    honest,
    answer: (e) =>
      e.axes.weight === "per-class" && e.weight !== undefined
        ? plain(e, { weighting: "target-term" })
        : undefined,
  },
  moved("ignored-rows-counted", "ignored rows counted like others", (e) =>
    e.ignoreIndex === undefined || !e.target.data.includes(e.ignoreIndex)
      ? undefined
      : withClampedTargets(changed(e, { ignoredRows: "none" }, { ignoreIndex: undefined })),
  ),
  {
    id: "uniform-part-unmasked",
    says: "the uniform part of ignored rows counted",
    seen: "pytorch/pytorch#73205 (torch before 1.12)",
    honest,
    answer: (e) => (hasIgnored(e) ? plain(e, { ignoredRows: "uniform-part" }) : undefined),
  },
  {
    id: "uniform-part-averaged-over-all",
    says: "the uniform part averaged over all rows, the ignored ones included",
    seen: "pytorch/pytorch#73205 and #7455",
    answer: (e) => uniformPartOverAll(e, "none"),
  },
  {
    id: "uniform-part-divided-by-all",
    says: "the uniform part of kept rows divided by the weight of all rows, the ignored ones included",
    seen: "pytorch/pytorch#69339 (torch 1.10, where ignoreIndex names a class)",
    answer: (e) => uniformPartOverAll(e, "masked"),
  },
  movedAndScaled(
    "ignored-rows-alone-counted",
    "ignored rows counted, and the others not: the mask inverted",
    (e) =>
      hasIgnored(e) ? changed(withMaskInverted(e), isReducedByMean(e) ? { reduction: SUM } : {}) : undefined,
    (e) =>
      isReducedByMean(e) ? (reductionPlan({ ...e, upstream: undefined }).coefficients[0] ?? Number.NaN) : 1,
    "awslabs/sockeye#200",
  ),
  moved(
    "class-0-ignored",
    "rows of class 0 taken for padding and ignored",
    (e) => {
      if (e.targetKind !== "indices" || e.ignoreIndex === 0 || !e.target.data.includes(0)) return undefined;
      if (e.ignoreIndex === undefined) return changed(e, { ignoredRows: "masked" }, { ignoreIndex: 0 });
      const ignored = e.ignoreIndex;
      return { ...e, target: mapped(e.target, (index) => (index === 0 ? ignored : index)) };
    },
    "NVIDIA/apex, padding_idx=0",
  ),
  {
    id: "ignored-rows-in-denominator",
    says: "ignored rows counted in the denominator",
    seen: "tracel-ai/burn#5568",
    answer: (e) =>
      hasIgnored(e) && isReducedByMean(e) ? evaluate(changed(e, { reduction: MEAN })) : undefined,
  },
  {
    id: "ignore-after-clamp",
    says: "ignoreIndex compared after targets were clamped into range",
    seen: "transformers LabelSmoother",
    answer: (e) => (hasIgnored(e) && e.ignoreIndex! < 0 ? evaluate(withClampedTargets(e)) : undefined),
  },
];

function hasIgnored({ ignoreIndex, target, targetKind }: LossCall): boolean {
  return targetKind === "indices" && ignoreIndex !== undefined && target.data.includes(ignoreIndex);
}

/** The target's part as it is, and the uniform part reduced over all rows, with a given treatment of ignored ones. */
function uniformPartOverAll(
  e: LossCall,
  ignoredRows: LossCall["axes"]["ignoredRows"],
): LossAndGradient | undefined {
  const hasUniformPart =
    e.axes.divergence === "cross-entropy" && isSmoothed(e.axes.smoothingApplies, e.labelSmoothing);
  if (!hasIgnored(e) || !isReducedByMean(e) || !hasUniformPart) return undefined;
  // A weight looked up for an index that names no class is an error, not a number.
  if (e.weight !== undefined && !(e.ignoreIndex! >= 0 && e.ignoreIndex! < e.weight.data.length))
    return undefined;
  const { scale, bias } = massesOf(e);
  const zero = doubleDouble(0);
  const target = evaluate({ ...e, masses: { scale, bias: zero, on: scale, smoothed: false } });
  const uniform = evaluate(
    changed(
      e,
      { ignoredRows, reduction: meanOver("target-weight") },
      { masses: { scale: zero, bias, on: bias, smoothed: true } },
    ),
  );
  return {
    loss: mapped(target.loss, (value, i) => value + uniform.loss.data[i]!),
    gradient: mapped(target.gradient, (value, i) => value + uniform.gradient.data[i]!),
  };
}

/** Inverts the mask: ignored rows get the class nearest to their index, and the other rows are ignored. */
function withMaskInverted(lossCall: LossCall): LossCall {
  const { ignoreIndex, target } = lossCall;
  const clamped = withClampedTargets(lossCall).target.data;
  const noClass = -1;
  const data = Float64Array.from(clamped, (index, row) =>
    target.data[row] === ignoreIndex ? index : noClass,
  );
  return { ...lossCall, ignoreIndex: noClass, target: { ...target, data } };
}

/** Moves targets outside the classes to the nearest class. */
function withClampedTargets(lossCall: LossCall): LossCall {
  const last = (lossCall.input.shape[lossCall.classAxis] ?? 1) - 1;
  return { ...lossCall, target: mapped(lossCall.target, (index) => Math.min(last, Math.max(0, index))) };
}

/** What a side does at each step of a ledger, in words for people. */
import type { Axes } from "../loss/axes.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { reductionPlan } from "../loss/row-losses.ts";
import { isSmoothed } from "../loss/target.ts";
import type { STEPS, Step } from "./ledger-steps.ts";

/** Values without an entry are called by their name. */
const WORDS: { readonly [axis in keyof Axes]?: { readonly [value: string]: string } } = {
  targetRule: {
    uniform: "a/K on every class",
    "off-target": "a/(K-1) off the target",
    "off-target-and-excluded": "a/(K-2) off the target",
    half: "a/2 on each label",
    "both-sides": "1 - a on given labels, a on the others",
    added: "(y + a/K) / (1 + a)",
    "added-to-shares": "(y + a/K) / (1 + a), y in shares, with an epsilon in both divisors",
  },
  divergence: {
    "cross-entropy": "cross entropy",
    kl: "KL divergence: less the target's entropy",
    "kl-formula": "KL divergence: less the target's entropy, by its formula",
  },
  link: {
    softmax: "logits, softmax",
    sigmoid: "logits, sigmoid",
    given: "log-probabilities as given",
    "clipped-rows": "probabilities, normalised, clipped to [1e-7, 1 - 1e-7]",
    clipped: "probabilities, clipped to [1e-7, 1 - 1e-7]",
    "clipped-and-added": "probabilities, clipped to [1e-7, 1 - 1e-7], with 1e-7 added",
    "cut-logarithms": "probabilities as given, no logarithm below -100",
    "focal-softmax": "logits, softmax, focal",
    "focal-clipped-rows": "probabilities, normalised and clipped, focal",
    "focal-sigmoid": "logits, sigmoid, focal",
    "focal-clipped": "probabilities, clipped, focal",
  },
  weight: {
    none: "none",
    "per-class": "per class, on each term",
    "per-class-on-row": "per class, averaged by the target into one factor per row",
    "per-row-aligned": "per row",
    "per-row-broadcast": "per row, broadcast",
  },
  rowLoss: { sum: "", mean: "mean over the classes, then ", each: "each label on its own, " },
  reduction: {
    none: "no reduction",
    sum: "sum",
    mean: "mean over all rows",
    "mean-kept-weight": "mean over the weight of kept rows",
    "mean-no-nan": "mean over all rows",
    "mean-weight-no-nan": "mean over the weights",
    "mean-nonzero-weights": "mean over nonzero weights",
    "mean-weight-spread": "mean over the weights",
    "mean-no-nan-always": "mean over all rows",
    "mean-nonzero-weights-no-nan": "mean over nonzero weights",
    "mean-weight-spread-no-nan": "mean over the weights",
    "mean-batch": "sum over the batch size",
    "mean-kept-weight-no-nan": "mean over the weight of kept rows",
    "mean-kept-and-epsilon": "sum over the kept rows and an epsilon",
    "mean-kept-if-ignoring": "mean over kept rows, or all",
    "mean-target-weight": "mean over the weight of all rows",
    "mean-row-weight": "mean over the factors of the rows",
  },
};

function word<Axis extends keyof Axes>(axis: Axis, value: Axes[Axis]): string {
  return WORDS[axis]?.[String(value)] ?? String(value).replaceAll("-", " ");
}

type StepName = (typeof STEPS)[number]["axis"];

const DESCRIBE: { readonly [step in StepName]: (lossCall: LossCall) => string } = {
  "target rule": ({ axes, numClasses, excludedClass, masses }) => {
    if (masses !== undefined) return `${masses.on.high} on the target, ${masses.bias.high} off it`;
    const none = excludedClass === undefined ? "" : `, none on class ${excludedClass}`;
    const labels = axes.labels === undefined ? "" : ", every positive label read as 1";
    return `${word("targetRule", axes.targetRule)}${none}${labels}, K = ${numClasses}`;
  },
  divergence: ({ axes }) => word("divergence", axes.divergence),
  "class axis": ({ classAxis, softmaxAxis }) =>
    `classes on axis ${classAxis}${softmaxAxis === classAxis ? "" : `, softmax along axis ${softmaxAxis}`}`,
  "input and clip": ({ axes, focus }) => {
    const focal = focus === undefined ? "" : `, gamma ${focus.gamma}`;
    const once = axes.gradientMass === "one-in-both" ? ", the normaliser counted once" : "";
    return `${word("link", axes.link)}${focal}${once}`;
  },
  "ignored rows": ({ axes, ignoreIndex, target, targetKind }) => {
    if (axes.ignoredRows === "none" || ignoreIndex === undefined) return "none";
    const count =
      targetKind === "indices"
        ? target.data.reduce((count, index) => count + (index === ignoreIndex ? 1 : 0), 0)
        : 0;
    const smoothed = axes.ignoredRows === "no-label" ? " lose their label only" : "";
    return `those with target ${ignoreIndex}${smoothed} (${count})`;
  },
  weights: ({ axes, weight }) =>
    axes.weight === "none" || weight === undefined ? "none" : word("weight", axes.weight),
  reduction: (lossCall) => {
    const { axes, targetKind } = lossCall;
    const reduction = typeof axes.reduction === "string" ? axes.reduction : axes.reduction[targetKind];
    return `${word("rowLoss", axes.rowLoss)}${word("reduction", reduction)}${divisorOf(lossCall, reduction)}`;
  },
  "label smoothing": ({ axes, labelSmoothing }) =>
    isSmoothed(axes.smoothingApplies, labelSmoothing) || labelSmoothing === 0
      ? `a = ${labelSmoothing}`
      : `a = ${labelSmoothing}, taken as none`,
};

/** ` (÷ 6)`, where the result is a sum divided by one number for all rows. */
function divisorOf(lossCall: LossCall, reduction: string): string {
  if (reduction === "none" || reduction === "sum") return "";
  const { coefficients } = reductionPlan({ ...lossCall, upstream: undefined });
  const divisor = 1 / coefficients[0]!;
  const isOne = coefficients.every((coefficient) => coefficient === coefficients[0]);
  return isOne && Number.isFinite(divisor) ? ` (÷ ${Number(divisor.toPrecision(9))})` : "";
}

/** What a loss call does at a step. */
export function describeStep({ axis }: Step, lossCall: LossCall): string {
  return DESCRIBE[axis as StepName](lossCall);
}

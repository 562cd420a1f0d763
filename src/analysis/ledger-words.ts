/** What a side does at each step of a ledger, in words for people. */
import type { Axes } from "../math/axes.ts";
import type { Evaluation } from "../math/evaluation.ts";
import { reductionPlan } from "../math/row-losses.ts";
import { isSmoothed } from "../math/target.ts";
import type { STEPS, Step } from "./ledger-steps.ts";

/** Values without an entry are called by their name. */
const WORDS: { readonly [axis in keyof Axes]?: { readonly [value: string]: string } } = {
  targetRule: {
    uniform: "a/K on every class",
    "off-target": "a/(K-1) off the target",
    "off-target-and-excluded": "a/(K-2) off the target",
    half: "a/2 on each label",
  },
  divergence: { "cross-entropy": "cross entropy", kl: "KL divergence: less the target's entropy" },
  link: {
    softmax: "logits, softmax",
    sigmoid: "logits, sigmoid",
    given: "log-probabilities as given",
    "clipped-rows": "probabilities, normalised, clipped to [1e-7, 1 - 1e-7]",
    clipped: "probabilities, clipped to [1e-7, 1 - 1e-7]",
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
  },
};

function word<Axis extends keyof Axes>(axis: Axis, value: Axes[Axis]): string {
  return WORDS[axis]?.[String(value)] ?? String(value).replaceAll("-", " ");
}

type StepName = (typeof STEPS)[number]["axis"];

const DESCRIBE: { readonly [step in StepName]: (evaluation: Evaluation) => string } = {
  "target rule": ({ axes, numClasses, excludedClass, masses }) => {
    if (masses !== undefined) return `${masses.on.high} on the target, ${masses.bias.high} off it`;
    const none = excludedClass === undefined ? "" : `, none on class ${excludedClass}`;
    return `${word("targetRule", axes.targetRule)}${none}, K = ${numClasses}`;
  },
  divergence: ({ axes }) => word("divergence", axes.divergence),
  "class axis": ({ classAxis, softmaxAxis }) =>
    `classes on axis ${classAxis}${softmaxAxis === classAxis ? "" : `, softmax along axis ${softmaxAxis}`}`,
  "input and clip": ({ axes }) => word("link", axes.link),
  "ignored rows": ({ axes, ignoreIndex, target, targetKind }) => {
    if (axes.ignoredRows === "none" || ignoreIndex === undefined) return "none";
    const count = targetKind === "indices" ? target.data.filter((index) => index === ignoreIndex).length : 0;
    return `those with target ${ignoreIndex} (${count})`;
  },
  weights: ({ axes, weight }) =>
    axes.weight === "none" || weight === undefined ? "none" : word("weight", axes.weight),
  reduction: (evaluation) => {
    const { axes, targetKind } = evaluation;
    const reduction = typeof axes.reduction === "string" ? axes.reduction : axes.reduction[targetKind];
    return `${word("rowLoss", axes.rowLoss)}${word("reduction", reduction)}${divisorOf(evaluation, reduction)}`;
  },
  "label smoothing": ({ axes, labelSmoothing }) =>
    isSmoothed(axes.smoothingApplies, labelSmoothing) || labelSmoothing === 0
      ? `a = ${labelSmoothing}`
      : `a = ${labelSmoothing}, taken as none`,
};

/** ` (÷ 6)`, where the result is a sum divided by one number for all rows. */
function divisorOf(evaluation: Evaluation, reduction: string): string {
  if (reduction === "none" || reduction === "sum") return "";
  const { coefficients } = reductionPlan({ ...evaluation, upstream: undefined });
  const divisor = 1 / coefficients[0]!;
  const isOne = coefficients.every((coefficient) => coefficient === coefficients[0]);
  return isOne && Number.isFinite(divisor) ? ` (÷ ${Number(divisor.toPrecision(9))})` : "";
}

/** What an evaluation does at a step. */
export function describeStep({ axis }: Step, evaluation: Evaluation): string {
  return DESCRIBE[axis as StepName](evaluation);
}

/** Words for what a side does at each step of a ledger. */

import { AXES_IN_ENGLISH, inWords } from "../definition/axis-words.ts";
import type { Axes, Link, Reduction } from "../loss/axes.ts";
import { isMean } from "../loss/axis-values.ts";
import type { LinkNumbers, LossCall } from "../loss/loss-call.ts";
import { reductionOf, reductionPlan } from "../loss/row-losses.ts";
import { isSmoothed } from "../loss/target.ts";
import type { STEPS, Step } from "./ledger-steps.ts";

/** In a ledger the smoothing is written `a`, which every terminal can show. */
const word = <Axis extends keyof Axes>(axis: Axis, value: Axes[Axis]): string =>
  inWords(AXES_IN_ENGLISH, axis, value).replaceAll("α", "a");

type StepName = (typeof STEPS)[number]["axis"];

const DESCRIBE: { readonly [step in StepName]: (lossCall: LossCall) => string } = {
  "target rule": ({ axes, numClasses, excludedClass, masses }) => {
    if (masses !== undefined) return `${masses.on.high} on the target, ${masses.bias.high} off it`;
    const excluded = excludedClass === undefined ? "" : ` (class ${excludedClass})`;
    const labels = axes.labels === undefined ? "" : `, labels: ${word("labels", axes.labels)}`;
    return `${word("targetRule", axes.targetRule)}${excluded}${labels}, K = ${numClasses}`;
  },
  divergence: ({ axes }) => word("divergence", axes.divergence),
  "class axis": ({ classAxis, softmaxAxis }) =>
    `classes on axis ${classAxis}${softmaxAxis === classAxis ? "" : `, softmax along axis ${softmaxAxis}`}`,
  "input and clip": ({ axes, linkNumbers }) => {
    const numbers = Object.entries(PART_OF)
      .filter(([name, part]) => linkNumbers?.[name as keyof LinkNumbers] !== undefined && hasPart(axes, part))
      .map(([name]) => `, ${name} ${linkNumbers![name as keyof LinkNumbers]}`)
      .join("");
    const once = axes.normaliser === "once" ? ", the normaliser counted once" : "";
    return `${word("input", axes.input)}, ${word("link", axes.link)}${numbers}${once}`;
  },
  "ignored rows": ({ axes, ignoreIndex, target, targetKind }) => {
    if (axes.ignoredRows === "none" || ignoreIndex === undefined) return "none";
    const count =
      targetKind === "indices"
        ? target.data.reduce((count, index) => count + (index === ignoreIndex ? 1 : 0), 0)
        : 0;
    return `target ${ignoreIndex} (${count}): ${word("ignoredRows", axes.ignoredRows)}`;
  },
  weights: ({ axes, weight }) =>
    axes.weight === "none" || weight === undefined ? "none" : word("weight", axes.weight),
  reduction: (lossCall) => {
    const { axes, targetKind } = lossCall;
    const reduction = reductionOf(axes, targetKind);
    const first = axes.rowLoss === "sum" ? "" : `${word("rowLoss", axes.rowLoss)}, then `;
    // The result for a divisor of 0 makes no difference here, since both losses of a ledger are finite.
    const mean = AXES_IN_ENGLISH.reduction.values.divisor[reduction.divisor];
    return `${first}${mean}${divisorOf(lossCall, reduction)}`;
  },
  "label smoothing": ({ axes, labelSmoothing }) =>
    isSmoothed(axes.smoothingApplies, labelSmoothing) || labelSmoothing === 0
      ? `a = ${labelSmoothing}`
      : `a = ${labelSmoothing}, taken as none`,
};

/** The part of the link that each number belongs to, where the words of that part do not tell the number. */
const PART_OF = {
  gamma: "focal",
  logitScale: "scale",
  softcap: "cap",
  lseSquareScale: "normaliserCost",
  posWeight: "positives",
} as const satisfies { readonly [name in keyof LinkNumbers]: keyof Link };

function hasPart({ link }: Axes, part: keyof Link): boolean {
  return link[part] !== undefined && link[part] !== "none";
}

/** ` (÷ 6)`, where the result is a sum divided by one number for all rows. */
function divisorOf(lossCall: LossCall, reduction: Reduction): string {
  if (!isMean(reduction)) return "";
  const { coefficients } = reductionPlan({ ...lossCall, upstream: undefined });
  const divisor = 1 / coefficients[0]!;
  const isOne = coefficients.every((coefficient) => coefficient === coefficients[0]);
  return isOne && Number.isFinite(divisor) ? ` (÷ ${Number(divisor.toPrecision(9))})` : "";
}

/** What a loss call does at a step. */
export function describeStep({ axis }: Step, lossCall: LossCall): string {
  return DESCRIBE[axis as StepName](lossCall);
}

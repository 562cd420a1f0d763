/** Mutants with mistakes of fast kernels, and with terms that are added to a loss and forgotten. */

import { roundToFloat } from "../formats/bits.ts";
import { isLink, SOFTMAX } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { reductionPlan } from "../loss/row-losses.ts";
import { isSmoothed, massesOf } from "../loss/target.ts";
import { doubleDouble } from "../math/double-double.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { rowsAlong } from "../math/rows.ts";
import { roundTo } from "../math/tensor.ts";
import { type Mutant, mapped } from "./mutant.ts";
import { type Flaws, honest, plain } from "./plain-arithmetic.ts";

type Surprisal = NonNullable<Flaws["surprisal"]>;

const largestOf = (logits: FloatArray): number =>
  logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);

/** The logarithm of the normaliser is added to the maximum before a logit is subtracted: at 1e8 all its digits are lost. */
const addedToMaximum: Surprisal = (logits, round) => {
  const max = largestOf(logits);
  const sum = logits.reduce((total, x) => round(total + round(Math.exp(round(x - max)))), 0);
  const normaliser = round(max + round(Math.log(sum)));
  return Float64Array.from(logits, (x) => round(normaliser - x));
};

/** Classes that a kernel takes at a time. */
const LANES = 4;

/** The classes after the last whole block are left out of the sum. */
const withoutTail: Surprisal = (logits, round) => {
  const max = largestOf(logits);
  const whole = Math.floor(logits.length / LANES) * LANES;
  let sum = 0;
  for (let k = 0; k < whole; k += 1) sum = round(sum + round(Math.exp(round(logits[k]! - max))));
  const normaliser = round(Math.log(sum));
  return Float64Array.from(logits, (x) => round(normaliser - round(x - max)));
};

/** In one pass: the sum so far is not multiplied by exp(old maximum - new one). */
const notRescaled: Surprisal = (logits, round) => {
  let [max, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (const x of logits) {
    max = Math.max(max, x);
    sum = round(sum + round(Math.exp(round(x - max))));
  }
  const normaliser = round(Math.log(sum));
  return Float64Array.from(logits, (x) => round(normaliser - round(x - max)));
};

/** Exponentials are added to one float32 total, one after another: the longer the row, the more is lost to rounding. */
const addedOneByOne: Surprisal = (logits) => {
  const max = largestOf(logits);
  let sum = 0;
  for (const x of logits) sum = Math.fround(sum + Math.fround(Math.exp(x - max)));
  return Float64Array.from(logits, (x) => Math.log(sum) - (x - max));
};

function inDTypeOf({ input }: LossCall): (value: number) => number {
  return (value) => roundTo(input.dtype, value);
}

/** A flaw of log-softmax, every step in the dtype of the logits. */
function inDType(id: string, says: string, surprisal: Surprisal, seen?: string): Mutant {
  return {
    id,
    says,
    ...(seen === undefined ? {} : { seen }),
    honest: (e) => plain(e, { round: inDTypeOf(e) }),
    answer: (e) => (isLink(e.axes.link, SOFTMAX) ? plain(e, { surprisal, round: inDTypeOf(e) }) : undefined),
  };
}

/** Weight of the squared logarithm of the normaliser, as in PaLM and T5X. */
const Z_LOSS = 1e-4;

/** `share` times (log sum exp x)^2 added to every row that is kept, with its gradient. */
export function withZLoss(e: LossCall, share: number): LossAndGradient | undefined {
  if (!isLink(e.axes.link, SOFTMAX)) return undefined;
  const bare = { ...e, upstream: undefined };
  const shared = reductionPlan(bare).coefficients;
  const own = reductionPlan(e).coefficients;
  const { loss, gradient } = evaluate(e);
  const isReduced = loss.shape.length === 0;
  const added = new Float64Array(loss.data.length);
  const slopes = new Float64Array(gradient.data.length);
  const rows = rowsAlong(e.input.shape, e.softmaxAxis);
  for (let row = 0; row < rows.count; row += 1) {
    if (isIgnored(e, row)) continue;
    const start = rows.start(row);
    const at = (k: number): number => start + k * rows.stride;
    let max = Number.NEGATIVE_INFINITY;
    for (let k = 0; k < rows.length; k += 1) max = Math.max(max, e.input.data[at(k)]!);
    let sum = 0;
    for (let k = 0; k < rows.length; k += 1) sum += Math.exp(e.input.data[at(k)]! - max);
    const normaliser = max + Math.log(sum);
    if (isReduced) added[0]! += shared[row]! * share * normaliser ** 2;
    else added[row]! += share * normaliser ** 2;
    for (let k = 0; k < rows.length; k += 1)
      slopes[at(k)] = own[row]! * 2 * share * normaliser * (Math.exp(e.input.data[at(k)]! - max) / sum);
  }
  return {
    loss: mapped(loss, (value, i) => value + (added[i] ?? 0)),
    gradient: mapped(gradient, (value, i) => value + slopes[i]!),
  };
}

function isIgnored({ axes, target, targetKind, ignoreIndex }: LossCall, row: number): boolean {
  return axes.ignoredRows !== "none" && targetKind === "indices" && target.data[row] === ignoreIndex;
}

/** Gemma's cap. */
const CAP = 30;

/** The loss of cap tanh(x / cap) instead of x. */
function withSoftcap(e: LossCall): LossAndGradient | undefined {
  if (!isLink(e.axes.link, SOFTMAX)) return undefined;
  const data = Float64Array.from(e.input.data, (x) => CAP * Math.tanh(x / CAP));
  const { loss, gradient } = evaluate({ ...e, input: { ...e.input, dtype: "float64", data } });
  const like = (value: number): number => roundTo(e.input.dtype, value);
  return {
    loss: { ...mapped(loss, like), dtype: e.input.dtype },
    gradient: {
      ...mapped(gradient, (slope, i) => like(slope * (1 - (data[i]! / CAP) ** 2))),
      dtype: e.input.dtype,
    },
  };
}

/** The smoothing that is kept from an earlier call, which is the usual one. */
const KEPT = 0.1;

export const WRONG_KERNELS: readonly Mutant[] = [
  inDType(
    "normaliser-added-to-maximum",
    "(max + log(sum(exp(x - max)))) - x: the logarithm lost beside a large maximum",
    addedToMaximum,
    "ml-explore/mlx#4169 and TensorFlow.js' own softmaxCrossEntropy",
  ),
  {
    id: "float32-sum-one-by-one",
    says: "the exponentials of a row added to a float32 total one after another",
    seen: "three libraries that share no code, bit for bit alike at 8,210 classes",
    honest,
    answer: (e) => (isLink(e.axes.link, SOFTMAX) ? plain(e, { surprisal: addedOneByOne }) : undefined),
  },
  inDType("tail-left-out", `classes after the last whole block of ${LANES} left out of the sum`, withoutTail),
  inDType("maximum-not-rescaled", "a running maximum without the sum so far rescaled", notRescaled),
  {
    id: "smoothing-kept",
    says: `a smoothing of ${KEPT} kept from an earlier call`,
    answer: (e) => (e.labelSmoothing === KEPT ? undefined : evaluate({ ...e, labelSmoothing: KEPT })),
  },
  {
    id: "smoothing-in-bfloat16",
    says: "the masses of the smoothed target rounded to bfloat16",
    answer(e) {
      if (!isSmoothed(e.axes.smoothingApplies, e.labelSmoothing)) return undefined;
      const { scale, bias, on, smoothed } = massesOf(e);
      const round = ({ high }: { readonly high: number }) => doubleDouble(roundToFloat(high, "bfloat16"));
      return evaluate({ ...e, masses: { scale: round(scale), bias: round(bias), on: round(on), smoothed } });
    },
  },
  {
    id: "z-loss",
    says: `${Z_LOSS} times the square of the logarithm of the normaliser added`,
    seen: "T5X, PaLM, Liger and flash-attn, where it is an option",
    answer: (e) => withZLoss(e, Z_LOSS),
  },
  {
    id: "softcap",
    says: `logits capped by ${CAP} tanh(x / ${CAP})`,
    seen: "Gemma, and Liger where it is an option",
    answer: withSoftcap,
  },
];

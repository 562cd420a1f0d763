/** Mutants with the right formula and wrong arithmetic. */

import { roundToFloat } from "../formats/bits.ts";
import { isLink, SOFTMAX } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { type Mutant, mapped, moved, movedAndScaled } from "./mutant.ts";
import { type Flaws, honest, plain } from "./plain-arithmetic.ts";
import { rowWise } from "./row-wise.ts";

type Surprisal = NonNullable<Flaws["surprisal"]>;

/** Softmax with the maximum subtracted, as probabilities. */
function softmax(logits: FloatArray, round: (value: number) => number): Float64Array {
  const max = logits.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const e = Float64Array.from(logits, (x) => round(Math.exp(round(x - max))));
  const sum = e.reduce((a, b) => round(a + b), 0);
  return e.map((value) => round(value / sum));
}

const naive: Surprisal = (logits, round) => softmax(logits, round).map((p) => -round(Math.log(p)));

const unshifted: Surprisal = (logits, round) => {
  const sum = logits.reduce((total, x) => round(total + round(Math.exp(x))), 0);
  return logits.map((x) => round(round(Math.log(sum)) - x));
};

/** log(p + added) of a probability of at least `least`, and at most 1 less that. */
const limited =
  (least: number, added: number): Surprisal =>
  (logits, round) =>
    softmax(logits, round).map((p) => -Math.log(Math.min(1 - least, Math.max(least, p)) + added));

/** -log p where logits are taken as if they were log-probabilities. */
const unnormalised: Surprisal = (logits) => logits.map((x) => -x);

const float32 = Math.fround;
const float16 = (value: number): number => roundToFloat(value, "float16");
const bfloat16 = (value: number): number => roundToFloat(value, "bfloat16");

const softmaxed = rowWise((row, into) => into.set(softmax(row, (x) => x)));

function flawed(id: string, says: string, flaws: Flaws, seen?: string): Mutant {
  const { surprisal } = flaws;
  return {
    id,
    says,
    ...(seen === undefined ? {} : { seen }),
    ...(surprisal === undefined ? {} : { surprisal: (logits: Float64Array) => surprisal(logits, (x) => x) }),
    honest,
    answer: (e) => (surprisal !== undefined && !isLink(e.axes.link, SOFTMAX) ? undefined : plain(e, flaws)),
  };
}

/** Probabilities of at least `least`, with a number added inside the logarithm; the gradient is that of plain arithmetic. */
export function clippedAt(id: string, says: string, least: number, added: number): Mutant {
  return flawed(id, says, { surprisal: limited(least, added) });
}

/** Applies a function to both results. */
function through(lossCall: LossCall, change: (value: number) => number): LossAndGradient {
  const { loss, gradient } = evaluate(lossCall);
  return { loss: mapped(loss, change), gradient: mapped(gradient, change) };
}

export const WRONG_ARITHMETIC: readonly Mutant[] = [
  flawed(
    "naive-log-softmax",
    "log(softmax(x)), which underflows",
    { surprisal: naive },
    "NVIDIA/Megatron-LM vocab-parallel cross entropy",
  ),
  flawed("no-max-shift", "log(sum(exp(x))) without the maximum subtracted, which overflows", {
    surprisal: unshifted,
  }),
  flawed(
    "probabilities-clipped",
    "probabilities clipped to [1e-7, 1-1e-7]",
    { surprisal: limited(1e-7, 0) },
    "keras-team/keras#7563",
  ),
  flawed("epsilon-added", "log(p + 1e-7)", { surprisal: limited(0, 1e-7) }),
  flawed(
    "epsilon-added-twice",
    "probabilities clipped, and 1e-7 added inside the logarithm",
    { surprisal: limited(1e-7, 1e-7) },
    "tf.keras 2 binary_crossentropy",
  ),
  flawed(
    "logits-as-log-probabilities",
    "logits taken as log-probabilities",
    { surprisal: unnormalised },
    "facebookresearch/fairseq#2273",
  ),
  flawed("float32-arithmetic", "every step rounded to float32", { round: float32 }),
  flawed(
    "float16-arithmetic",
    "every step rounded to float16",
    { round: float16 },
    "huggingface/transformers#10674",
  ),
  flawed("bfloat16-arithmetic", "every step rounded to bfloat16", { round: bfloat16 }),
  moved("softmax-twice", "softmax applied to logits before the loss applies its own", (e) => {
    if (!isLink(e.axes.link, SOFTMAX) || e.softmaxAxis !== e.input.shape.length - 1) return undefined;
    return { ...e, input: softmaxed(e.input) };
  }),
  movedAndScaled(
    "log-base-2",
    "logarithms to base 2",
    (e) => e,
    () => 1 / Math.LN2,
    "fairseq logs in bits",
  ),
  {
    id: "loss-in-bits",
    says: "the loss in bits, the gradient in nats",
    move: (e) => e,
    factor: () => 1 / Math.LN2,
    answer: (e) => {
      const { loss, gradient } = evaluate(e);
      return { loss: mapped(loss, (value) => value / Math.LN2), gradient };
    },
  },
  {
    id: "nan-to-zero",
    says: "NaN and infinities turned into 0",
    answer: (e) => through(e, (value) => (Number.isFinite(value) ? value : 0)),
  },
  {
    id: "nan-to-num",
    says: "NaN turned into 0 and infinities into the largest number",
    answer: (e) => {
      const largest = e.input.dtype === "float32" ? (2 - 2 ** -23) * 2 ** 127 : Number.MAX_VALUE;
      return through(e, (value) => (Number.isNaN(value) ? 0 : Math.min(largest, Math.max(-largest, value))));
    },
  },
  {
    id: "loss-sign",
    says: "the loss with the wrong sign, the gradient right",
    move: (e) => e,
    factor: () => -1,
    answer: (e) => {
      const { loss, gradient } = evaluate(e);
      return { loss: mapped(loss, (value) => -value), gradient };
    },
  },
];

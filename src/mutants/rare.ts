/** Mutants that are too rare to be tried on every loss: they are, where nothing else explains it. */
import { evaluate } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { roundTo, type Tensor } from "../math/tensor.ts";
import { sum } from "./call-quantities.ts";
import { type Mutant, mapped, moved } from "./mutant.ts";
import { clippedAt } from "./wrong-arithmetic.ts";
import { rule } from "./wrong-targets.ts";

/** Factors on logits that people use, and those of attention. */
const TEMPERATURES: readonly (readonly [says: string, of: (e: LossCall) => number])[] = [
  ...["2", "1/2", "10", "1/10", "1/1.1", "1/1.5", "1/3", "1/4", "4", "-1"].map(
    (says): readonly [string, () => number] => {
      const [over, under = 1] = says.split("/").map(Number) as [number, number?];
      return [says, () => over / under];
    },
  ),
  ["1/sqrt(K)", (e) => 1 / Math.sqrt(e.numClasses)],
];

/** The loss of other logits, with the gradient in them times what a logit was multiplied by. */
function ofLogits(
  id: string,
  says: string,
  change: (x: number, e: LossCall) => number,
  slope: (x: number, e: LossCall) => number,
): Mutant {
  return {
    id,
    says,
    answer: (e) => {
      if (e.axes.input !== "logits") return undefined;
      const input: Tensor = { ...mapped(e.input, (x) => change(x, e)), dtype: "float64" };
      const { loss, gradient } = evaluate({ ...e, input });
      const round = (value: number): number => roundTo(e.input.dtype, value);
      return {
        loss: { ...mapped(loss, round), dtype: e.input.dtype },
        gradient: {
          ...mapped(gradient, (g, i) => round(g * slope(e.input.data[i]!, e))),
          dtype: e.input.dtype,
        },
      };
    },
  };
}

const temperatures = (): readonly Mutant[] =>
  TEMPERATURES.flatMap(([says, of]) => [
    ofLogits(
      `logits-times-${says}`,
      `logits times ${says}`,
      (x, e) => x * of(e),
      (_, e) => of(e),
    ),
    ofLogits(
      `logits-times-${says}-detached`,
      `logits times ${says}, and not their gradient`,
      (x, e) => x * of(e),
      () => 1,
    ),
  ]);

/** Class weights replaced by a function of them. */
function ofWeights(
  id: string,
  says: string,
  change: (w: number, k: number, all: ArrayLike<number>) => number,
): Mutant {
  return moved(id, says, (e) => {
    const { weight } = e;
    return weight && { ...e, weight: mapped(weight, (w, k) => change(w, k, weight.data)) };
  });
}

function ofTargets(id: string, says: string, change: (index: number, classes: number) => number): Mutant {
  return moved(id, says, (e) =>
    e.targetKind !== "indices"
      ? undefined
      : {
          ...e,
          target: mapped(e.target, (index) =>
            index === e.ignoreIndex ? index : change(index, e.input.shape[e.classAxis] ?? 1),
          ),
        },
  );
}

function clipping(power: number): readonly Mutant[] {
  const least = 10 ** -power;
  return [
    clippedAt(`clipped-at-1e-${power}`, `probabilities clipped at 1e-${power}`, least, 0),
    clippedAt(`added-1e-${power}`, `log(p + 1e-${power})`, 0, least),
  ];
}

/** Masses on the true class and on the others, as people mix them up. */
const ON: { readonly [says: string]: (a: number, k: number) => number } = {
  "1": () => 1,
  "1-a": (a) => 1 - a,
  "1-a+a/K": (a, k) => 1 - a + a / k,
  "1-a+2a/K": (a, k) => 1 - a + (2 * a) / k,
  "1-a+a/(K+1)": (a, k) => 1 - a + a / (k + 1),
  "1-a+a/(K+2)": (a, k) => 1 - a + a / (k + 2),
};
const OFF: { readonly [says: string]: (a: number, k: number) => number } = {
  "a/K": (a, k) => a / k,
  "a/(K-1)": (a, k) => a / (k - 1),
  "a/(K+1)": (a, k) => a / (k + 1),
  "a/(K+2)": (a, k) => a / (k + 2),
  "2a/K": (a, k) => (2 * a) / k,
  "a/(2K)": (a, k) => a / (2 * k),
};

export const RARE: readonly Mutant[] = [
  ...temperatures(),
  ...Object.entries(ON).flatMap(([on, ofOn]) =>
    Object.entries(OFF).map(([off, ofOff]) =>
      rule(`masses-${on}-and-${off}`, `on-target mass ${on} with off-target ${off}`, ofOn, ofOff),
    ),
  ),
  ...[2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 20].flatMap(clipping),
  ...[5, 10, 15, 20, 30, 50, 64, 80, 88, 100].map((most) =>
    ofLogits(
      `logits-within-${most}`,
      `logits clipped to ±${most}`,
      (x) => Math.max(-most, Math.min(most, x)),
      () => 1,
    ),
  ),
  ofWeights("weights-square-root", "square roots of the weights", (w) => Math.sqrt(w)),
  ofWeights("weights-mean-one", "weights divided by their mean", (w, _, all) => (w * all.length) / sum(all)),
  ofWeights("weights-at-most-one", "weights above 1 taken for 1", (w) => Math.min(1, w)),
  ofWeights("weights-at-least-one", "weights below 1 taken for 1", (w) => Math.max(1, w)),
  ofWeights(
    "weights-shifted",
    "each class given the weight of the next",
    (_, k, all) => all[(k + 1) % all.length]!,
  ),
  ofTargets(
    "classes-from-1",
    "classes counted from 1: each target one too low",
    (index, classes) => (index + classes - 1) % classes,
  ),
  ofTargets("classes-from-minus-1", "each target one too high", (index, classes) => (index + 1) % classes),
];

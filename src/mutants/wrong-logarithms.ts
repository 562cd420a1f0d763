/** Mutants that take the logarithm of the wrong value, or none. */
import { GIVEN_LOGS, isLink, SOFTMAX } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { roundedTensor } from "../loss/reduction.ts";
import { isSmoothed } from "../loss/target.ts";
import type { Tensor } from "../math/tensor.ts";
import { changed, type Mutant, mapped } from "./mutant.ts";
import { rowWise } from "./row-wise.ts";

const softmaxed = rowWise((row, into) => {
  const max = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  row.forEach((x, k) => {
    into[k] = Math.exp(x - max);
  });
  const sum = into.reduce((a, b) => a + b, 0);
  for (let k = 0; k < into.length; k += 1) into[k]! /= sum;
});

const exponentials = rowWise((row, into) => {
  row.forEach((x, k) => {
    into[k] = Math.exp(x);
  });
});

/** Undefined where the input does not become probabilities along its last axis. */
function probabilities({ axes, input, softmaxAxis }: LossCall): Tensor | undefined {
  if (softmaxAxis !== input.shape.length - 1) return undefined;
  if (isLink(axes.link, SOFTMAX)) return softmaxed(input);
  return isLink(axes.link, GIVEN_LOGS) ? exponentials(input) : undefined;
}

/** The function that replaces log p. */
interface Replacement {
  readonly value: (p: number) => number;
  readonly slope: (p: number) => number;
}

/** The loss call's loss of `value(p)` in place of log p, and its gradient by the chain rule. */
function replaced(lossCall: LossCall, p: Tensor, { value, slope }: Replacement): LossAndGradient {
  const given = mapped({ ...p, dtype: "float64" }, value);
  const { loss, gradient } = evaluate(changed(lossCall, { link: GIVEN_LOGS }, { input: given }));
  const byLog = Float64Array.from(gradient.data, (g, i) =>
    g === 0 ? 0 : g * slope(p.data[i]!) * p.data[i]!,
  );
  const length = p.shape.at(-1) ?? 1;
  if (isLink(lossCall.axes.link, SOFTMAX)) {
    for (let start = 0; start < byLog.length; start += length) {
      const row = byLog.subarray(start, start + length);
      const sum = row.reduce((a, b) => a + b, 0);
      row.forEach((g, k) => {
        row[k] = g - p.data[start + k]! * sum;
      });
    }
  }
  const { input } = lossCall;
  return {
    loss: roundedTensor(input.dtype, loss.shape, loss.data),
    gradient: roundedTensor(input.dtype, input.shape, byLog),
  };
}

export const WRONG_LOGARITHMS: readonly Mutant[] = [
  {
    id: "mixed-before-log",
    says: "-log((1-a)p + a/K): the probability is smoothed in place of the target",
    seen: "neulab/xnmt#186",
    answer: (e) => {
      const { labelSmoothing: a, numClasses } = e;
      const p = isSmoothed(e.axes.smoothingApplies, a) ? probabilities(e) : undefined;
      if (p === undefined) return undefined;
      const mixed = (each: number): number => (1 - a) * each + a / numClasses;
      return replaced(changed(e, { smoothingApplies: "positive" }, { labelSmoothing: 0 }), p, {
        value: (each) => Math.log(mixed(each)),
        slope: (each) => (1 - a) / mixed(each),
      });
    },
  },
  {
    id: "logarithm-missing",
    says: "-p in place of -log p: probabilities taken as log-probabilities",
    seen: "pytorch/pytorch#10033",
    isLossAlone: true,
    move: (e) => {
      const input = probabilities(e);
      return input === undefined ? undefined : changed(e, { link: GIVEN_LOGS }, { input });
    },
    answer: (e) => {
      const p = probabilities(e);
      return p === undefined ? undefined : replaced(e, p, { value: (each) => each, slope: () => 1 });
    },
  },
];

/** Wrong losses that are no mutant: what a diagnosis must not give the name of something else. */
import { isLink, SOFTMAX } from "../../../src/loss/axis-values.ts";
import { evaluate } from "../../../src/loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../../../src/loss/loss-call.ts";
import type { FloatArray } from "../../../src/math/dtypes.ts";
import { rowsAlong } from "../../../src/math/rows.ts";
import { roundTo, type Tensor } from "../../../src/math/tensor.ts";

/** Answers a call, in the order of the calls of a run; undefined where it has nothing to get wrong. */
type Wrong = (lossCall: LossCall) => LossAndGradient | undefined;

export interface Slip {
  readonly id: string;
  readonly says: string;
  /** A new one for each run, since some remember. */
  readonly make: () => Wrong;
}

function each(tensor: Tensor, replace: (value: number, index: number) => number): Tensor {
  return { ...tensor, data: Float64Array.from(tensor.data, (x, i) => roundTo(tensor.dtype, replace(x, i))) };
}

function slip(id: string, says: string, answer: Wrong): Slip {
  return { id, says, make: () => answer };
}

/** On other logits. */
function onInput(id: string, says: string, change: (x: number, i: number) => number): Slip {
  return slip(id, says, (e) =>
    isLink(e.axes.link, SOFTMAX) ? evaluate({ ...e, input: each(e.input, change) }) : undefined,
  );
}

function ofGradient(id: string, says: string, change: (gradient: Tensor, e: LossCall) => Tensor): Slip {
  return slip(id, says, (e) => {
    const { loss, gradient } = evaluate(e);
    return { loss, gradient: change(gradient, e) };
  });
}

function ofLoss(id: string, says: string, change: (loss: number, e: LossCall) => number): Slip {
  return slip(id, says, (e) => {
    const { loss, gradient } = evaluate(e);
    return { loss: each(loss, (value) => change(value, e)), gradient };
  });
}

const indices = (e: LossCall, change: (index: number, classes: number, row: number) => number): Tensor => ({
  ...e.target,
  data: Float64Array.from(e.target.data, (index, row) =>
    index === e.ignoreIndex ? index : change(index, e.input.shape[e.classAxis]!, row),
  ),
});

const squares = (data: FloatArray): number => data.reduce((sum, x) => sum + x * x, 0);

const weightOf = (e: LossCall, change: (w: number) => number): LossCall => ({
  ...e,
  weight: e.weight && each(e.weight, change),
});

export const SLIPS: readonly Slip[] = [
  ofGradient("negative-zeros", "-0 where the gradient is 0", (gradient) =>
    each(gradient, (g) => (g === 0 ? -0 : g)),
  ),
  slip("zero-times-infinity", "0 times infinity in a stable softmax: NaN for an impossible class", (e) => {
    const isOdd = e.input.data.some((x) => x === Number.NEGATIVE_INFINITY);
    if (!isOdd) return undefined;
    const { loss, gradient } = evaluate(e);
    return { loss: each(loss, () => Number.NaN), gradient: each(gradient, () => Number.NaN) };
  }),
  {
    id: "previous-smoothing",
    says: "the smoothing of the call before",
    make: () => {
      let kept: number | undefined;
      return (e) => {
        const labelSmoothing = kept ?? e.labelSmoothing;
        kept = e.labelSmoothing;
        return evaluate({ ...e, labelSmoothing });
      };
    },
  },
  slip("tail-of-8", "classes after the last whole block of 8 left out of the sum", (e) => {
    const { axes, input } = e;
    if (!isLink(axes.link, SOFTMAX) || e.softmaxAxis !== input.shape.length - 1) return undefined;
    const length = input.shape.at(-1)!;
    const whole = Math.floor(length / 8) * 8;
    if (whole === 0 || whole === length) return undefined;
    const data = Float64Array.from(input.data);
    const rows = rowsAlong(input.shape, e.softmaxAxis);
    for (let row = 0; row < rows.count; row += 1)
      for (let k = whole; k < length; k += 1) data[rows.start(row) + k] = Number.NEGATIVE_INFINITY;
    return evaluate({ ...e, input: { ...input, data } });
  }),
  onInput("temperature", "logits divided by 1.1", (x) => x / 1.1),
  onInput("softcap-of-50", "logits capped at 50", (x) => 50 * Math.tanh(x / 50)),
  onInput("first-logit-shifted", "0.25 added to every fifth logit", (x, i) => (i % 5 === 0 ? x + 0.25 : x)),
  slip("labels-off-by-one", "classes counted from 1", (e) =>
    e.targetKind === "indices"
      ? evaluate({ ...e, target: indices(e, (index, classes) => (index + 1) % classes) })
      : undefined,
  ),
  slip("labels-reversed", "labels in reverse order", (e) =>
    e.targetKind === "indices"
      ? evaluate({ ...e, target: { ...e.target, data: Float64Array.from(e.target.data).reverse() } })
      : undefined,
  ),
  slip("smoothing-annealed", "the smoothing times 0.9", (e) =>
    evaluate({ ...e, labelSmoothing: e.labelSmoothing * 0.9 }),
  ),
  slip("smoothing-squared", "the smoothing squared", (e) =>
    evaluate({ ...e, labelSmoothing: e.labelSmoothing ** 2 }),
  ),
  slip("weights-square-root", "square roots of the weights", (e) =>
    e.weight === undefined ? undefined : evaluate(weightOf(e, (w) => Math.sqrt(Math.abs(w)))),
  ),
  slip("weights-at-least-one", "weights below 1 raised to 1", (e) =>
    e.weight === undefined ? undefined : evaluate(weightOf(e, (w) => Math.max(1, w))),
  ),
  ofLoss(
    "decay-added",
    "0.001 times the sum of squared logits added",
    (loss, e) => loss + 1e-3 * squares(e.input.data),
  ),
  ofLoss("loss-capped", "no loss above 2", (loss) => Math.min(2, loss)),
  ofLoss(
    "loss-to-three-digits",
    "the loss rounded to three decimals",
    (loss) => Math.round(loss * 1e3) / 1e3,
  ),
  ofGradient("gradient-clipped", "gradients clipped to length 0.1", (gradient) => {
    const length = Math.sqrt(squares(gradient.data));
    return length > 0.1 ? each(gradient, (g) => (g * 0.1) / length) : gradient;
  }),
  ofGradient("gradient-of-last-row-lost", "no gradient for the last row", (gradient, e) => {
    const length = e.input.shape.at(-1)!;
    return each(gradient, (g, i) => (i >= gradient.data.length - length ? 0 : g));
  }),
  ofGradient("gradient-scaled", "gradients times 1.5", (gradient) => each(gradient, (g) => 1.5 * g)),
  slip("entropy-bonus", "the loss less a hundredth of itself squared", (e) => {
    const { loss, gradient } = evaluate(e);
    return { loss: each(loss, (x) => x - 0.01 * x * x), gradient };
  }),
];

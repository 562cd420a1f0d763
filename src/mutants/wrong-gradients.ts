/** Mutants with a right loss and a wrong gradient, which only a suite with golden gradients can see. */
import { GIVEN_LOGS, isLink, SOFTMAX, SUM } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { reductionPlan } from "../loss/row-losses.ts";
import { sizeOf, type Tensor } from "../math/tensor.ts";
import { changed, type Mutant, mapped, misled } from "./mutant.ts";

/** The gradient of another loss call. */
function gradientOf(lossCall: LossCall | undefined): Tensor | undefined {
  return lossCall === undefined ? undefined : evaluate(lossCall).gradient;
}

function hasIgnored({ ignoreIndex, target, targetKind }: LossCall): boolean {
  return targetKind === "indices" && ignoreIndex !== undefined && target.data.includes(ignoreIndex);
}

/** Rows and columns exchanged, the values kept in a tensor of the same shape. */
function transposed(gradient: Tensor): Tensor | undefined {
  const columns = gradient.shape.at(-1) ?? 1;
  const rows = gradient.data.length / columns;
  if (gradient.shape.length < 2 || rows !== columns) return undefined;
  return mapped(gradient, (_, i) => gradient.data[(i % columns) * columns + Math.floor(i / columns)]!);
}

export const WRONG_GRADIENTS: readonly Mutant[] = [
  misled(
    "gradient-unsmoothed",
    "a gradient without label smoothing",
    (_, e) => gradientOf(changed(e, { smoothingApplies: "positive" }, { labelSmoothing: 0 })),
    "paiml/aprender#2199",
  ),
  misled("gradient-sign", "a gradient with the wrong sign", (g) => mapped(g, (value) => 0 - value)),
  misled("gradient-not-scaled-by-upstream", "a gradient not scaled by the incoming one", (_, e) =>
    e.upstream === undefined ? undefined : gradientOf({ ...e, upstream: undefined }),
  ),
  misled("gradient-scaled-by-mean-upstream", "a gradient scaled by the mean of the incoming ones", (_, e) => {
    const { upstream } = e;
    if (upstream === undefined || upstream.data.length < 2) return undefined;
    const mean = upstream.data.reduce((sum, value) => sum + value, 0) / upstream.data.length;
    return gradientOf({ ...e, upstream: mapped(upstream, () => mean) });
  }),
  misled("gradient-upstream-squared", "a gradient scaled by the incoming one twice", (_, e) =>
    e.upstream === undefined
      ? undefined
      : gradientOf({ ...e, upstream: mapped(e.upstream, (value) => value * value) }),
  ),
  misled("gradient-in-ignored-rows", "a gradient that is not zero in ignored rows", (_, e) =>
    hasIgnored(e) ? gradientOf(changed(e, { ignoredRows: "none" }, { ignoreIndex: undefined })) : undefined,
  ),
  misled("gradient-transposed", "a gradient with rows and columns exchanged", (g) => transposed(g)),
  misled("gradient-first-row-repeated", "the first row's gradient in every row", (g) => {
    const columns = g.shape.at(-1) ?? 1;
    return g.data.length > columns ? mapped(g, (_, i) => g.data[i % columns]!) : undefined;
  }),
  misled("gradient-zero", "a gradient of zeros", (g) => mapped(g, () => 0)),
  misled("gradient-not-averaged", "the gradient of the sum with the loss of the mean", (_, e) =>
    sizeOf(reductionPlan(e).shape) === 1 && reductionPlan(e).shape.length === 0
      ? gradientOf(changed(e, { reduction: SUM }))
      : undefined,
  ),
  misled(
    "gradient-mass-one",
    "softmax - q, as if the target summed to 1",
    (_, e) =>
      e.axes.normaliser === "by-mass"
        ? gradientOf(changed(e, { normaliser: "once-in-gradient" }))
        : undefined,
    "TensorFlow's fused op, tfjs 4.22.0",
  ),
  misled("gradient-mass-sum", "softmax * sum(q) - q where the source takes the sum for 1", (_, e) =>
    e.axes.normaliser === "once-in-gradient" && isLink(e.axes.link, SOFTMAX)
      ? gradientOf(changed(e, { normaliser: "by-mass" }))
      : undefined,
  ),
  misled(
    "gradient-of-log-probabilities",
    "the gradient in the log-probabilities instead of the logits",
    (_, e) => (isLink(e.axes.link, SOFTMAX) ? gradientOf(changed(e, { link: GIVEN_LOGS })) : undefined),
  ),
  misled(
    "gradient-through-softmax-again",
    "the gradient in the logits instead of the log-probabilities",
    (_, e) => (isLink(e.axes.link, GIVEN_LOGS) ? gradientOf(changed(e, { link: SOFTMAX })) : undefined),
  ),
  misled("gradient-unweighted", "a gradient without the weights", (_, e) =>
    e.weight === undefined ? undefined : gradientOf({ ...e, weight: undefined }),
  ),
  misled("gradient-target-only", "a gradient in the target's class alone", (g, e) => {
    if (e.targetKind !== "indices" || e.classAxis !== g.shape.length - 1) return undefined;
    const columns = g.shape.at(-1) ?? 1;
    return mapped(g, (value, i) => (i % columns === e.target.data[Math.floor(i / columns)] ? value : 0));
  }),
  misled("gradient-halved", "half the gradient", (g) => mapped(g, (value) => value / 2)),
];

/** Mutants with a wrong target rule: every mistake in the masses that was seen in the wild, and similar ones. */

import type { TargetRule } from "../loss/axes.ts";
import { isLink, MEAN, SOFTMAX } from "../loss/axis-values.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { reductionOf } from "../loss/row-losses.ts";
import { isSmoothed, type Masses, massesOf } from "../loss/target.ts";
import { doubleDouble } from "../math/double-double.ts";
import { changed, type Mutant, moved } from "./mutant.ts";
import { positionOfLargest, rowWise } from "./row-wise.ts";

/** Affine masses from plain numbers. */
function masses(scale: number, bias: number): Masses {
  return {
    scale: doubleDouble(scale),
    bias: doubleDouble(bias),
    on: doubleDouble(scale + bias),
    smoothed: true,
  };
}

function applies({ axes, labelSmoothing }: LossCall): boolean {
  return isSmoothed(axes.smoothingApplies, labelSmoothing);
}

function unsmoothed(lossCall: LossCall): LossCall {
  return changed(lossCall, { smoothingApplies: "positive" }, { labelSmoothing: 0 });
}

/** A rule given by the masses on and off the class for smoothing a over K classes; it has no effect without smoothing. */
export function rule(
  id: string,
  says: string,
  on: (a: number, k: number) => number,
  off: (a: number, k: number) => number,
  seen?: string,
): Mutant {
  return moved(
    id,
    says,
    (lossCall) => {
      if (!applies(lossCall)) return undefined;
      const { labelSmoothing: a, numClasses: k } = lossCall;
      const bias = off(a, k);
      return { ...lossCall, masses: masses(on(a, k) - bias, bias) };
    },
    seen,
  );
}

/** The variant's own rule with another K. */
function otherCount(
  id: string,
  says: string,
  count: (lossCall: LossCall) => number | undefined,
  seen?: string,
): Mutant {
  return moved(
    id,
    says,
    (lossCall) => {
      const numClasses = count(lossCall);
      return numClasses === undefined || !applies(lossCall) ? undefined : { ...lossCall, numClasses };
    },
    seen,
  );
}

/**
 * Tensor parallelism over two ranks: K is the number of classes that a rank holds, and the mean of -log p runs over them.
 * The loss is that of the first rank; each rank computes its half of the gradient as softmax - q, whatever q sums to.
 */
function ofFirstShard(e: LossCall): LossAndGradient | undefined {
  const { axes, input, target, targetKind, ignoreIndex, numClasses } = e;
  const isOnLastAxis = e.classAxis === e.softmaxAxis && e.classAxis === input.shape.length - 1;
  const isPlain = isLink(axes.link, SOFTMAX) && axes.divergence === "cross-entropy" && e.weight === undefined;
  if (!applies(e) || !isPlain || !isOnLastAxis) return undefined;
  if (targetKind === "indices" && ignoreIndex !== undefined && target.data.includes(ignoreIndex))
    return undefined;
  if (numClasses !== input.shape.at(-1) || numClasses < 4 || numClasses % 2 !== 0) return undefined;
  const shard = { ...e, numClasses: numClasses / 2 };
  const { scale, bias } = massesOf(shard);
  const reduction = reductionOf(axes, targetKind);
  const data = Float64Array.from(input.data, (_, i) => {
    const k = i % numClasses;
    const y =
      targetKind === "indices" ? Number(target.data[Math.floor(i / numClasses)] === k) : target.data[i]!;
    return scale.high * y + (k < shard.numClasses ? bias.high : 0);
  });
  const { loss } = evaluate(
    changed(
      e,
      // Without weights and ignored rows, the mean of kept weight is the mean.
      { reduction: reduction.divisor === "kept-weight" ? MEAN : reduction },
      { targetKind: "distribution", target: { ...input, data }, masses: masses(1, 0) },
    ),
  );
  return { loss, gradient: evaluate(changed(shard, { normaliser: "once-in-gradient" })).gradient };
}

const NO_EXCLUSION = { axes: { excludedClass: "none" }, fields: { excludedClass: undefined } } as const;

/** The rule of another variant. */
function ruleOf(targetRule: TargetRule, says: string, variant: string): Mutant {
  const move = (e: LossCall): LossCall | undefined =>
    applies(e) && e.axes.targetRule !== targetRule ? changed(e, { targetRule }) : undefined;
  return { ...moved(`target-${targetRule}`, says, move), variant };
}

export const WRONG_TARGETS: readonly Mutant[] = [
  ruleOf("uniform", "mass a/K on every class", "equation1"),
  ruleOf("off-target", "off-target mass a/(K-1)", "simple"),
  ruleOf("off-target-and-excluded", "off-target mass a/(K-2)", "opennmt"),
  ruleOf("half", "mass a/2 on every class, as if each were a label of its own", "keras-binary"),
  moved(
    "smoothing-missing",
    "no label smoothing at all",
    (e) => (applies(e) ? unsmoothed(e) : undefined),
    "pytorch exporter, torch.onnx.export(dynamo=True)",
  ),
  {
    id: "loss-unsmoothed",
    says: "a loss without label smoothing, the gradient with it",
    seen: "MXNet SoftmaxOutput(smooth_alpha)",
    answer: (e) =>
      applies(e) ? { loss: evaluate(unsmoothed(e)).loss, gradient: evaluate(e).gradient } : undefined,
  },
  moved("uniform-ignored-class-counted", "mass a/K on every class, the ignored one included", (e) =>
    e.excludedClass === undefined
      ? undefined
      : changed(e, { ...NO_EXCLUSION.axes, targetRule: "uniform" }, NO_EXCLUSION.fields),
  ),
  moved("off-target-ignored-class-counted", "off-target mass a/(K-1), the ignored class included", (e) =>
    e.excludedClass === undefined
      ? undefined
      : changed(e, { ...NO_EXCLUSION.axes, targetRule: "off-target" }, NO_EXCLUSION.fields),
  ),
  moved("ignored-class-keeps-mass", "the ignored class keeps its off-target mass", (e) =>
    e.excludedClass === undefined ? undefined : changed(e, NO_EXCLUSION.axes, NO_EXCLUSION.fields),
  ),
  rule(
    "on-without-share",
    "on-target mass 1-a and off-target a/K, which do not add up to 1",
    (a) => 1 - a,
    (a, k) => a / k,
  ),
  rule(
    "on-with-share-off-target",
    "on-target mass 1-a+a/K with off-target a/(K-1)",
    (a, k) => 1 - a + a / k,
    (a, k) => a / (k - 1),
  ),
  rule(
    "scale-one-minus-share",
    "y(1-a/K)+a/K: the target keeps all of its mass",
    () => 1,
    (a, k) => a / k,
    "ildoonet/pytorch-randaugment#30",
  ),
  rule(
    "added-and-halved",
    "(y+a)/2",
    (a) => (1 + a) / 2,
    (a) => a / 2,
    "eladhoffer/utils.pytorch#13",
  ),
  rule(
    "plus-one-over-k",
    "(1-a)y+1/K",
    (a, k) => 1 - a + 1 / k,
    (_, k) => 1 / k,
    "TimDettmers/ConvE#55, dice-embeddings#433",
  ),
  rule(
    "kept-mass-spread",
    "y(1-a)+(1-a)/K: the kept mass is spread",
    (a, k) => (1 - a) * (1 + 1 / k),
    (a, k) => (1 - a) / k,
    "paiml/aprender#2199",
  ),
  rule(
    "off-kept-mass",
    "off-target mass (1-a)/K",
    (a, k) => 1 - a + a / k,
    (a, k) => (1 - a) / k,
    "paiml/aprender#2199",
  ),
  rule(
    "renormalised-sum",
    "(y+a/K)/(1+a), as in classy_vision",
    (a, k) => (1 + a / k) / (1 + a),
    (a, k) => a / k / (1 + a),
    "facebookresearch/ClassyVision",
  ),
  moved(
    "smoothing-stretched",
    "smoothing a K/(K-1) in place of a",
    (e) =>
      applies(e)
        ? { ...e, labelSmoothing: (e.labelSmoothing * e.numClasses) / (e.numClasses - 1) }
        : undefined,
    "fastai PR #1814",
  ),
  rule(
    "smoothed-twice",
    "the target smoothed twice",
    (a, k) => (1 - a) * (1 - a + a / k) + a / k,
    (a, k) => ((1 - a) * a) / k + a / k,
    "dlordinal#58",
  ),
  rule(
    "integer-division",
    "off-target mass 0: a/K in integers",
    (a) => 1 - a,
    () => 0,
  ),
  rule(
    "on-stays-one",
    "on-target mass 1 with off-target a/(K-1)",
    () => 1,
    (a, k) => a / (k - 1),
  ),
  rule(
    "on-off-swapped",
    "on-target and off-target mass swapped",
    (a, k) => a / k,
    (a, k) => 1 - a + a / k,
  ),
  rule(
    "half-smoothing",
    "half the smoothing",
    (a, k) => 1 - a / 2 + a / 2 / k,
    (a, k) => a / 2 / k,
    "pytorch/pytorch#148884",
  ),
  rule(
    "confidence-as-smoothing",
    "1-a used as the smoothing",
    (a, k) => a + (1 - a) / k,
    (a, k) => (1 - a) / k,
  ),
  rule(
    "off-target-over-k-plus-1",
    "off-target mass a/(K+1)",
    (a) => 1 - a,
    (a, k) => a / (k + 1),
  ),
  rule(
    "unscaled-share",
    "off-target mass a, not divided by the classes",
    (a) => 1 - a,
    (a) => a,
  ),
  otherCount(
    "classes-from-axis-1",
    "K counted on axis 1",
    ({ input }) => input.shape[1],
    "tensorflow#32231, tfjs 4.22.0",
  ),
  otherCount(
    "classes-from-last-axis",
    "K counted on the last axis",
    ({ input }) => input.shape.at(-1),
    "keras-team/keras#23451",
  ),
  otherCount("classes-from-axis-0", "K counted on the batch axis", ({ input }) => input.shape[0]),
  otherCount(
    "classes-from-class-axis",
    "K counted on the class axis",
    ({ input, classAxis }) => input.shape[classAxis],
  ),
  {
    id: "classes-of-a-shard",
    says: "smoothing over half of the classes, those of one of two ranks",
    seen: "NVIDIA/Megatron-LM#737 and #7464",
    answer: ofFirstShard,
  },
  otherCount("classes-one-less", "K-1 in place of K", ({ numClasses }) => numClasses - 1),
  otherCount("classes-one-more", "K+1 in place of K", ({ numClasses }) => numClasses + 1),
  moved("smoothing-always-applied", "smoothing used where the source leaves it off (negative, NaN)", (e) =>
    applies(e) || e.labelSmoothing === 0 ? undefined : changed(e, { smoothingApplies: "always" }),
  ),
  moved("smoothing-clamped", "smoothing clamped to [0, 1]", (e) => {
    const clamped = Math.min(1, Math.max(0, e.labelSmoothing));
    return applies(e) && clamped !== e.labelSmoothing ? { ...e, labelSmoothing: clamped } : undefined;
  }),
  moved("smoothing-out-of-range-ignored", "no smoothing where it lies outside [0, 1]", (e) =>
    applies(e) && !(e.labelSmoothing >= 0 && e.labelSmoothing <= 1) ? unsmoothed(e) : undefined,
  ),
  moved("target-argmax", "the largest logit taken as the target", (e) => {
    if (
      e.targetKind !== "indices" ||
      e.classAxis !== e.softmaxAxis ||
      e.input.shape.at(-1) !== e.input.shape[e.classAxis]
    )
      return undefined;
    const k = e.input.shape[e.classAxis] ?? 0;
    if (e.classAxis !== e.input.shape.length - 1 || k === 0) return undefined;
    const largest = largestOfRows(e.input);
    const data = Float64Array.from(e.target.data, (index, row) => {
      const found = largest.data[row] ?? -1;
      return index === e.ignoreIndex || found < 0 ? index : found;
    });
    return { ...e, target: { ...e.target, data } };
  }),
  moved("soft-target-renormalised", "the distribution divided by its sum first", (e) =>
    e.targetKind === "distribution" && e.classAxis === e.input.shape.length - 1
      ? { ...e, target: renormalised(e.target) }
      : undefined,
  ),
  moved("soft-target-hardened", "a soft target taken for its largest class", (e) =>
    e.targetKind === "distribution" && e.classAxis === e.input.shape.length - 1
      ? { ...e, target: hardened(e.target) }
      : undefined,
  ),
];

/** The first of the largest values of each row. */
const largestOfRows = rowWise((row, into) => {
  into[0] = positionOfLargest(row);
}, 1);

const renormalised = rowWise((row, into) => {
  let sum = 0;
  for (const y of row) sum += y;
  row.forEach((y, k) => {
    into[k] = y / sum;
  });
});

const hardened = rowWise((row, into) => {
  into[positionOfLargest(row)] = 1;
});

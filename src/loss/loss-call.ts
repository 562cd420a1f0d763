/** One loss to compute: a point in the space of axes, and the numbers. */

import type { Tensor, TensorForm } from "../math/tensor.ts";
import type { Axes, TargetKind } from "./axes.ts";
import type { Masses } from "./target.ts";

/**
 * A validated call. `Held` is a tensor with values, or the dtype and shape of one that is held elsewhere: what follows
 * from the axes, shapes and options is the same.
 */
export interface LossCall<Held extends TensorForm = Tensor> {
  readonly axes: Axes;
  /** The smoothing parameter, as given; NaN and values outside [0, 1] mean what the axes say. */
  readonly labelSmoothing: number;
  /** K of the target rule, which some sources do not count on the class axis. */
  readonly numClasses: number;
  /** Masses that replace the rule's, for definitions that no rule describes: the wrong ones of src/mutants. */
  readonly masses?: Masses;
  /** Numbers that parts of the link need. Only variants with such parts have it. */
  readonly linkNumbers?: LinkNumbers;
  /** Axis of the classes, 0 or more. */
  readonly classAxis: number;
  /** Axis that softmax and the sum over terms run along, 0 or more. */
  readonly softmaxAxis: number;
  /** Target index of ignored rows; undefined where the variant has no such option. */
  readonly ignoreIndex: number | undefined;
  /** Whether the target of an ignored row may be an ignoreIndex that names no class, or only one on one side. Default false. */
  readonly ignoredOutside?: boolean | "negative" | "beyond";
  /** Class without off-target mass; undefined for none. */
  readonly excludedClass: number | undefined;
  /** What a reduction over a given number divides by. Default: what is kept. */
  readonly divisor?: number;
  /** Logits, log-probabilities or probabilities, as `axes.input` says. */
  readonly input: Held;
  readonly targetKind: TargetKind;
  /** Class indices in the input's shape without the class axis, or a distribution in the input's shape. */
  readonly target: Held;
  /** Per class or per row loss, as `axes.weight` says. */
  readonly weight: Held | undefined;
  /** The incoming gradient, in the shape of the loss; 1 where undefined. */
  readonly upstream: Held | undefined;
}

/** Numbers that parts of a link need; what is absent changes nothing. */
export interface LinkNumbers {
  /** A focal link multiplies a class's cost by alpha * (1 - p)^gamma. */
  readonly alpha?: number;
  readonly gamma?: number;
  /** The factor on every logit. */
  readonly logitScale?: number;
  /** The bound that capped logits approach, above 0. */
  readonly softcap?: number;
  /** The factor of the square of a row's log-sum-exp. */
  readonly lseSquareScale?: number;
  /** The factor on the cost of a label's positive side. */
  readonly posWeight?: number;
}

export interface LossAndGradient {
  readonly loss: Tensor;
  /** d(sum of loss * upstream) / d(first input), in the shape of the first input. */
  readonly gradient: Tensor;
}

/** One loss to compute: a point of the space of axes, and the numbers. */

import type { Tensor, TensorForm } from "../math/tensor.ts";
import type { Axes, TargetKind } from "./axes.ts";
import type { Masses } from "./target.ts";

/**
 * A validated call. The tensors are values here or forms of tensors that live elsewhere: what the axes, the shapes and
 * the options decide is the same.
 */
export interface LossCall<Held extends TensorForm = Tensor> {
  readonly axes: Axes;
  /** The smoothing parameter, as given; NaN and values outside [0, 1] mean what the axes say. */
  readonly labelSmoothing: number;
  /** K of the target rule, which some sources count elsewhere than on the class axis. */
  readonly numClasses: number;
  /** Masses in place of the rule's, for definitions that no rule names: the wrong ones of src/mutants. */
  readonly masses?: Masses;
  /** What a focal link multiplies a class's cost by: alpha * (1 - p)^gamma. Only focal variants have it. */
  readonly focus?: Focus;
  /** Axis of the classes, 0 or more. */
  readonly classAxis: number;
  /** Axis that softmax and the sum over terms run along, 0 or more. */
  readonly softmaxAxis: number;
  /** Target index of ignored rows; undefined where the variant has no such option. */
  readonly ignoreIndex: number | undefined;
  /** Whether ignored rows may have an ignoreIndex as target that names no class. Default: they may not. */
  readonly ignoredOutside?: boolean;
  /** Class without off-target mass; undefined for none. */
  readonly excludedClass: number | undefined;
  /** Logits, log-probabilities or probabilities, as `axes.input` says. */
  readonly input: Held;
  readonly targetKind: TargetKind;
  /** Class indices with the input's shape less the class axis, or a distribution of the input's shape. */
  readonly target: Held;
  /** Per class or per row loss, as `axes.weight` says. */
  readonly weight: Held | undefined;
  /** The incoming gradient, of the loss's shape; 1 where undefined. */
  readonly upstream: Held | undefined;
}

export interface Focus {
  readonly alpha: number;
  readonly gamma: number;
}

export interface LossAndGradient {
  readonly loss: Tensor;
  /** d(sum of loss * upstream) / d(first input), of the first input's shape. */
  readonly gradient: Tensor;
}

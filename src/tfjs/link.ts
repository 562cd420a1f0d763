/** The interface of a link in the tensor evaluator; src/loss/row-costs.ts says what each link means. */
import type { LossCall } from "../loss/loss-call.ts";
import type { HeldTensor } from "./forms.ts";
import type { Kept } from "./saved.ts";
import type { Target, TargetTensors } from "./target.ts";
import type * as tf from "./tf.ts";

/** One call as the links see it. */
export interface LinkCall {
  readonly setting: LossCall<HeldTensor>;
  readonly target: TargetTensors;
}

export interface Link<State extends Kept = Kept> {
  /** Row losses [rows, 1], or terms [rows, length] that add up to them, and what the slope needs. */
  forward(
    x: tf.Tensor2D,
    call: LinkCall,
    target: Target,
  ): { readonly losses: tf.Tensor2D; readonly state: State };
  /** `coefficient` times d(row loss) / dx; the coefficient is a scalar, [rows, 1] or [rows, length]. */
  slope(state: State, call: LinkCall, coefficient: tf.Tensor): tf.Tensor2D;
  /** d(sum of v * slope) / dx times the coefficient; absent where there are no second derivatives. */
  curvature?(state: State, call: LinkCall, coefficient: tf.Tensor, v: tf.Tensor2D): tf.Tensor2D;
}

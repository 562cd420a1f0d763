/** Division by values that may be 0 or infinite. */
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

/** a / b, with 0 / 0 and Infinity / Infinity NaN on every backend. */
export function quotient<T extends tf.Tensor>(a: tf.Tensor, b: tf.Tensor): T {
  return (backendTraits().dividesByZero ? tf.div(a, b) : tf.mul(a, tf.reciprocal(b))) as T;
}

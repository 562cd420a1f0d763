/** log(1 + x) for x >= 0, exact for small x on every backend. */
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

/**
 * Where the kernel is log(1 + x), it loses what 1 + x rounds away. With u = fl(1 + x) that is x - (u - 1), exactly, and
 * log(1 + x) = log(u) + (x - (u - 1)) / u but for its square (Higham, Accuracy and Stability of Numerical Algorithms,
 * 2002, section 1.14.1 has the idea).
 *
 * @param u 1 + x, where it is at hand
 */
export function log1p<T extends tf.Tensor>(x: T, u: T = tf.add(x, 1)): T {
  if (backendTraits().log1pKeepsSmall) return tf.log1p(x);
  const lost = tf.sub(x, tf.sub(u, 1));
  return tf.add(tf.log(u), tf.div(lost, u)) as T;
}

/** log(1 + x) for x >= 0, exact for small x on every backend. */
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

/**
 * Where the kernel is log(1 + x), it loses what 1 + x rounds away. With u = fl(1 + x) the error is undone by
 * log(u) * x / (u - 1) (Kahan; Higham, Accuracy and Stability of Numerical Algorithms, 2002, section 1.14.1).
 */
export function log1p<T extends tf.Tensor>(x: T): T {
  if (backendTraits().log1pKeepsSmall) return tf.log1p(x);
  const u = tf.add(x, 1);
  const rounded = tf.sub(u, 1);
  const isSmall = tf.equal(rounded, 0);
  const safe = tf.where(isSmall, tf.onesLike(x), rounded);
  return tf.where(isSmall, x, tf.mul(tf.log(u), tf.div(x, safe))) as T;
}

/** log(1 + x), exact for small x on every backend. */
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

/** Numerators of atanh's series after s: 1/3, 1/5, …; enough for s <= 1/3 in float32. */
const COEFFICIENTS = [3, 5, 7, 9, 11, 13, 15].map((odd) => 1 / odd);

/**
 * log(1 + x) for x > -1/2.
 *
 * If log is exact near 1, only the rounding of 1 + x is lost. With u = fl(1 + x) that is exactly x - (u - 1), and
 * log(1 + x) = log(u) + (x - (u - 1)) / u up to its square (Higham, Accuracy and Stability of Numerical Algorithms, 2002,
 * section 1.14.1 has the idea). Where log is not exact near 1, log(1 + x) = 2 atanh(x / (2 + x)) for x <= 1.
 *
 * @param u 1 + x, if it is already known
 */
export function log1p<T extends tf.Tensor>(x: T, u: T = tf.add(x, 1)): T {
  const { log1p: how } = backendTraits();
  if (how === "kernel") return tf.log1p(x);
  if (how === "log") return tf.add(tf.log(u), tf.div(tf.sub(x, tf.sub(u, 1)), u)) as T;
  const s = tf.div(x, tf.add(u, 1));
  const square = tf.square(s);
  let series: tf.Tensor = tf.mul(square, COEFFICIENTS.at(-1)!);
  for (const coefficient of COEFFICIENTS.slice(0, -1).reverse()) {
    series = tf.mul(square, tf.add(series, coefficient));
  }
  const twice = tf.mul(s, 2);
  return tf.where(tf.greater(x, 1), tf.log(u), tf.add(twice, tf.mul(twice, series))) as T;
}

/** -log x for x in (0, 1]; 1 - x is exact where x is near 1. */
export function negLog<T extends tf.Tensor>(x: T): T {
  const isNear = tf.greater(x, 0.5);
  const missing = tf.where(isNear, tf.sub(x, 1), tf.zerosLike(x));
  return tf.neg(tf.where(isNear, log1p(missing), tf.log(x))) as T;
}

/**
 * Sigmoid cross entropy of independent labels: (1 - z) x + log1p(exp(-x)) for x >= 0 and z (-x) + log1p(exp(x)) below, so
 * that nothing cancels. 1 - z is computed from 1 - y, since z itself has been rounded.
 */
import type { Link } from "./link.ts";
import { log1p } from "./log1p.ts";
import { denseMasses } from "./target.ts";
import * as tf from "./tf.ts";

type State = { readonly x: tf.Tensor2D };

export const sigmoid: Link<State> = {
  forward(x, call) {
    const z = denseMasses(call.setting, call.target);
    // In the sources' form max(x, 0) - x z, an infinite logit gives Infinity - Infinity.
    const positive = tf.relu(x);
    const nothing = tf.sub(positive, positive);
    const linear = tf.where(
      tf.greaterEqual(x, 0),
      tf.add(tf.mul(call.target.complement!, x), nothing),
      tf.mul(z, tf.neg(x)),
    );
    return {
      losses: tf.add(linear, log1p(tf.exp(tf.neg(tf.abs(x))))) as tf.Tensor2D,
      state: { x },
    };
  },
  slope({ x }, call, coefficient) {
    const z = denseMasses(call.setting, call.target);
    return tf.mul(tf.sub(probability(x), z), coefficient) as tf.Tensor2D;
  },
  curvature({ x }, _, coefficient, v) {
    const p = probability(x);
    return tf.mul(tf.mul(tf.mul(p, probability(tf.neg(x))), coefficient), v) as tf.Tensor2D;
  },
};

/** 1 / (1 + e) for x >= 0, e / (1 + e) below, with e = exp(-|x|): nothing overflows. */
function probability(x: tf.Tensor2D): tf.Tensor2D {
  const e = tf.exp(tf.neg(tf.abs(x)));
  return tf.div(tf.where(tf.greaterEqual(x, 0), tf.onesLike(e), e), tf.add(e, 1)) as tf.Tensor2D;
}

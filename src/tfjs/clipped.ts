/**
 * Cross entropy of probabilities as Keras computes it: clipped to [epsilon, 1 - epsilon], after division by the row sum
 * where there are several classes. The clip passes no gradient outside its bounds. See src/loss/clipped-probabilities.ts.
 */
import { type Clip, clipOf } from "../loss/clipped-probabilities.ts";
import type { Link, LinkCall } from "./link.ts";
import { log1p, negLog } from "./log1p.ts";
import { quotient } from "./quotient.ts";
import { sumRows } from "./sums.ts";
import { denseMasses } from "./target.ts";
import * as tf from "./tf.ts";

function clipIn({ setting }: LinkCall): Clip {
  return clipOf(setting.axes.link.clip, "float32");
}

/** NaN is not inside. */
function isInside({ lowest, highest }: Clip, value: tf.Tensor): tf.Tensor {
  return tf.logicalAnd(tf.greaterEqual(value, lowest), tf.lessEqual(value, highest));
}

/** NaN stays NaN. */
function clipped<T extends tf.Tensor>({ lowest, highest }: Clip, value: T): T {
  const raised = tf.where(tf.less(value, lowest), tf.fill(value.shape, lowest), value);
  return tf.where(tf.greater(raised, highest), tf.fill(value.shape, highest), raised) as T;
}

type RowState = { readonly share: tf.Tensor2D; readonly sum: tf.Tensor2D };

/** Rows divided by their sum: slope (sum of inside q - inside q_k / share_k) / row sum. */
export const clippedRows: Link<RowState> = {
  forward(x, call) {
    const clip = clipIn(call);
    const sum = sumRows(x);
    const share: tf.Tensor2D = quotient(x, sum);
    // Near 1 the logarithm magnifies the rounding of the division; the difference from 1 is the sum of the others.
    const max = tf.max(x, 1, true);
    const isBelow = tf.less(x, max);
    const others = sumRows(tf.where(isBelow, x, tf.zerosLike(x)));
    const missing = tf.where(isBelow, tf.sub(sum, x), tf.add(others, tf.zerosLike(x)));
    const isLarge = tf.logicalAnd(isInside(clip, share), tf.greater(share, 0.5));
    const odds = tf.where(isLarge, tf.div(missing, x), tf.zerosLike(x)) as tf.Tensor2D;
    const known = tf.where(isLarge, log1p(odds), negLog(clipped(clip, share)));
    const surprisal = tf.where(tf.isNaN(share), share, known);
    return {
      losses: tf.mul(denseMasses(call.setting, call.target), surprisal) as tf.Tensor2D,
      state: { share, sum },
    };
  },
  slope({ share, sum }, call, coefficient) {
    const q = denseMasses(call.setting, call.target);
    const zeros = tf.zerosLike(share);
    const inside = isInside(clipIn(call), share);
    const mass = sumRows(tf.where(inside, q, zeros));
    const each = tf.where(inside, tf.div(q, share), zeros);
    // The quotient rule divides by the sum twice: with an infinite sum that is 0 * Infinity, with none 0 / 0.
    const nothing = tf.mul(quotient(sum, sum), 0);
    return tf.mul(tf.div(tf.sub(tf.add(mass, nothing), each), sum), coefficient) as tf.Tensor2D;
  },
};

/** One probability per label: loss -(z log c + (1 - z) log(1 - c)), slope (1 - z) / (1 - c) - z / c inside. */
export const clippedProbability: Link<{ readonly x: tf.Tensor2D }> = {
  forward(x, call) {
    const clip = clipIn(call);
    const { added } = clip;
    const c = clipped(clip, x);
    const z = denseMasses(call.setting, call.target);
    const isHigh = tf.greater(c, 0.5);
    const missing = tf.sub(1, c);
    // log c is computed from 1 - c where c is near 1, and log(1 - c) from c where c is small.
    const logC = tf.where(isHigh, log1p(tf.sub(added, missing)), tf.log(tf.add(c, added)));
    const logOther = tf.where(isHigh, tf.log(tf.add(missing, added)), log1p(tf.sub(added, c)));
    const losses = tf.neg(tf.add(tf.mul(z, logC), tf.mul(call.target.complement!, logOther))) as tf.Tensor2D;
    return { losses, state: { x } };
  },
  slope({ x }, call, coefficient) {
    const clip = clipIn(call);
    const c = clipped(clip, x);
    const z = denseMasses(call.setting, call.target);
    const slope = tf.sub(
      tf.div(call.target.complement!, tf.add(tf.sub(1, c), clip.added)),
      tf.div(z, tf.add(c, clip.added)),
    );
    return tf.mul(tf.where(isInside(clip, x), slope, tf.zerosLike(slope)), coefficient) as tf.Tensor2D;
  },
};

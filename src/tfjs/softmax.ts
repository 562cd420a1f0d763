/**
 * -log softmax(x). With m = max x and rest = the sum over the others of exp(x_j - m), the surprisal of class k is
 * (m - x_k) + log1p(rest): two terms that are never negative, so a confident row keeps its digits.
 */
import { massesOf } from "../loss/target.ts";
import type { Link, LinkCall } from "./link.ts";
import { log1p } from "./log1p.ts";
import { sumRows } from "./sums.ts";
import { denseMasses, isGathered } from "./target.ts";
import * as tf from "./tf.ts";

type State = {
  /** exp(x - max x): [rows, length]. */
  readonly e: tf.Tensor2D;
  /** The factor that turns `e` into p times the mass of the target: [rows, 1]. */
  readonly share: tf.Tensor2D;
};

export const softmax: Link<State> = {
  forward(x, call, target) {
    const [, length] = x.shape;
    const d = tf.sub(x, tf.max(x, 1, true)) as tf.Tensor2D;
    const e = tf.exp(d);
    // 0 at the maximum and -1 elsewhere. Of several equal maxima, all but one belong to the rest.
    const off = tf.sign(d);
    const ties = tf.add(sumRows(off), length - 1);
    const rest = tf.sub(ties, sumRows(tf.mul(e, off))) as tf.Tensor2D;
    const total = tf.add(rest, 1) as tf.Tensor2D;
    return {
      losses: rowLosses(d, log1p(rest, total), call),
      state: {
        e,
        share: tf.div(call.setting.axes.normaliser === "once-in-gradient" ? 1 : target.total(), total),
      },
    };
  },
  slope({ e, share }, { setting, target }, coefficient) {
    return tf.mul(tf.sub(tf.mul(e, share), denseMasses(setting, target)), coefficient) as tf.Tensor2D;
  },
  curvature({ e, share }, _, coefficient, v) {
    const p = tf.div(e, sumRows(e));
    return tf.mul(tf.mul(tf.mul(e, share), coefficient), tf.sub(v, sumRows(tf.mul(p, v)))) as tf.Tensor2D;
  },
};

function rowLosses(d: tf.Tensor2D, logRest: tf.Tensor2D, call: LinkCall): tf.Tensor2D {
  if (isGathered(call.setting)) return gatheredLosses(d, logRest, call);
  return tf.mul(denseMasses(call.setting, call.target), tf.sub(logRest, d)) as tf.Tensor2D;
}

/**
 * The target's own term and its share of the sum over all classes, added as in sources that gather; without smoothing,
 * the other classes are not read, so an infinite surprisal there costs nothing.
 */
function gatheredLosses(d: tf.Tensor2D, logRest: tf.Tensor2D, { setting, target }: LinkCall): tf.Tensor2D {
  const { scale, bias, smoothed } = massesOf(setting);
  const { index, place, weight } = target;
  const [rows, length] = d.shape;
  const own = tf.reshape(tf.gather(tf.reshape(d, [rows * length]), place!), [rows, 1]);
  const surprisal = tf.sub(logRest, own);
  const weighted =
    weight === undefined ? surprisal : tf.mul(surprisal, tf.reshape(tf.gather(weight, index!), [rows, 1]));
  const term = tf.mul(weighted, scale.high) as tf.Tensor2D;
  if (!smoothed) return term;
  const all =
    weight === undefined
      ? tf.sub(tf.mul(logRest, length), sumRows(d))
      : tf.sub(tf.mul(logRest, tf.sum(weight)), sumRows(tf.mul(d, weight)));
  return tf.add(term, tf.mul(all, bias.high));
}

/**
 * -log softmax(x). With m = max x and rest = the sum over the others of exp(x_j - m), the surprisal of class k is
 * (m - x_k) + log1p(rest): two terms that are never negative, so a confident row keeps its digits.
 */
import { massesOf } from "../math/target.ts";
import type { Link, LinkCall } from "./link.ts";
import { log1p } from "./log1p.ts";
import { sumRows } from "./sums.ts";
import { denseMasses, isGathered } from "./target.ts";
import * as tf from "./tf.ts";

type State = {
  /** exp(x - max x): [rows, length]. */
  readonly e: tf.Tensor2D;
  /** The sum of a row of them: [rows, 1]. */
  readonly total: tf.Tensor2D;
};

export const softmax: Link<State> = {
  forward(x, call) {
    const [, length] = x.shape;
    const below = tf.sub(tf.max(x, 1, true), x) as tf.Tensor2D;
    const e = tf.exp(tf.neg(below));
    // 0 at the maximum and 1 off it. Ties with the maximum belong to the rest, one of them aside.
    const off = tf.sign(below);
    const ties = tf.sub(length - 1, sumRows(off));
    const rest = tf.add(sumRows(tf.mul(e, off)), ties) as tf.Tensor2D;
    return {
      losses: rowLosses(below, log1p(rest), call),
      state: { e, total: tf.add(rest, 1) },
    };
  },
  slope({ e, total }, call, coefficient) {
    const mass =
      call.setting.axes.gradientMass === "one" ? coefficient : tf.mul(call.target.total, coefficient);
    return tf.sub(
      tf.mul(e, tf.div(mass, total)),
      tf.mul(denseMasses(call.setting, call.target), coefficient),
    );
  },
  curvature({ e, total }, { setting, target }, coefficient, v) {
    const p = tf.div(e, total);
    const mass = setting.axes.gradientMass === "one" ? coefficient : tf.mul(target.total, coefficient);
    return tf.mul(tf.mul(p, mass), tf.sub(v, sumRows(tf.mul(p, v)))) as tf.Tensor2D;
  },
};

function rowLosses(below: tf.Tensor2D, logRest: tf.Tensor2D, call: LinkCall): tf.Tensor2D {
  const { setting, target } = call;
  if (isGathered(setting)) return gatheredLosses(below, logRest, call);
  const q = denseMasses(setting, target);
  if (setting.axes.rowLoss === "each") return tf.mul(q, tf.add(below, logRest));
  return tf.add(sumRows(tf.mul(q, below)), tf.mul(target.total, logRest));
}

/**
 * The target's own term and its share of the sum over all classes, as sources that gather add them; without smoothing
 * the other classes are not looked at, so an infinite surprisal there costs nothing.
 */
function gatheredLosses(
  below: tf.Tensor2D,
  logRest: tf.Tensor2D,
  { setting, target }: LinkCall,
): tf.Tensor2D {
  const { scale, bias, smoothed } = massesOf(setting);
  const { index, weight } = target;
  const [rows, length] = below.shape;
  const flat = tf.add(index!, tf.mul(tf.range(0, rows, 1, "int32"), tf.scalar(length, "int32")));
  const own = tf.reshape(tf.gather(tf.reshape(below, [rows * length]), flat as tf.Tensor1D), [rows, 1]);
  const surprisal = tf.add(own, logRest);
  const ownWeight = weight === undefined ? undefined : tf.reshape(tf.gather(weight, index!), [rows, 1]);
  const term = tf.mul(weight === undefined ? surprisal : tf.mul(surprisal, ownWeight!), scale.high);
  if (!smoothed) return term as tf.Tensor2D;
  const all =
    weight === undefined
      ? tf.add(sumRows(below), tf.mul(logRest, length))
      : tf.add(sumRows(tf.mul(below, weight)), tf.mul(logRest, tf.sum(weight)));
  return tf.add(term, tf.mul(all, bias.high));
}

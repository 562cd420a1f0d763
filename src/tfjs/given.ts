/** The link of log-probabilities that are given: loss -q x, slope -q. */
import type { Link } from "./link.ts";
import { sumRows } from "./sums.ts";
import { denseMasses } from "./target.ts";
import * as tf from "./tf.ts";

export const given: Link = {
  forward: (x, { setting, target }) => {
    const terms = tf.neg(tf.mul(denseMasses(setting, target), x)) as tf.Tensor2D;
    return { losses: setting.axes.rowLoss === "each" ? terms : sumRows(terms), state: {} };
  },
  slope: (_, { setting, target }, coefficient) =>
    tf.neg(tf.mul(denseMasses(setting, target), coefficient)) as tf.Tensor2D,
  curvature: (_state, _call, _coefficient, v) => tf.zerosLike(v),
};

/** Turns a model's output into the input that a variant takes. The ops here have their own gradients. */
import type { Axes } from "../loss/axes.ts";
import * as tf from "./tf.ts";

/** The smallest normal float32. A softmax output of exactly 0 has underflowed; the logarithm is taken of this instead. */
const TINIEST = 2 ** -126;

/** Turns logits or probabilities into the first input of a variant, by its name and link. */
export function asInput({ input, link }: Axes, output: tf.Tensor, fromLogits: boolean): tf.Tensor {
  if (input === "probs") return output;
  if (input === "logProbs") return fromLogits ? logSoftmax(output) : log(output);
  if (fromLogits) return output;
  return link.probabilities === "sigmoid" ? logit(output) : log(output);
}

/** log p, which serves as logits too, since log softmax(log p) = log p. No gradient below the tiniest p. */
function log(p: tf.Tensor): tf.Tensor {
  return tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    return {
      value: tf.log(tf.maximum(x as tf.Tensor, TINIEST)),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => {
        const inside = tf.cast(tf.greaterEqual(saved!, TINIEST), "float32");
        return tf.div(tf.mul(dy, inside), tf.maximum(saved!, TINIEST));
      },
    };
  })(p);
}

/** log p - log(1 - p), kept finite at both ends. */
function logit(p: tf.Tensor): tf.Tensor {
  return tf.customGrad((x, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor]);
    const at = x as tf.Tensor;
    const value = tf.sub(tf.log(tf.maximum(at, TINIEST)), tf.log(tf.maximum(tf.sub(1, at), 2 ** -24)));
    return {
      value,
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) =>
        tf.div(dy, tf.mul(tf.maximum(saved!, TINIEST), tf.maximum(tf.sub(1, saved!), 2 ** -24))),
    };
  })(p);
}

function logSoftmax(x: tf.Tensor): tf.Tensor {
  return tf.logSoftmax(x);
}

// client: tfjs | file: again.mjs | run: node again.mjs
// Labels that are smoothed before the call by a / 10 and a / 3, and by the call itself.
import * as tf from "@tensorflow/tfjs";

await tf.setBackend("cpu");
const labels = tf.oneHot(tf.tensor1d([0, 1, 2], "int32"), 10).reshape([1, 3, 10]).toFloat();
const logits = tf.range(0, 30).mul(7).mod(10).div(3).reshape([1, 3, 10]);
const show = (what, of) => {
  const { value, grad } = tf.valueAndGrad(of)(logits);
  const sum = Math.abs(grad.sum().dataSync()[0]);
  console.log(what, value.dataSync()[0].toFixed(6), "gradients of a row sum to", sum.toFixed(4));
};
show("by the call     ", (x) => tf.losses.softmaxCrossEntropy(labels, x, undefined, 0.1));
for (const classes of [3, 10])
  show(`before by a / ${classes}`.padEnd(16), (x) =>
    tf.losses.softmaxCrossEntropy(labels.mul(0.9).add(0.1 / classes), x),
  );

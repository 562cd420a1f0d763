// client: tfjs | file: again.mjs | run: node again.mjs
// The same rows through the library's own logSoftmax, which subtracts the largest first, and shifted by hand.
import * as tf from "@tensorflow/tfjs";

await tf.setBackend("cpu");
for (const offset of [1, 1e4, 1e6, 1e8]) {
  const row = tf.tensor2d([[offset, offset]]);
  const [label, shifted] = [tf.tensor2d([[1, 0]]), row.sub(row.max(1, true))];
  const number = (tensor) => Math.abs(tensor.dataSync()[0]).toFixed(7);
  const loss = number(tf.losses.softmaxCrossEntropy(label, row));
  const fixed = number(tf.losses.softmaxCrossEntropy(label, shifted));
  console.log(offset, "loss", loss, "logSoftmax", number(tf.logSoftmax(row)), "loss of the shifted row", fixed);
}

/** TensorFlow.js' own loss on its backends of the CPU. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import "@tensorflow/tfjs-backend-wasm";
import "../../dist/tfjs/gradients-node.js";
import { contend, logits, targets } from "./contend.mjs";

tf.enableProdMode();

function on(backend) {
  return async (rows, classes, ...apart) => {
    // Its loss counts the classes on the second axis and sums over the last.
    if (apart.length > 0) return {};
    await tf.setBackend(backend);
    const input = tf.tensor2d(logits(rows, classes), [rows, classes]);
    const hot = tf.cast(tf.oneHot(tf.tensor1d(targets(rows, classes), "int32"), classes), "float32");
    const loss = (x) => tf.losses.softmaxCrossEntropy(hot, x, undefined, 0.1);
    return {
      both() {
        const { value, grad } = tf.valueAndGrad(loss)(input);
        const read = [value.dataSync()[0], grad.dataSync()];
        tf.dispose([value, grad]);
        return read;
      },
      loss() {
        const value = tf.tidy(() => loss(input));
        const read = [value.dataSync()[0]];
        value.dispose();
        return read;
      },
      value: ([first]) => first,
      end: () => tf.dispose([input, hot]),
    };
  };
}

contend({ tfjs: tf.version_core }, { "tfjs cpu": on("cpu"), "tfjs wasm": on("wasm") });

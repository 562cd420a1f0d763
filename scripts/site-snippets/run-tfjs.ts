/** Runs pieces of TensorFlow.js code on its cpu backend. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

/** The value of `loss` after each piece of code. */
export async function runTensorflow(codes: readonly string[]): Promise<readonly number[]> {
  await tf.setBackend("cpu");
  return codes.map((code) => {
    const body = code.replace(/^import .*\n/, "");
    return tf.tidy(() => (new Function("tf", `${body}\nreturn loss;`)(tf) as tf.Scalar).dataSync()[0]!);
  });
}

export const TENSORFLOW_VERSION = tf.version_core;

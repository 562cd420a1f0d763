/** TensorFlow.js on its plain JavaScript backend, without its greeting. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";

tf.enableProdMode();
await tf.setBackend("cpu");

export { tf };

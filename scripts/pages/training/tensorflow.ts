/**
 * TensorFlow.js on its plain JavaScript backend, with the gradients of its kernels.
 *
 * In Node the package's main file is a bundle that leaves the gradients out; they are registered from its ES modules.
 */
import { register } from "node:module";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";

// Otherwise TensorFlow.js prints a greeting on the console.
tf.env().set("PROD", true);
register("../../../test/adapters/ready/tfjs-gradients.mjs", import.meta.url);
await import("@tensorflow/tfjs-core/dist/register_all_gradients.js");
await tf.setBackend("cpu");

export { tf };

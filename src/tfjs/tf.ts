/** TensorFlow.js' core, an optional peer. This is the one file of this folder that names the package. */
export * from "@tensorflow/tfjs-core";

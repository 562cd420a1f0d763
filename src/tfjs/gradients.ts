/**
 * Registers the gradients of TensorFlow.js' own kernels, for models that use them: tfjs-core itself registers none.
 *
 * @module
 */
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";

/**
 * Registers the gradients of TensorFlow.js' own kernels, for models made of them: core registers none by itself.
 *
 * @module
 */
import "@tensorflow/tfjs-core/dist/register_all_gradients.js";

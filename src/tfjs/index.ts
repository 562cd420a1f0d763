/**
 * smoothproof on TensorFlow.js: every variant of the library as a differentiable op on `tf.Tensor`, built from the same
 * records. Needs `@tensorflow/tfjs-core` 4 and one of its backends.
 *
 * @example
 * import * as tf from "@tensorflow/tfjs-core";
 * import { torch } from "smoothproof/tfjs";
 *
 * const criterion = torch({ labelSmoothing: 0.1 });
 * const gradient = tf.grad((logits) => criterion(logits, target))(logits);
 *
 * @module
 */
export { type ErrorCode, InvalidArgument, type Phase } from "../math/errors.ts";
export type { VariantId } from "../variants/options-of.ts";
export type {
  ClassWeight,
  NoExtras,
  SampleWeight,
  TensorCriterion,
  TensorCriterionFactory,
} from "./criterion.ts";
export { type CompileArguments, type CompiledLoss, type CompileOptions, forCompile } from "./for-compile.ts";
export { excessLoss, type MetricOptions, nll, perplexity } from "./metrics.ts";
export {
  equation1,
  kerasBinary,
  kerasCategorical,
  opennmt,
  simple,
  tfjsSigmoid,
  tfjsSoftmax,
  torch,
} from "./variants.ts";

/**
 * smoothproof: label-smoothing losses, each a faithful port of one published definition.
 *
 * @module
 */
export type { DataSyncTensor, NestedNumbers, TensorLike, TensorParts } from "./math/as-tensor.ts";
export { type ErrorCode, InvalidArgument, type Phase } from "./math/errors.ts";
export type {
  ClassWeightExtras,
  CommonExtras,
  Criterion,
  CriterionFactory,
  Environment,
  EvaluationBackend,
  OutputTensor,
  SampleWeightExtras,
} from "./variants/criterion.ts";
export { type Equation1Options, equation1 } from "./variants/equation1.ts";
export { type KerasBinaryOptions, kerasBinary } from "./variants/keras-binary.ts";
export { type KerasCategoricalOptions, kerasCategorical } from "./variants/keras-categorical.ts";
export { type OpenNMTOptions, opennmt } from "./variants/opennmt.ts";
export { type SimpleOptions, simple } from "./variants/simple.ts";
export { type TfjsSigmoidOptions, tfjsSigmoid } from "./variants/tfjs-sigmoid.ts";
export { type TfjsSoftmaxOptions, tfjsSoftmax } from "./variants/tfjs-softmax.ts";
export { type TorchOptions, torch } from "./variants/torch.ts";

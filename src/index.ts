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
export {
  type AnnotatedTransformerOptions,
  annotatedTransformer,
} from "./variants/dialects/annotated-transformer.ts";
export { type BurnOptions, burn } from "./variants/dialects/burn.ts";
export { type BurnBinaryOptions, burnBinary } from "./variants/dialects/burn-binary.ts";
export { type ClassyVisionOptions, classyVision } from "./variants/dialects/classy-vision.ts";
export { type EspnetOptions, espnet } from "./variants/dialects/espnet.ts";
export { type FairseqOptions, fairseq } from "./variants/dialects/fairseq.ts";
export { type Fairseq2020Options, fairseq2020 } from "./variants/dialects/fairseq-2020.ts";
export { type FlaxWmtOptions, flaxWmt } from "./variants/dialects/flax-wmt.ts";
export { type HuggingFaceOptions, huggingface } from "./variants/dialects/huggingface.ts";
export { type JoeyNMTOptions, joeynmt } from "./variants/dialects/joeynmt.ts";
export { type KerasBinaryFocalOptions, kerasBinaryFocal } from "./variants/dialects/keras-binary-focal.ts";
export {
  type KerasCategoricalFocalOptions,
  kerasCategoricalFocal,
} from "./variants/dialects/keras-categorical-focal.ts";
export { type LigerOptions, liger } from "./variants/dialects/liger.ts";
export { type MegatronOptions, megatron } from "./variants/dialects/megatron.ts";
export { type MindSporeOptions, mindspore } from "./variants/dialects/mindspore.ts";
export { type MlxOptions, mlx } from "./variants/dialects/mlx.ts";
export { type MMPretrainOptions, mmpretrain } from "./variants/dialects/mmpretrain.ts";
export {
  type MMPretrainMultiLabelOptions,
  mmpretrainMultiLabel,
} from "./variants/dialects/mmpretrain-multi-label.ts";
export { type NemoOptions, nemo } from "./variants/dialects/nemo.ts";
export { type OpenNMTTfOptions, opennmtTf } from "./variants/dialects/opennmt-tf.ts";
export { type OptaxOptions, optax } from "./variants/dialects/optax.ts";
export { type PaddleOptions, paddle } from "./variants/dialects/paddle.ts";
export { type SockeyeOptions, sockeye } from "./variants/dialects/sockeye.ts";
export { type T5xOptions, t5x } from "./variants/dialects/t5x.ts";
export { type Tensor2tensorOptions, tensor2tensor } from "./variants/dialects/tensor2tensor.ts";
export { type TfKerasBinaryOptions, tfKerasBinary } from "./variants/dialects/tf-keras-binary.ts";
export {
  type TfKerasCategoricalOptions,
  tfKerasCategorical,
} from "./variants/dialects/tf-keras-categorical.ts";
export { type Tf1SigmoidOptions, tf1Sigmoid } from "./variants/dialects/tf1-sigmoid.ts";
export { type Tf1SoftmaxOptions, tf1Softmax } from "./variants/dialects/tf1-softmax.ts";
export { type TimmOptions, timm } from "./variants/dialects/timm.ts";
export { type TimmBinaryOptions, timmBinary } from "./variants/dialects/timm-binary.ts";
export { type TinygradOptions, tinygrad } from "./variants/dialects/tinygrad.ts";
export { type TinygradSparseOptions, tinygradSparse } from "./variants/dialects/tinygrad-sparse.ts";
export { type Equation1Options, equation1 } from "./variants/equation1.ts";
export { type KerasBinaryOptions, kerasBinary } from "./variants/keras-binary.ts";
export { type KerasCategoricalOptions, kerasCategorical } from "./variants/keras-categorical.ts";
export { type OpenNMTOptions, opennmt } from "./variants/opennmt.ts";
export { type SimpleOptions, simple } from "./variants/simple.ts";
export { type TfjsSigmoidOptions, tfjsSigmoid } from "./variants/tfjs-sigmoid.ts";
export { type TfjsSoftmaxOptions, tfjsSoftmax } from "./variants/tfjs-softmax.ts";
export { type TorchOptions, torch } from "./variants/torch.ts";

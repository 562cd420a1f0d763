/**
 * Losses with label smoothing that are no variant here, and why. Korean texts are in words/korean.json, by
 * the English ones.
 */
import type { Source } from "../../../src/definition/record.ts";

/** How a source writes a row's loss; tests hold the variant that is said to be the same to it. */
export type RowFormula =
  /** (1 - a) (-log p_t) - a mean_k log p_k. */
  | "uniform"
  /** (1 - a) (-log p_t) - a/(K-1) sum of the others' log p_k, less the entropy of those masses. */
  | "off-target-divergence";

export interface NotPorted {
  readonly name: string;
  /** What it computes beyond what the variant it equals does, or instead. */
  readonly what: string;
  /** The variant that is the same function of plain rows, and the options at which it is. */
  readonly same?: {
    readonly id: string;
    readonly options: { readonly [name: string]: string | number };
    readonly row: RowFormula;
  };
  readonly because: string;
  readonly source: Source;
}

const REPEATS = "its vectors would repeat those of the variant it equals";
const CUDA = "its kernel runs on CUDA alone, so none of its numbers could be observed";

export const NOT_PORTED: readonly NotPorted[] = [
  {
    name: "apex SoftmaxCrossEntropyLoss",
    what: "rows of class 0 are ignored unless padding_idx names another class; it returns one loss per row",
    same: { id: "torch", options: { ignoreIndex: 0, reduction: "none" }, row: "uniform" },
    because: CUDA,
    source: {
      project: "apex",
      version: "6424da3b4faa",
      repository: "NVIDIA/apex",
      commit: "6424da3b4faa6c8f062da4a48c424fff3f02d42d",
      path: "apex/contrib/xentropy/softmax_xentropy.py and apex/contrib/csrc/xentropy/xentropy_kernel.cu",
      lines: "6-33 and 364-368",
    },
  },
  {
    name: "flash-attn CrossEntropyLoss",
    what: "an index that names no class costs only the smoothing's part, while torch refuses it",
    same: { id: "torch", options: {}, row: "uniform" },
    because: "its package is built for CUDA, and was not run",
    source: {
      project: "flash-attn",
      version: "0251105a2fb1",
      repository: "Dao-AILab/flash-attention",
      commit: "0251105a2fb19d2957484b7f023cd8c115286ced",
      path: "flash_attn/losses/cross_entropy.py and flash_attn/ops/triton/cross_entropy.py",
      lines: "44-85 and 66-95",
    },
  },
  {
    name: "MXNet SoftmaxOutput with smooth_alpha",
    what: "it returns probabilities, not a loss; only its gradient is smoothed, as that of the simple class",
    because: "a variant is a loss with its gradient, and there is no loss to compare",
    source: {
      project: "MXNet",
      version: "b84609d3fc73",
      repository: "apache/mxnet",
      commit: "b84609d3fc73d20929c114eab95faaa56e6c5ede",
      path: "src/operator/softmax_output-inl.h and 3rdparty/mshadow/mshadow/cuda/tensor_gpu-inl.cuh",
      lines: "128-254 and 277-296",
    },
  },
  {
    name: "OpenNMT-py since December 2022",
    what: "torch's own loss on all classes, including the padding",
    same: { id: "torch", options: { reduction: "sum" }, row: "uniform" },
    because: REPEATS,
    source: {
      project: "OpenNMT-py",
      version: "3.5.1",
      repository: "OpenNMT/OpenNMT-py",
      commit: "v3.5.1",
      path: "onmt/utils/loss.py",
      lines: "101-105",
    },
  },
  {
    name: "Keras SparseCategoricalCrossentropy with label_smoothing",
    what: "the categorical loss for class indices (keras-team/keras#23488)",
    same: { id: "keras-categorical", options: {}, row: "uniform" },
    because: "no release has it: in 3.15.1 the sparse loss takes no smoothing",
    source: {
      project: "Keras",
      version: "3.15.1",
      repository: "keras-team/keras",
      commit: "v3.15.1",
      path: "keras/src/losses/losses.py",
      lines: "2307-2371",
    },
  },
  {
    name: "fairseq nat_loss",
    what: "the mean over the chosen rows; for a soft target the first term is a divergence, which subtracts the entropy of the target before smoothing",
    same: { id: "equation1", options: {}, row: "uniform" },
    because: "for class indices its vectors would repeat equation1's, and no axis has such an entropy",
    source: {
      project: "fairseq",
      version: "3d262bb25690",
      repository: "facebookresearch/fairseq",
      commit: "3d262bb25690e4eb2e7d3c1309b1e9c406ca4b99",
      path: "fairseq/criterions/nat_loss.py",
      lines: "33-76",
    },
  },
  {
    name: "Tensor2Tensor smoothing_cross_entropy with gaussian",
    what: "q_k is the normal density at k about the class, with deviation 1 - a; the masses do not sum to 1, and the entropy that is subtracted is still that of the uniform rule",
    because: "no axis has masses that depend on how far apart two class indices are",
    source: {
      project: "Tensor2Tensor",
      version: "1.15.7",
      repository: "tensorflow/tensor2tensor",
      commit: "PyPI tensor2tensor 1.15.7",
      path: "tensor2tensor/layers/common_layers.py",
      lines: "2080-2126",
    },
  },
  {
    name: "Marian cross-entropy",
    what: "summed over labels; only the first factor is smoothed, and only in training",
    same: { id: "equation1", options: { reduction: "sum" }, row: "uniform" },
    because: "it is a node in the graph of a C++ program and cannot be called alone",
    source: {
      project: "Marian",
      version: "c9f287db75b4",
      repository: "marian-nmt/marian-dev",
      commit: "c9f287db75b4ed27979717ff0cf543000e2e5b2e",
      path: "src/layers/loss.h and src/tensors/cpu/tensor_operators.cpp",
      lines: "326-378 and 919-957",
    },
  },
  {
    name: "GluonNLP LabelSmoothCrossEntropyLoss",
    what: "the caller gives K, which is not checked; it returns one loss per row",
    same: { id: "equation1", options: { reduction: "none" }, row: "uniform" },
    because: REPEATS,
    source: {
      project: "GluonNLP",
      version: "14553a0c1979",
      repository: "dmlc/gluon-nlp",
      commit: "14553a0c19790a3b03e8107471c987c7aa4f8faa",
      path: "src/gluonnlp/loss.py",
      lines: "5-59",
    },
  },
  {
    name: "THUMT SmoothedCrossEntropyLoss",
    what: "it returns one loss per token; outside training nothing is smoothed and no entropy is subtracted",
    same: { id: "flax-wmt", options: {}, row: "off-target-divergence" },
    because: REPEATS,
    source: {
      project: "THUMT",
      version: "4893578278c0",
      repository: "THUNLP-MT/THUMT",
      commit: "4893578278c08f436fbaaf799257cea15b0c9b56",
      path: "thumt/modules/losses.py",
      lines: "12-51",
    },
  },
  {
    name: "WeNet LabelSmoothingLoss",
    what: "ESPnet's class under another name",
    same: { id: "espnet", options: {}, row: "off-target-divergence" },
    because: REPEATS,
    source: {
      project: "WeNet",
      version: "015469960db7",
      repository: "wenet-e2e/wenet",
      commit: "015469960db73eb19c49a48c020d5ac9db69bae5",
      path: "wenet/models/transformer/label_smoothing_loss.py",
      lines: "21-96",
    },
  },
  {
    name: "Composer smooth_labels",
    what: "it only smooths the target, with the length of axis 1 as K, and leaves the loss to the caller",
    same: { id: "equation1", options: {}, row: "uniform" },
    because: REPEATS,
    source: {
      project: "Composer",
      version: "6405188805a0",
      repository: "mosaicml/composer",
      commit: "6405188805a0054b4551ec49e4919c54c971d0e8",
      path: "composer/algorithms/label_smoothing/label_smoothing.py and composer/loss/loss.py",
      lines: "19-58 and 71-145",
    },
  },
  {
    name: "libnd4j softmax_cross_entropy_loss",
    what: "K is the length of axis 1, any smoothing but 0 is applied, and a divisor of 0 gives 0",
    same: { id: "tfjs-softmax", options: {}, row: "uniform" },
    because:
      "its vectors would repeat those of the variant it equals; ND4J itself is judged on the scoreboard",
    source: {
      project: "DeepLearning4J",
      version: "074e71d8193d",
      repository: "deeplearning4j/deeplearning4j",
      commit: "074e71d8193db3ecdde9f9618c1e37b8ffbc4984",
      path: "libnd4j/include/ops/declarable/generic/loss/softmaxCrossEntropy.cpp",
      lines: "31-58",
    },
  },
  {
    name: "the z-loss of T5X",
    what: "z (log sum_k exp x_k)^2 is added to each row's loss",
    because:
      "T5X is in no package that could be run here; liger and flash-linear-attention have the same z-loss, observed from their packages",
    source: {
      project: "T5X",
      version: "08058ed51b04",
      repository: "google-research/t5x",
      commit: "08058ed51b04fcc4d7906593bb765105501eacc5",
      path: "t5x/losses.py",
      lines: "25-101",
    },
  },
  {
    name: "Burn CrossEntropyLoss of probabilities",
    what: "with smoothing it takes the logarithm of the given probabilities; without, probabilities are first raised to at least the square root of the least positive number",
    because: "the two paths disagree at a smoothing of 0, so that it is two losses and not one",
    source: {
      project: "Burn",
      version: "0.21.0",
      repository: "tracel-ai/burn",
      commit: "546cacb55fe00168854d19bdf0a5d79bd8060e03",
      path: "crates/burn-nn/src/loss/cross_entropy.rs",
      lines: "137-197",
    },
  },
];

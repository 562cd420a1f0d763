/**
 * The name by which people call each definition, best known first: the source's own call with its own option names. The
 * order is that of how likely a definition is before any number is seen; it decides which of several names comes first.
 */
import type { OptionValue, OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";

interface SourceCall {
  readonly call: string;
  /** The source's names of options, where they are neither the record's `sourceName` nor the same in snake_case. */
  readonly names?: { readonly [option: string]: string };
  /** The source's values of an option, where they differ from the record's. */
  readonly values?: { readonly [option: string]: { readonly [value: string]: string } };
}

const YES_NO = { sum: "True", none: "False" } as const;

const IN_JAVASCRIPT = { labelSmoothing: "labelSmoothing" } as const;

const CALLS: { readonly [variant: string]: SourceCall } = {
  torch: { call: "PyTorch CrossEntropyLoss" },
  "keras-categorical": { call: "Keras CategoricalCrossentropy" },
  simple: {
    call: "the tutorials' LabelSmoothingLoss",
    names: { numClasses: "classes", labelSmoothing: "smoothing" },
  },
  huggingface: { call: "transformers LabelSmoother" },
  fairseq: { call: "fairseq label_smoothed_nll_loss", values: { reduction: YES_NO } },
  opennmt: { call: "OpenNMT-py LabelSmoothingLoss", names: { numClasses: "tgt_vocab_size" } },
  equation1: { call: "cross entropy smoothed by a/K", names: { labelSmoothing: "a" } },
  timm: { call: "timm LabelSmoothingCrossEntropy" },
  "tf-keras-categorical": { call: "tf.keras 2 CategoricalCrossentropy" },
  "annotated-transformer": { call: "The Annotated Transformer's LabelSmoothing" },
  "keras-binary": { call: "Keras BinaryCrossentropy" },
  "fairseq-2020": { call: "fairseq 2020 label_smoothed_nll_loss", values: { reduction: YES_NO } },
  optax: { call: "optax smooth_labels + softmax_cross_entropy" },
  "tfjs-softmax": { call: "TensorFlow.js losses.softmaxCrossEntropy", names: IN_JAVASCRIPT },
  espnet: { call: "ESPnet LabelSmoothingLoss", values: { reduction: { batch: "False", tokens: "True" } } },
  fastai: { call: "fastai LabelSmoothingCrossEntropy" },
  tensor2tensor: {
    call: "Tensor2Tensor padded_cross_entropy",
    names: { labelSmoothing: "label_smoothing" },
    values: { reduction: YES_NO },
  },
  "tf1-softmax": {
    call: "tf.compat.v1.losses.softmax_cross_entropy",
    names: { labelSmoothing: "label_smoothing" },
  },
  paddle: { call: "paddle.nn.functional.cross_entropy" },
  mlx: { call: "mlx.nn.losses.cross_entropy" },
  liger: { call: "Liger LigerCrossEntropyLoss" },
  "huggingface-trainer": { call: "transformers LabelSmoother in Trainer" },
  mindspore: { call: "mindspore.ops.cross_entropy" },
  "tfjs-sigmoid": { call: "TensorFlow.js losses.sigmoidCrossEntropy", names: IN_JAVASCRIPT },
  "tf-keras-binary": { call: "tf.keras 2 BinaryCrossentropy" },
  "tf1-sigmoid": { call: "tf.compat.v1.losses.sigmoid_cross_entropy" },
  "timm-binary": { call: "timm BinaryCrossEntropy" },
  "keras-categorical-focal": { call: "Keras CategoricalFocalCrossentropy" },
  "keras-binary-focal": { call: "Keras BinaryFocalCrossentropy" },
  burn: { call: "Burn CrossEntropyLoss" },
  "burn-0.21": { call: "Burn 0.21 CrossEntropyLoss" },
  tinygrad: { call: "tinygrad Tensor.cross_entropy" },
  "tinygrad-sparse": { call: "tinygrad Tensor.sparse_categorical_crossentropy" },
  t5x: { call: "T5X compute_weighted_cross_entropy" },
  "flax-wmt": { call: "Flax's WMT compute_weighted_cross_entropy" },
  "opennmt-tf": { call: "OpenNMT-tf cross_entropy_sequence_loss" },
  mmpretrain: { call: "mmpretrain LabelSmoothLoss" },
  "mmpretrain-multi-label": { call: 'mmpretrain LabelSmoothLoss(mode="multi_label")' },
  speechbrain: { call: "SpeechBrain kldiv_loss" },
  joeynmt: { call: "JoeyNMT XentLoss" },
  sockeye: { call: "Sockeye CrossEntropyLoss" },
  nemo: { call: "NeMo SmoothedCrossEntropyLoss", values: { reduction: { mean: "True", none: "False" } } },
  megatron: { call: "Megatron vocab_parallel_cross_entropy" },
  yolov5: { call: "YOLOv5 smooth_BCE" },
  "segmentation-models": { call: "segmentation_models_pytorch SoftCrossEntropyLoss" },
  "segmentation-models-binary": { call: "segmentation_models_pytorch SoftBCEWithLogitsLoss" },
  "classy-vision": { call: "ClassyVision LabelSmoothingCrossEntropyLoss" },
  "flash-linear-attention": { call: "Flash Linear Attention FusedCrossEntropyLoss" },
  "burn-binary": { call: "Burn BinaryCrossEntropyLoss" },
  "torchtune-dpo": { call: "torchtune DPOLoss" },
};

const RANKS = new Map(Object.keys(CALLS).map((id, rank) => [id, rank]));

/** How well known a definition is: 0 for the best known. */
export function rankOf({ id }: VariantRecord): number {
  return RANKS.get(id) ?? RANKS.size;
}

/** Options that the source has none of, since it reads them from its inputs. */
const READ_FROM_INPUTS = ["numClasses"];

/**
 * The call as somebody would write it: `PyTorch CrossEntropyLoss(label_smoothing=0.1)`. Options at their defaults are
 * left out.
 */
export function sourceCall(record: VariantRecord, options: OptionValues): string {
  const { call, names = {}, values = {} } = CALLS[record.id] ?? { call: record.title };
  const said = Object.entries(options).flatMap(([option, value]): string[] => {
    const spec = record.options[option];
    const isDefault = spec?.default === value && option !== "labelSmoothing";
    if (value === undefined || isDefault) return [];
    const own = names[option] ?? spec?.sourceName;
    if (own === undefined && READ_FROM_INPUTS.includes(option)) return [];
    return [`${own ?? snakeCase(option)}=${values[option]?.[String(value)] ?? written(value)}`];
  });
  return said.length === 0 ? call : `${call}(${said.join(", ")})`.replace(/\)\(/, ", ");
}

function written(value: OptionValue): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "string" ? JSON.stringify(value) : String(value);
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

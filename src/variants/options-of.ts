/** Variants and their options as types, for calls that name a variant by its id. */
import type { Criterion } from "../definition/criterion.ts";
import type * as all from "./all.ts";

/** Every variant's id. A test of types checks that the list is complete. */
export type VariantId =
  | "annotated-transformer"
  | "burn"
  | "burn-binary"
  | "classy-vision"
  | "equation1"
  | "espnet"
  | "fairseq"
  | "fairseq-2020"
  | "fastai"
  | "flax-wmt"
  | "huggingface"
  | "huggingface-trainer"
  | "joeynmt"
  | "keras-binary"
  | "keras-binary-focal"
  | "keras-categorical"
  | "keras-categorical-focal"
  | "liger"
  | "megatron"
  | "mindspore"
  | "mlx"
  | "mmpretrain"
  | "mmpretrain-multi-label"
  | "nemo"
  | "opennmt"
  | "opennmt-tf"
  | "optax"
  | "paddle"
  | "segmentation-models"
  | "segmentation-models-binary"
  | "simple"
  | "sockeye"
  | "speechbrain"
  | "t5x"
  | "tensor2tensor"
  | "tf-keras-binary"
  | "tf-keras-categorical"
  | "tf1-sigmoid"
  | "tf1-softmax"
  | "tfjs-sigmoid"
  | "tfjs-softmax"
  | "timm"
  | "timm-binary"
  | "tinygrad"
  | "tinygrad-sparse"
  | "torch"
  | "torchtune-dpo"
  | "yolov5";

/** The name under which a variant's factory is exported: `tf1-softmax` is `tf1Softmax`. */
export type FactoryName<Id extends string> = Id extends `${infer Word}-${infer Rest}`
  ? `${Word}${Capitalize<FactoryName<Rest>>}`
  : Id;

type Factory<Id extends VariantId> = (typeof all)[FactoryName<Id>];

/** The options of a variant. */
export type OptionsOf<Id extends VariantId> = NonNullable<Parameters<Factory<Id>>[0]>;

/** The tensors that a variant takes in addition to the first input and the target. */
export type ExtrasOf<Id extends VariantId> =
  ReturnType<Factory<Id>> extends Criterion<infer Extras> ? Extras : never;

/** The registry of the dialects: one line each. */
import type { VariantRecord } from "../record.ts";
import { annotatedTransformerRecord } from "./annotated-transformer.ts";
import { burnRecord } from "./burn.ts";
import { burnBinaryRecord } from "./burn-binary.ts";
import { classyVisionRecord } from "./classy-vision.ts";
import { espnetRecord } from "./espnet.ts";
import { fairseqRecord } from "./fairseq.ts";
import { fairseq2020Record } from "./fairseq-2020.ts";
import { flaxWmtRecord } from "./flax-wmt.ts";
import { huggingfaceRecord } from "./huggingface.ts";
import { joeynmtRecord } from "./joeynmt.ts";
import { kerasBinaryFocalRecord } from "./keras-binary-focal.ts";
import { kerasCategoricalFocalRecord } from "./keras-categorical-focal.ts";
import { ligerRecord } from "./liger.ts";
import { megatronRecord } from "./megatron.ts";
import { mindsporeRecord } from "./mindspore.ts";
import { mlxRecord } from "./mlx.ts";
import { mmpretrainRecord } from "./mmpretrain.ts";
import { mmpretrainMultiLabelRecord } from "./mmpretrain-multi-label.ts";
import { nemoRecord } from "./nemo.ts";
import { opennmtTfRecord } from "./opennmt-tf.ts";
import { optaxRecord } from "./optax.ts";
import { paddleRecord } from "./paddle.ts";
import { sockeyeRecord } from "./sockeye.ts";
import { t5xRecord } from "./t5x.ts";
import { tensor2tensorRecord } from "./tensor2tensor.ts";
import { tfKerasBinaryRecord } from "./tf-keras-binary.ts";
import { tfKerasCategoricalRecord } from "./tf-keras-categorical.ts";
import { tf1SigmoidRecord } from "./tf1-sigmoid.ts";
import { tf1SoftmaxRecord } from "./tf1-softmax.ts";
import { timmRecord } from "./timm.ts";
import { timmBinaryRecord } from "./timm-binary.ts";
import { tinygradRecord } from "./tinygrad.ts";
import { tinygradSparseRecord } from "./tinygrad-sparse.ts";

export const DIALECTS: readonly VariantRecord[] = [
  annotatedTransformerRecord,
  burnRecord,
  burnBinaryRecord,
  classyVisionRecord,
  espnetRecord,
  fairseqRecord,
  fairseq2020Record,
  flaxWmtRecord,
  huggingfaceRecord,
  joeynmtRecord,
  kerasBinaryFocalRecord,
  kerasCategoricalFocalRecord,
  ligerRecord,
  megatronRecord,
  mindsporeRecord,
  mlxRecord,
  mmpretrainRecord,
  mmpretrainMultiLabelRecord,
  nemoRecord,
  opennmtTfRecord,
  optaxRecord,
  paddleRecord,
  sockeyeRecord,
  t5xRecord,
  tensor2tensorRecord,
  tfKerasBinaryRecord,
  tfKerasCategoricalRecord,
  tf1SigmoidRecord,
  tf1SoftmaxRecord,
  timmRecord,
  timmBinaryRecord,
  tinygradRecord,
  tinygradSparseRecord,
];

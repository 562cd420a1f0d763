/**
 * The losses that are used for training: ours and TensorFlow.js' own, each called as its documentation says.
 */
import type * as TF from "@tensorflow/tfjs-core";
import { kerasCategorical, torch } from "../../../src/tfjs/index.ts";
import type { RecordedRun } from "./schema.ts";
import { tf } from "./tensorflow.ts";

/** One training run's loss: a scalar of logits [N, V] or [N, T, V] and classes [N] or [N, T]. */
export type Loss = (logits: TF.Tensor, target: TF.Tensor) => TF.Scalar;

export interface LossOptions {
  readonly labelSmoothing: number;
  readonly classes: number;
  readonly ignoreIndex: number | undefined;
}

/** A difference that is expected and must be there, so that a fix upstream is noticed. */
export interface KnownDifference {
  readonly experiment: string;
  readonly labelSmoothing: number;
  readonly reason: string;
}

export interface Contender {
  readonly name: string;
  /** The framework whose recorded runs it must repeat. */
  readonly reference: RecordedRun["framework"];
  readonly known: readonly KnownDifference[];
  readonly loss: (options: LossOptions) => Loss;
}

/** 1 for kept rows, 0 for ignored ones; undefined where nothing is ignored. */
function keptRows(target: TF.Tensor, ignoreIndex: number | undefined): TF.Tensor | undefined {
  return ignoreIndex === undefined ? undefined : tf.cast(tf.notEqual(target, ignoreIndex), "float32");
}

function oneHot(target: TF.Tensor, classes: number): TF.Tensor {
  return tf.oneHot(target as TF.Tensor1D, classes, 1, 0, "float32");
}

/** torch has the classes second: [N, V, T]. */
function classesSecond(logits: TF.Tensor): TF.Tensor {
  return logits.rank === 2 ? logits : tf.transpose(logits, [0, 2, 1]);
}

export const OURS: Contender = {
  name: "smoothproof torch",
  reference: "torch",
  known: [],
  loss: ({ labelSmoothing, ignoreIndex }) => {
    const criterion = torch({ labelSmoothing, ...(ignoreIndex === undefined ? {} : { ignoreIndex }) });
    return (logits, target) => criterion(classesSecond(logits), target) as TF.Scalar;
  },
};

const OURS_AS_KERAS: Contender = {
  name: "smoothproof keras-categorical",
  reference: "keras",
  known: [],
  loss: ({ labelSmoothing, ignoreIndex, classes }) => {
    const reduction = ignoreIndex === undefined ? "sum_over_batch_size" : "mean_with_sample_weight";
    const criterion = kerasCategorical({ labelSmoothing, fromLogits: true, reduction });
    return (logits, target) => {
      const sampleWeight = keptRows(target, ignoreIndex);
      const extras = sampleWeight === undefined ? {} : { sampleWeight };
      return criterion(logits, oneHot(target, classes), extras) as TF.Scalar;
    };
  },
};

export const BUILT_IN: Contender = {
  name: "tfjs built-in",
  reference: "torch",
  known: [
    {
      experiment: "words",
      labelSmoothing: 0.1,
      reason:
        "tf.losses.softmaxCrossEntropy puts a / shape[1] on every class, and shape[1] is the 8 positions, not the 40 classes: the masses of a target add up to 1.4",
    },
  ],
  loss:
    ({ labelSmoothing, classes, ignoreIndex }) =>
    (logits, target) =>
      tf.losses.softmaxCrossEntropy(
        oneHot(target, classes),
        logits,
        keptRows(target, ignoreIndex),
        labelSmoothing,
      ),
};

export const CONTENDERS: readonly Contender[] = [OURS, OURS_AS_KERAS, BUILT_IN];

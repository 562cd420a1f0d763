/**
 * The smoothed target of a loss call as tensors: `scale * y + bias` for a distribution, on, off and excluded masses
 * for class indices. See src/loss/target.ts for the rules.
 */
import { isPerLabel } from "../loss/axis-values.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { massesOf } from "../loss/target.ts";
import { floats, type HeldTensor } from "./forms.ts";
import { indexRows } from "./indices.ts";
import { fromRows, toRows } from "./layout.ts";
import { indexMasses, sumOverClasses } from "./masses.ts";
import { sumRows } from "./sums.ts";
import * as tf from "./tf.ts";

type Setting = LossCall<HeldTensor>;

/** What the kernels need of a target in both passes; all are tensors, so that they can be saved. */
export type TargetTensors = {
  /** q, class weights included: [rows, length]. Absent where only the target's own class is read. */
  readonly masses?: tf.Tensor2D;
  /** 1 - q, for links of independent labels: [rows, length]. */
  readonly complement?: tf.Tensor2D;
  /** Class of each row, where the rows run over the classes: [rows]. */
  readonly index?: tf.Tensor1D;
  /** The same, counted over all of [rows, length]: [rows]. */
  readonly place?: tf.Tensor1D;
  /** Weight of each class: [length]. */
  readonly weight?: tf.Tensor1D;
  /** True for rows whose loss is masked: [rows, 1]. */
  readonly masked?: tf.Tensor2D;
  /** The factor of each row's loss and gradient: [rows, 1]. */
  readonly factor?: tf.Tensor2D;
};

/** A target, with what only the forward pass needs. */
export interface Target {
  readonly tensors: TargetTensors;
  /** Sum of q per row: [rows, 1], or a scalar. */
  total(): tf.Tensor;
  /** Sum of q log q per row: [rows, 1], or a scalar. */
  negEntropy(): tf.Tensor;
  /** The number of rows that are not ignored, where it is known here. */
  readonly keptRows?: number | undefined;
}

export function targetOf(setting: Setting): Target {
  if (setting.targetKind === "distribution") return fromDistribution(setting);
  return setting.classAxis === setting.softmaxAxis ? fromIndices(setting) : acrossAxes(setting);
}

/** Whether only the target's own term and the uniform part are computed, as in sources that gather. */
export function isGathered({ axes, targetKind, classAxis, softmaxAxis }: Setting): boolean {
  return targetKind === "indices" && axes.zeroMass.indices === "gathered" && classAxis === softmaxAxis;
}

/** q of a loss call, from the parts of its target that were kept. */
export function denseMasses(setting: Setting, { masses, index, place, weight }: TargetTensors): tf.Tensor2D {
  if (masses !== undefined) return masses;
  const q = indexMasses(setting, { index: index!, place: place! });
  return weight === undefined ? q : tf.mul(q, weight);
}

function fromDistribution(setting: Setting): Target {
  const { axes, target, input, softmaxAxis: axis } = setting;
  const { scale, bias } = massesOf(setting);
  const y = floats(toRows(target.tensor, { shape: input.shape, axis }));
  const q = affine(y, scale.high, bias.high);
  const weight = classWeight(setting);
  const masses: tf.Tensor2D = weight === undefined ? q : tf.mul(q, weight);
  const binary = isPerLabel(axes.link);
  return {
    tensors: { masses, ...(binary ? { complement: complementOf(y, setting) } : {}) },
    total: () => sumRows(masses),
    negEntropy: () => negEntropyOf(masses),
  };
}

/** 1 - q = scale * (1 - y) + (1 - scale - bias), since q itself has been rounded and 1 - q would lose digits. */
function complementOf(y: tf.Tensor2D, setting: Setting): tf.Tensor2D {
  const { scale, bias } = massesOf(setting);
  const left = 1 - scale.high - bias.high - scale.low - bias.low;
  return affine(tf.sub(1, y) as tf.Tensor2D, scale.high, left);
}

function affine(y: tf.Tensor2D, scale: number, bias: number): tf.Tensor2D {
  const scaled: tf.Tensor2D = scale === 1 ? y : tf.mul(y, scale);
  return bias === 0 ? scaled : tf.add(scaled, bias);
}

function negEntropyOf(masses: tf.Tensor2D): tf.Tensor2D {
  const nothing = tf.equal(masses, 0);
  const logs = tf.log(tf.where(nothing, tf.onesLike(masses), masses));
  return sumRows(tf.mul(masses, logs));
}

function classWeight({ axes, weight }: Setting): tf.Tensor1D | undefined {
  if (axes.weight !== "per-class" || weight === undefined) return undefined;
  return floats(weight.tensor as tf.Tensor1D);
}

function fromIndices(setting: Setting): Target {
  const { axes } = setting;
  const { index, place, ignored, kept, possible } = indexRows(setting);
  const weight = classWeight(setting);
  const factor = rowFactor(axes.ignoredRows === "zero-mass" ? ignored : undefined, possible);
  const shared: TargetTensors = {
    index,
    place,
    ...(weight === undefined ? {} : { weight }),
    ...(axes.ignoredRows === "masked" && ignored !== undefined ? { masked: ignored } : {}),
    ...(factor === undefined ? {} : { factor }),
  };
  if (weight !== undefined) {
    const { scale, bias } = massesOf(setting);
    return {
      tensors: shared,
      keptRows: undefined,
      total: () => {
        const own = tf.mul(tf.reshape(tf.gather(weight, index), [-1, 1]), scale.high);
        return tf.add(own, tf.mul(tf.sum(weight), bias.high));
      },
      negEntropy: () => negEntropyOf(denseMasses(setting, shared)),
    };
  }
  return {
    tensors: isGathered(setting) ? shared : { ...shared, masses: indexMasses(setting, { index, place }) },
    keptRows: kept,
    total: () => sumOverClasses(setting, { index, place }, (mass) => mass),
    negEntropy: () =>
      sumOverClasses(setting, { index, place }, (mass) => (mass === 0 ? 0 : mass * Math.log(mass))),
  };
}

/** 0 for ignored rows, NaN for rows whose index names no class. */
function rowFactor(
  ignored: tf.Tensor2D | undefined,
  possible: tf.Tensor2D | undefined,
): tf.Tensor2D | undefined {
  const kept = ignored === undefined ? undefined : tf.sub(1, tf.cast(ignored, "float32"));
  if (possible === undefined) return kept as tf.Tensor2D | undefined;
  const ones = kept ?? tf.ones([possible.size, 1]);
  return tf.where(possible, ones, tf.fill([possible.size, 1], Number.NaN)) as tf.Tensor2D;
}

/** Softmax along another axis than the classes: q is laid out along the classes first. */
function acrossAxes(setting: Setting): Target {
  const { input, classAxis, softmaxAxis } = setting;
  const { index, place, possible } = indexRows(setting);
  const factor = rowFactor(undefined, possible);
  const q = indexMasses(setting, { index, place });
  const marked = factor === undefined ? q : tf.mul(q, factor);
  const inPlace = fromRows(marked as tf.Tensor2D, { shape: input.shape, axis: classAxis });
  const masses = toRows(inPlace, { shape: input.shape, axis: softmaxAxis });
  return {
    tensors: { masses },
    total: () => sumRows(masses),
    negEntropy: () => negEntropyOf(masses),
  };
}

/**
 * The smoothed target of an evaluation as tensors: `scale * y + bias` for a distribution, on, off and excluded masses
 * for class indices. See src/math/target.ts for the rules.
 */
import type { Evaluation } from "../math/evaluation.ts";
import { type Masses, massesOf } from "../math/target.ts";
import type { HeldTensor } from "./forms.ts";
import { indexRows } from "./indices.ts";
import { toRows } from "./layout.ts";
import { sumRows } from "./sums.ts";
import * as tf from "./tf.ts";
import { backendTraits } from "./traits.ts";

type Setting = Evaluation<HeldTensor>;

/** What the kernels need of a target. All of it is tensors, so that it can be saved for the backward pass. */
export type TargetTensors = {
  /** q, class weights included: [rows, length]. Left out where only the target's own class is looked at. */
  readonly masses?: tf.Tensor2D;
  /** 1 - q, for links of independent labels: [rows, length]. */
  readonly complement?: tf.Tensor2D;
  /** Sum of q per row: [rows, 1], or a scalar. */
  readonly total: tf.Tensor;
  /** Class of each row, where the rows run over the classes: [rows]. */
  readonly index?: tf.Tensor1D;
  /** Weight of each class: [length]. */
  readonly weight?: tf.Tensor1D;
  /** Sum of q log q per row, for KL: [rows, 1], or a scalar. */
  readonly negEntropy?: tf.Tensor;
  /** True for rows whose loss is masked: [rows, 1]. */
  readonly masked?: tf.Tensor2D;
  /** What loss and gradient of each row are multiplied by: [rows, 1]. */
  readonly factor?: tf.Tensor2D;
};

export function targetTensors(setting: Setting): TargetTensors {
  if (setting.targetKind === "distribution") return fromDistribution(setting);
  return setting.classAxis === setting.softmaxAxis ? fromIndices(setting) : acrossAxes(setting);
}

/** Whether only the target's own term and the uniform part are ever computed, as sources that gather do. */
export function isGathered({ axes, targetKind, classAxis, softmaxAxis }: Setting): boolean {
  return targetKind === "indices" && axes.zeroMass.indices === "gathered" && classAxis === softmaxAxis;
}

/** q of an evaluation, from what was kept of its target. */
export function denseMasses(setting: Setting, { masses, index, weight }: TargetTensors): tf.Tensor2D {
  if (masses !== undefined) return masses;
  const q = indexMasses(setting, index!, massesOf(setting));
  return weight === undefined ? q : tf.mul(q, weight);
}

function fromDistribution(setting: Setting): TargetTensors {
  const { axes, target, input, softmaxAxis: axis } = setting;
  const { scale, bias } = massesOf(setting);
  const y = tf.cast(toRows(target.tensor, { shape: input.shape, axis }), "float32") as tf.Tensor2D;
  const q = affine(y, scale.high, bias.high);
  const weight = classWeight(setting);
  const masses: tf.Tensor2D = weight === undefined ? q : tf.mul(q, weight);
  // Of a one-hot row the sum is exact, and so is what the rule makes of it.
  const total =
    weight === undefined
      ? affine(sumRows(y), scale.high, bias.high * (input.shape[axis] ?? 1))
      : sumRows(masses);
  return {
    masses,
    total,
    ...(axes.divergence === "kl" ? { negEntropy: negEntropyOf(masses) } : {}),
    ...(axes.link === "sigmoid" || axes.link === "clipped" ? { complement: complementOf(y, setting) } : {}),
  };
}

/** 1 - q = scale * (1 - y) + (1 - scale - bias): q itself has been rounded, and 1 - q would show it. */
function complementOf(y: tf.Tensor2D, setting: Setting): tf.Tensor2D {
  const { scale, bias } = massesOf(setting);
  const left = 1 - scale.high - bias.high - scale.low - bias.low;
  return affine(tf.sub(1, y) as tf.Tensor2D, scale.high, left);
}

function affine<T extends tf.Tensor>(y: T, scale: number, bias: number): T {
  const scaled: tf.Tensor = scale === 1 ? y : tf.mul(y, scale);
  return (bias === 0 ? scaled : tf.add(scaled, bias)) as T;
}

function negEntropyOf(masses: tf.Tensor2D): tf.Tensor2D {
  const nothing = tf.equal(masses, 0);
  const logs = tf.log(tf.where(nothing, tf.onesLike(masses), masses));
  return sumRows(tf.mul(masses, logs));
}

function classWeight({ axes, weight }: Setting): tf.Tensor1D | undefined {
  if (axes.weight !== "per-class" || weight === undefined) return undefined;
  return tf.cast(weight.tensor as tf.Tensor1D, "float32");
}

function fromIndices(setting: Setting): TargetTensors {
  const { axes } = setting;
  const { index, ignored, possible } = indexRows(setting);
  const weight = classWeight(setting);
  const masses = massesOf(setting);
  const factor = rowFactor(axes.ignoredRows === "zero-mass" ? ignored : undefined, possible);
  const shared = {
    index,
    ...(weight === undefined ? {} : { weight }),
    ...(axes.ignoredRows === "masked" && ignored !== undefined ? { masked: ignored } : {}),
    ...(factor === undefined ? {} : { factor }),
  };
  if (weight !== undefined) {
    const own = tf.mul(tf.reshape(tf.gather(weight, index), [-1, 1]), masses.scale.high);
    const total = tf.add(own, tf.mul(tf.sum(weight), masses.bias.high));
    const negEntropy =
      axes.divergence === "kl"
        ? negEntropyOf(tf.mul(indexMasses(setting, index, masses), weight) as tf.Tensor2D)
        : undefined;
    return { ...shared, total, ...(negEntropy === undefined ? {} : { negEntropy }) };
  }
  const perRow = (of: (mass: number) => number): tf.Tensor => sumOverClasses(setting, index, of);
  return {
    ...shared,
    total: perRow((mass) => mass),
    ...(axes.divergence === "kl"
      ? { negEntropy: perRow((mass) => (mass === 0 ? 0 : mass * Math.log(mass))) }
      : {}),
    ...(isGathered(setting) ? {} : { masses: indexMasses(setting, index, masses) }),
  };
}

/** Sum over the classes of a function of their masses; computed here, since there are only two masses. */
function sumOverClasses(setting: Setting, index: tf.Tensor1D, of: (mass: number) => number): tf.Tensor {
  const { on, bias } = massesOf(setting);
  const width = setting.input.shape[setting.classAxis] ?? 1;
  const excluded = excludedClass(setting);
  const sum = (others: number): number => of(on.high) + (others > 0 ? others * of(bias.high) : 0);
  if (excluded === undefined) return tf.scalar(sum(width - 1));
  // A row whose target is the excluded class has one class more that is off.
  const isExcluded = tf.equal(tf.reshape(index, [-1, 1]), excluded);
  return tf.where(
    isExcluded,
    tf.fill(isExcluded.shape, sum(width - 1)),
    tf.fill(isExcluded.shape, sum(width - 2)),
  );
}

/** The excluded class, where it is one at all. */
function excludedClass({ excludedClass: excluded, input, classAxis }: Setting): number | undefined {
  const width = input.shape[classAxis] ?? 1;
  return excluded !== undefined && excluded >= 0 && excluded < width ? excluded : undefined;
}

/** [rows, K] of on and off masses, none on the excluded class unless it is the target. */
function indexMasses(setting: Setting, index: tf.Tensor1D, { on, bias }: Masses): tf.Tensor2D {
  const width = setting.input.shape[setting.classAxis] ?? 1;
  const excluded = excludedClass(setting);
  const q = oneHot(index, width, on.high, bias.high);
  if (excluded === undefined) return q;
  const isExcluded = tf.reshape(oneHot(tf.tensor1d([excluded], "int32"), width, 1, 0), [width]);
  const without = tf.mul(q, tf.sub(1, isExcluded)) as tf.Tensor2D;
  const { axes, ignoreIndex } = setting;
  // A row that has the excluded class as its target is one that is ignored, unless ignoreIndex counts from the end.
  if (axes.ignoredRows === "zero-mass" && ignoreIndex === excluded) return without;
  const own = tf.cast(tf.equal(tf.reshape(index, [-1, 1]), excluded), "float32");
  return tf.add(without, tf.mul(tf.mul(own, on.high), isExcluded));
}

/** [rows, width] with `on` in the column that the index names. */
function oneHot(index: tf.Tensor1D, width: number, on: number, off: number): tf.Tensor2D {
  const rows = index.size;
  if (width < 2) return tf.fill([rows, width], on); // the kernel wants two classes or more
  if (backendTraits().oneHotTakesFloats) return tf.oneHot(index, width, on, off, "float32") as tf.Tensor2D;
  const places = tf.stack([tf.range(0, rows, 1, "int32"), index], 1);
  return tf.tensorScatterUpdate(tf.fill([rows, width], off), places, tf.fill([rows], on)) as tf.Tensor2D;
}

/** 0 for rows that count for nothing, NaN for rows whose class cannot be. */
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
function acrossAxes(setting: Setting): TargetTensors {
  const { input, classAxis, softmaxAxis } = setting;
  const { index, possible } = indexRows(setting);
  const factor = rowFactor(undefined, possible);
  const q = indexMasses(setting, index, massesOf(setting));
  const marked = factor === undefined ? q : tf.mul(q, factor);
  const along = [...input.shape.keys()].filter((axis) => axis !== classAxis).concat(classAxis);
  const inOrder = tf.reshape(
    marked,
    along.map((axis) => input.shape[axis]!),
  );
  const back = along.map((_, at) => along.indexOf(at));
  const masses = toRows(tf.transpose(inOrder, back), { shape: input.shape, axis: softmaxAxis });
  return { masses, total: sumRows(masses) };
}

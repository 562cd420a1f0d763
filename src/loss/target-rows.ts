/** Target masses row by row: class indices become one row of masses at a time, never a full target tensor. */
import { Accumulator, type DoubleDouble, scale } from "../math/double-double.ts";
import { type Rows, rowsAlong } from "../math/rows.ts";
import type { LossCall } from "./loss-call.ts";
import type { RowMasses } from "./row-cost.ts";
import { dependsOnLabels, type Masses, massesOf } from "./target.ts";

/** Reads the target masses of one row at a time, class weights included. */
export class TargetRows implements RowMasses {
  readonly high: Float64Array;
  readonly low: Float64Array;
  masses: Masses;
  readonly #lossCall: LossCall;
  readonly #classes: Rows;
  /** Position of the target in this row if the row runs over the classes, else -1. */
  position = -1;
  ignored = false;
  /** The mass of the label that was smoothed last. */
  #smoothed: DoubleDouble & { readonly label: number; readonly masses: Masses | undefined } = {
    label: Number.NaN,
    masses: undefined,
    high: 0,
    low: 0,
  };

  constructor(lossCall: LossCall, length: number) {
    this.high = new Float64Array(length);
    this.low = new Float64Array(length);
    this.masses = massesOf(lossCall);
    this.#lossCall = lossCall;
    this.#classes = rowsAlong(lossCall.input.shape, lossCall.classAxis);
  }

  read(rows: Rows, row: number): void {
    const { axes, target, targetKind, ignoreIndex, classAxis, softmaxAxis } = this.#lossCall;
    const alongClasses = classAxis === softmaxAxis;
    this.position = alongClasses && targetKind === "indices" ? target.data[row]! : -1;
    this.ignored = targetKind === "indices" && alongClasses && this.position === ignoreIndex;
    const start = rows.start(row);
    const unlabelled = this.ignored && axes.ignoredRows === "no-label";
    if (dependsOnLabels(axes)) {
      this.masses = massesOf(this.#lossCall, unlabelled ? 0 : this.#labels(rows, start));
    }
    for (let k = 0; k < rows.length; k += 1) {
      const flat = start + k * rows.stride;
      if (unlabelled) this.#set(k, this.masses.bias.high, this.masses.bias.low, this.#weightOf(k));
      else if (targetKind === "distribution") this.#fromDistribution(k, this.#labelAt(flat));
      else if (this.ignored && axes.ignoredRows === "zero-mass") this.#set(k, 0, 0, 1);
      else this.#fromIndex(k, flat);
    }
  }

  /** What the row's target sums to before it is smoothed. */
  #labels(rows: Rows, start: number): number {
    if (this.#lossCall.targetKind === "indices") return 1;
    const sum = new Accumulator();
    for (let k = 0; k < rows.length; k += 1) sum.add(this.#labelAt(start + k * rows.stride));
    return sum.value;
  }

  /** An element of a distribution. A source that drops labels of ignoreIndex compares every element with it. */
  #labelAt(flat: number): number {
    const { axes, target, ignoreIndex } = this.#lossCall;
    const label = target.data[flat]!;
    return axes.ignoredRows === "no-label" && label === ignoreIndex ? 0 : label;
  }

  #fromDistribution(k: number, given: number): void {
    const isOne = this.#lossCall.axes.labels === "positive-as-one";
    const label = isOne ? Number(given > 0) : given;
    // Most labels equal the one before them.
    if (label !== this.#smoothed.label || this.masses !== this.#smoothed.masses)
      this.#smoothed = { label, masses: this.masses, ...smoothed(label, this.masses) };
    this.#set(k, this.#smoothed.high, this.#smoothed.low, this.#weightOf(k));
  }

  #fromIndex(k: number, flat: number): void {
    const { target, excludedClass } = this.#lossCall;
    const { length, stride } = this.#classes;
    const classIndex = Math.floor(flat / stride) % length;
    const row = Math.floor(flat / (stride * length)) * stride + (flat % stride);
    const { on, bias } = this.masses;
    if (classIndex === target.data[row]) this.#set(k, on.high, on.low, this.#weightOf(k));
    else if (classIndex === excludedClass) this.#set(k, 0, 0, this.#weightOf(k));
    else this.#set(k, bias.high, bias.low, this.#weightOf(k));
  }

  #weightOf(k: number): number {
    const { axes, weight } = this.#lossCall;
    return axes.weight === "per-class" && weight !== undefined ? weight.data[k]! : 1;
  }

  #set(k: number, high: number, low: number, weight: number): void {
    if (weight === 1) {
      this.high[k] = high;
      this.low[k] = low;
      return;
    }
    const product = scale({ high, low }, weight);
    this.high[k] = product.high;
    this.low[k] = product.low;
  }

  /** The class weights averaged by this row's target, where the variant uses them as a factor of the row; else 1. */
  rowWeight(): DoubleDouble {
    const { axes, weight } = this.#lossCall;
    if (axes.weight !== "per-class-on-row" || weight === undefined) return { high: 1, low: 0 };
    const sum = new Accumulator();
    for (let k = 0; k < this.high.length; k += 1) {
      sum.addProduct(this.high[k]!, this.low[k]!, weight.data[k]!, 0);
    }
    return { high: sum.high, low: sum.low };
  }

  /** Whether class k has only the mass that smoothing gives to every class. */
  isUnlabelled(k: number): boolean {
    return this.high[k] === this.masses.bias.high && this.low[k] === this.masses.bias.low;
  }

  /** Class weight of this row's target. */
  get targetWeight(): number {
    return this.#weightOf(this.position);
  }
}

/** scale * label + bias. */
function smoothed(label: number, { scale: factor, bias }: Masses): DoubleDouble {
  const product = scale(factor, label);
  const sum = new Accumulator();
  sum.add(product.high);
  sum.add(bias.high);
  sum.add(product.low);
  sum.add(bias.low);
  return { high: sum.high, low: sum.low };
}

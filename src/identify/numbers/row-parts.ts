/** The parts of each row's loss that do not depend on its smoothing. */

import type { LossCall } from "../../loss/loss-call.ts";
import { rowLossShape } from "../../loss/row-losses.ts";
import type { FloatArray } from "../../math/dtypes.ts";
import { rowsAlong } from "../../math/rows.ts";
import { sizeOf } from "../../math/tensor.ts";
import type { CurveCache } from "./curve-cache.ts";
import type { SurprisalTable } from "./surprisal-table.ts";

/** The parts of each reduced loss; `kept` and `spread` count the masses whose entropy is subtracted. */
export interface Parts<Values extends ArrayLike<number> = readonly number[]> {
  readonly base: Values;
  readonly target: Values;
  readonly others: Values;
  /** As `others`, of rows that are left without a label: their smoothing may be another. */
  readonly unlabelled: Values;
  readonly kept: Values;
  readonly spread: Values;
}

export function rowParts(lossCall: LossCall, table: SurprisalTable, cache: CurveCache): Parts<Float64Array> {
  const { axes, target, weight, excludedClass, ignoreIndex, classAxis } = lossCall;
  const weights = axes.weight === "per-class" && weight !== undefined ? weight : undefined;
  const key = [
    table,
    target,
    axes.rowLoss === "each",
    axes.ignoredRows,
    axes.labels,
    classAxis,
    excludedClass,
    axes.ignoredRows === "none" ? undefined : ignoreIndex,
    weights,
    weights !== undefined && axes.divergence,
  ];
  return cache.once("parts", key, () => {
    const given = givenOf(lossCall, cache);
    if (axes.rowLoss === "each") return classParts(table, given);
    const count = sizeOf(rowLossShape(lossCall));
    const part = (): Float64Array => new Float64Array(count);
    const rows = {
      base: part(),
      target: part(),
      others: part(),
      unlabelled: part(),
      kept: part(),
      spread: part(),
    };
    for (let row = 0; row < table.rows.count; row += 1) fillRow(lossCall, table, given, row, rows);
    return rows;
  });
}

/** The class of each row, or the mass of the given target at each element. */
type Given =
  | { readonly classes: FloatArray; readonly masses?: undefined }
  | { readonly classes?: undefined; readonly masses: FloatArray };

function givenOf(lossCall: LossCall, cache: CurveCache): Given {
  const classes = classesOf(lossCall, cache);
  return classes === undefined ? { masses: givenMasses(lossCall, cache) } : { classes };
}

/** The class of each row, where softmax runs over the classes and each row has one. */
function classesOf(lossCall: LossCall, cache: CurveCache): FloatArray | undefined {
  const { axes, target, targetKind, classAxis, softmaxAxis } = lossCall;
  if (classAxis !== softmaxAxis) return undefined;
  if (targetKind === "indices") return target.data;
  return axes.labels === undefined ? cache.classesOf(target, classAxis) : undefined;
}

/** The same where each class is a separate loss: its cost, without an entropy and without rows that have no label. */
function classParts({ rows, base, unit }: SurprisalTable, given: Given): Parts<Float64Array> {
  const none = new Float64Array();
  const target = new Float64Array(unit.length);
  if (given.masses !== undefined) {
    for (let flat = 0; flat < unit.length; flat += 1) target[flat] = unit[flat]! * given.masses[flat]!;
  } else {
    for (let row = 0; row < given.classes.length; row += 1) {
      const position = given.classes[row]!;
      if (position < 0 || position >= rows.length) continue;
      const flat = rows.start(row) + position * rows.stride;
      target[flat] = unit[flat]!;
    }
  }
  return { base, target, others: unit, unlabelled: none, kept: none, spread: none };
}

/** One row's part of each sum. */
function fillRow(
  lossCall: LossCall,
  table: SurprisalTable,
  given: Given,
  row: number,
  into: Parts<Float64Array>,
): void {
  const { axes, targetKind, excludedClass, ignoreIndex, weight } = lossCall;
  const { rows, unit, baseSum, unitSum } = table;
  const { length, stride } = rows;
  const start = rows.start(row);
  const isGathered = given.classes !== undefined;
  const position = given.classes?.[row] ?? -1;
  const isIndexed = targetKind === "indices";
  const ignored = isGathered && isIndexed && position === ignoreIndex && axes.ignoredRows !== "none";
  if (ignored) {
    // Masked after the loss, given a target without mass, or given a target of smoothing alone.
    const isLeftOut = axes.ignoredRows === "masked" || axes.ignoredRows === "multiplied";
    into.base[row] = isLeftOut ? 0 : baseSum[row]!;
    into.unlabelled[row] = axes.ignoredRows === "no-label" ? unitSum[row]! : 0;
    return;
  }
  into.base[row] = baseSum[row]!;
  const weights = axes.weight === "per-class" ? weight?.data : undefined;
  if (isGathered && weights === undefined) {
    const at = (k: number): number => unit[start + k * stride] ?? 0;
    const excluded =
      isIndexed && excludedClass !== undefined && excludedClass !== position && excludedClass < length;
    into.target[row] = at(position);
    into.others[row] = unitSum[row]! - (excluded ? at(excludedClass) : 0);
    into.kept[row] = 1;
    into.spread[row] = length - 1 - (excluded ? 1 : 0);
    return;
  }
  const along = rowsAlong(lossCall.input.shape, lossCall.classAxis);
  for (let k = 0; k < length; k += 1) {
    const flat = start + k * stride;
    const w = weights?.[k] ?? 1;
    // The entropy of w q is that of q times w, and q log w besides, which is one more cost of mass.
    const cost = w * (unit[flat]! + (axes.divergence !== "cross-entropy" && w > 0 ? Math.log(w) : 0));
    const mass = given.masses?.[flat] ?? Number(k === position);
    const classIndex = isGathered ? k : Math.floor(flat / along.stride) % along.length;
    const left = isIndexed && mass === 0 && classIndex === excludedClass;
    into.target[row]! += cost * mass;
    into.kept[row]! += w * mass;
    if (left) continue;
    into.others[row]! += cost;
    into.spread[row]! += w * (1 - mass);
  }
}

/** The given target's mass at each element: 1 at a row's class, or what a distribution says. */
function givenMasses(lossCall: LossCall, cache: CurveCache): FloatArray {
  const { axes, target, targetKind, input, classAxis } = lossCall;
  const key = [target, targetKind, axes.labels, input.shape, classAxis];
  return cache.once("given", key, () => {
    if (targetKind === "distribution")
      return axes.labels === "positive-as-one"
        ? Float64Array.from(target.data, (label) => Number(label > 0))
        : target.data;
    const rows = rowsAlong(input.shape, classAxis);
    const masses = new Float64Array(input.data.length);
    for (let row = 0; row < target.data.length; row += 1) {
      const position = target.data[row]!;
      if (position >= 0 && position < rows.length) masses[rows.start(row) + position * rows.stride] = 1;
    }
    return masses;
  });
}

/** The class weight of each row's target, and the sum over all its classes. */
export function factorParts(
  lossCall: LossCall,
  cache: CurveCache,
): { readonly target: number[]; readonly all: number[] } {
  const { axes, input, target, classAxis, softmaxAxis, weight } = lossCall;
  const key = [target, weight, axes.labels, input.shape, classAxis, softmaxAxis];
  return cache.once("factors", key, () => {
    const { count, length, stride, start } = rowsAlong(input.shape, softmaxAxis);
    const weights = weight!.data;
    const given = givenOf(lossCall, cache);
    const all = weights.reduce((total, w) => total + w, 0);
    const on = Array.from({ length: count }, (_, row) => {
      if (given.classes !== undefined) return weights[given.classes[row]!] ?? 0;
      let total = 0;
      for (let k = 0; k < length; k += 1) total += weights[k]! * given.masses[start(row) + k * stride]!;
      return total;
    });
    return { target: on, all: on.map(() => all) };
  });
}

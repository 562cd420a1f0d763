/** What the loss of each row is made of, whatever its smoothing. */
import type { Evaluation } from "../../math/evaluation.ts";
import { rowLossShape } from "../../math/row-losses.ts";
import { rowsAlong } from "../../math/rows.ts";
import { sizeOf } from "../../math/tensor.ts";
import type { CurveCache } from "./curve-cache.ts";
import type { SurprisalTable } from "./surprisal-table.ts";

/** What each reduced loss is made of; `kept` and `spread` count the masses of which an entropy is taken. */
export interface Parts {
  readonly base: number[];
  readonly target: number[];
  readonly others: number[];
  /** As `others`, of rows that are left without a label: their smoothing may be another. */
  readonly unlabelled: number[];
  readonly kept: number[];
  readonly spread: number[];
}

export function rowParts(evaluation: Evaluation, table: SurprisalTable, cache: CurveCache): Parts {
  const { axes, target, weight, excludedClass, ignoreIndex, classAxis } = evaluation;
  const weights = axes.weight === "per-class" && weight !== undefined ? weight : undefined;
  const key = [
    cache.idOf(table),
    cache.idOf(target),
    axes.rowLoss === "each",
    axes.ignoredRows,
    axes.labels,
    classAxis,
    excludedClass,
    axes.ignoredRows === "none" ? undefined : ignoreIndex,
    weights === undefined ? 0 : cache.idOf(weights),
    weights !== undefined && axes.divergence,
  ];
  return cache.once("parts", key, () => {
    const count = sizeOf(rowLossShape(evaluation));
    const part = (): number[] => new Array<number>(count).fill(0);
    // A loss per class has neither entropy nor rows without a label.
    const rowPart = axes.rowLoss === "each" ? () => [] : part;
    const rows: Parts = {
      base: part(),
      target: part(),
      others: part(),
      unlabelled: rowPart(),
      kept: rowPart(),
      spread: rowPart(),
    };
    const classes = classesOf(evaluation, cache);
    for (let row = 0; row < table.rows.count; row += 1) fillRow(evaluation, table, classes, row, rows);
    return rows;
  });
}

/** The class of each row, where softmax runs over the classes and each row has one. */
function classesOf(evaluation: Evaluation, cache: CurveCache): Float64Array | undefined {
  const { axes, target, targetKind, classAxis, softmaxAxis } = evaluation;
  if (classAxis !== softmaxAxis) return undefined;
  if (targetKind === "indices") return target.data;
  return axes.labels === undefined ? cache.classesOf(target, classAxis) : undefined;
}

/** One row's part of each sum. @param classes of all rows, if they have one each */
function fillRow(
  evaluation: Evaluation,
  table: SurprisalTable,
  classes: Float64Array | undefined,
  row: number,
  into: Parts,
): void {
  const { axes, targetKind, excludedClass, ignoreIndex, weight } = evaluation;
  const { rows, base, unit, baseSum, unitSum } = table;
  const { length, stride } = rows;
  const start = rows.start(row);
  const isGathered = classes !== undefined;
  const position = classes?.[row] ?? -1;
  const isIndexed = targetKind === "indices";
  const ignored = isGathered && isIndexed && position === ignoreIndex && axes.ignoredRows !== "none";
  if (axes.rowLoss === "each") {
    for (let k = 0; k < length; k += 1) {
      const flat = start + k * stride;
      into.base[flat] = base[flat]!;
      into.target[flat] = unit[flat]! * (isGathered ? Number(k === position) : givenMass(evaluation, flat));
      into.others[flat] = unit[flat]!;
    }
    return;
  }
  if (ignored) {
    // Left out after the loss, or given a target of no mass, or one of smoothing alone.
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
  for (let k = 0; k < length; k += 1) {
    const flat = start + k * stride;
    const w = weights?.[k] ?? 1;
    // The entropy of w q is that of q times w, and q log w besides, which is one more cost of mass.
    const cost = w * (unit[flat]! + (axes.divergence !== "cross-entropy" && w > 0 ? Math.log(w) : 0));
    const given = isGathered ? Number(k === position) : givenMass(evaluation, flat);
    const classIndex = isGathered ? k : classOf(evaluation, flat);
    const left = isIndexed && given === 0 && classIndex === excludedClass;
    into.target[row]! += cost * given;
    into.kept[row]! += w * given;
    if (left) continue;
    into.others[row]! += cost;
    into.spread[row]! += w * (1 - given);
  }
}

function classOf({ input, classAxis }: Evaluation, flat: number): number {
  const stride = sizeOf(input.shape.slice(classAxis + 1));
  return Math.floor(flat / stride) % (input.shape[classAxis] ?? 1);
}

/** Mass of the given target at a flat index: 1 at its class, or what a distribution says. */
function givenMass(evaluation: Evaluation, flat: number): number {
  const { axes, target, targetKind, input, classAxis } = evaluation;
  if (targetKind === "distribution") {
    const label = target.data[flat]!;
    return axes.labels === "positive-as-one" ? Number(label > 0) : label;
  }
  const stride = sizeOf(input.shape.slice(classAxis + 1));
  const length = input.shape[classAxis] ?? 1;
  const row = Math.floor(flat / (stride * length)) * stride + (flat % stride);
  return target.data[row] === classOf(evaluation, flat) ? 1 : 0;
}

/** Class weights of each row's target, and of all its classes. */
export function factorParts(evaluation: Evaluation): { readonly target: number[]; readonly all: number[] } {
  const { input, softmaxAxis, weight } = evaluation;
  const { count, length, stride, start } = rowsAlong(input.shape, softmaxAxis);
  const weights = weight!.data;
  const all = weights.reduce((total, w) => total + w, 0);
  const target = Array.from({ length: count }, (_, row) => {
    let total = 0;
    for (let k = 0; k < length; k += 1) total += weights[k]! * givenMass(evaluation, start(row) + k * stride);
    return total;
  });
  return { target, all: target.map(() => all) };
}

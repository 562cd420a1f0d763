/**
 * The loss of one definition as a function of its label smoothing.
 *
 * With scale s and bias b of the target's masses, each of its losses is
 *
 *     base + s * target + b * others - entropy(s, b)
 *
 * and only s, b and the entropy depend on the smoothing. Three numbers per loss are therefore all that is kept.
 */
import type { Evaluation } from "../../math/evaluation.ts";
import type { ReductionPlan } from "../../math/reduction.ts";
import { reductionPlan, rowLossShape } from "../../math/row-losses.ts";
import { massesOf } from "../../math/target.ts";
import { sizeOf, type Tensor } from "../../math/tensor.ts";
import { type Surprisal, type SurprisalTable, SurprisalTables } from "./surprisal-table.ts";

/** A definition with all but its smoothing settled. */
export interface Definition {
  /** The evaluation at a smoothing. Nothing but the masses may depend on it. */
  readonly at: (smoothing: number) => Evaluation;
  readonly factor: number;
  readonly surprisal: Surprisal | undefined;
}

export interface LossCurve {
  /** Losses at a smoothing, row-major as the definition returns them. */
  readonly at: (smoothing: number) => readonly number[];
  /** Whether they lie on straight lines. */
  readonly isAffine: boolean;
  readonly size: number;
}

/** Smoothings at which masses are looked at, to see whether they are affine in it. */
const [FIRST, MIDDLE, LAST] = [0.25, 0.5, 0.75] as const;

/** What the curves of one search have in common. */
export class CurveCache {
  readonly tables = new SurprisalTables();
  readonly #plans = new Map<string, ReductionPlan>();
  readonly #parts = new Map<string, Parts>();
  readonly #hard = new Map<Tensor, boolean>();
  readonly #ids = new Map<object, number>();

  plan(key: string, make: () => ReductionPlan): ReductionPlan {
    const plan = this.#plans.get(key) ?? make();
    this.#plans.set(key, plan);
    return plan;
  }

  /** Unreduced parts: definitions that differ in their reduction or target rule alone share them. */
  parts(key: string, make: () => Parts): Parts {
    const parts = this.#parts.get(key) ?? make();
    this.#parts.set(key, parts);
    return parts;
  }

  /** Whether a distribution has nothing but zeros and ones. */
  isHard(target: Tensor): boolean {
    const known = this.#hard.get(target) ?? target.data.every((y) => y === 0 || y === 1);
    this.#hard.set(target, known);
    return known;
  }

  idOf(thing: object): number {
    const id = this.#ids.get(thing) ?? this.#ids.size;
    this.#ids.set(thing, id);
    return id;
  }
}

/** Undefined where the losses are no such function: the definition is to be evaluated itself. */
export function lossCurve(definition: Definition, cache: CurveCache): LossCurve | undefined {
  const { at, factor, surprisal } = definition;
  const middle = at(MIDDLE);
  const { axes, softmaxAxis } = middle;
  if (
    axes.divergence !== "cross-entropy" &&
    middle.targetKind === "distribution" &&
    !cache.isHard(middle.target)
  )
    return undefined;
  // The weight of such a row is a mean under its target, so it moves with the smoothing.
  if (axes.weight === "per-class-on-row" && middle.weight !== undefined) return undefined;
  const table = cache.tables.of(middle, softmaxAxis, surprisal);
  const parts = reducedParts(middle, table, factor, cache);
  const { base, target, others, kept, spread } = parts;
  const masses = massPath(at, middle);
  const isKl = axes.divergence !== "cross-entropy";
  return {
    size: base.length,
    isAffine: masses.isAffine && !isKl,
    at(smoothing) {
      const { scale, bias } = masses.at(smoothing);
      const onTerm = isKl ? xlogx(scale + bias) : 0;
      const offTerm = isKl ? xlogx(bias) : 0;
      return base.map(
        (value, j) =>
          value + scale * target[j]! + bias * others[j]! + onTerm * kept[j]! + offTerm * spread[j]!,
      );
    },
  };
}

function xlogx(mass: number): number {
  return mass === 0 ? 0 : mass * Math.log(mass);
}

interface Mass {
  readonly scale: number;
  readonly bias: number;
}

/** Scale and bias as functions of the smoothing; straight lines are drawn through two points. */
function massPath(
  at: Definition["at"],
  middle: Evaluation,
): { readonly at: (smoothing: number) => Mass; readonly isAffine: boolean } {
  // Masses of a rule need no new evaluation; those a mutant sets are its own to compute.
  const evaluationAt = (smoothing: number): Evaluation =>
    middle.masses === undefined && middle.labelSmoothing === MIDDLE
      ? { ...middle, labelSmoothing: smoothing }
      : at(smoothing);
  const massAt = (smoothing: number): Mass => {
    const { scale, bias } = massesOf(evaluationAt(smoothing));
    return { scale: scale.high + scale.low, bias: bias.high + bias.low };
  };
  const [first, half, last] = [massAt(FIRST), massAt(MIDDLE), massAt(LAST)];
  const isStraight = (name: keyof Mass): boolean =>
    Math.abs(first[name] + last[name] - 2 * half[name]) <=
    1e-14 * Math.max(Math.abs(first[name]), Math.abs(last[name]));
  const isAffine = isStraight("scale") && isStraight("bias");
  if (!isAffine) return { at: massAt, isAffine };
  const along = (name: keyof Mass, smoothing: number): number =>
    first[name] + ((last[name] - first[name]) * (smoothing - FIRST)) / (LAST - FIRST);
  return {
    at: (smoothing) => ({ scale: along("scale", smoothing), bias: along("bias", smoothing) }),
    isAffine,
  };
}

/** What each reduced loss is made of; `kept` and `spread` count the masses of which an entropy is taken. */
interface Parts {
  readonly base: number[];
  readonly target: number[];
  readonly others: number[];
  readonly kept: number[];
  readonly spread: number[];
}

function reducedParts(
  evaluation: Evaluation,
  table: SurprisalTable,
  factor: number,
  cache: CurveCache,
): Parts {
  const { axes } = evaluation;
  const rows = rowParts(evaluation, table, cache);
  const { shape, coefficients, reduce: keepRows } = planFor(evaluation, cache);
  const nothing = new Float64Array(rows.base.length);
  const by = factor / (axes.rowLoss === "mean" ? table.rows.length : 1);
  const reduce = (values: readonly number[]): number[] =>
    shape.length > 0
      ? Array.from(keepRows(Float64Array.from(values), nothing), (value) => value * by)
      : [dot(coefficients, values) * by];
  const base = reduce(rows.base);
  const isKl = axes.divergence !== "cross-entropy";
  const zeros = base.map(() => 0);
  return {
    base,
    target: reduce(rows.target),
    others: reduce(rows.others),
    kept: isKl ? reduce(rows.kept) : zeros,
    spread: isKl ? reduce(rows.spread) : zeros,
  };
}

function dot(a: Float64Array, b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}

/** A reduction depends on the target and the weights, and on nothing that a target rule changes. */
function planFor(evaluation: Evaluation, cache: CurveCache): ReductionPlan {
  const { axes, target, targetKind, weight, ignoreIndex, input, softmaxAxis } = evaluation;
  const reduction = typeof axes.reduction === "string" ? axes.reduction : axes.reduction[targetKind];
  const key = [
    reduction,
    axes.rowLoss === "each",
    axes.weight,
    weight === undefined ? 0 : cache.idOf(weight),
    cache.idOf(target),
    ignoreIndex,
    input.shape,
    softmaxAxis,
  ].join();
  return cache.plan(key, () => reductionPlan(evaluation));
}

function rowParts(evaluation: Evaluation, table: SurprisalTable, cache: CurveCache): Parts {
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
  ].join();
  return cache.parts(key, () => {
    const count = sizeOf(rowLossShape(evaluation));
    const part = (): number[] => new Array<number>(count).fill(0);
    const rows: Parts = { base: part(), target: part(), others: part(), kept: part(), spread: part() };
    for (let row = 0; row < table.rows.count; row += 1) fillRow(evaluation, table, row, rows);
    return rows;
  });
}

/** One row's part of each sum. */
function fillRow(evaluation: Evaluation, table: SurprisalTable, row: number, into: Parts): void {
  const { axes, target, targetKind, classAxis, softmaxAxis, excludedClass, ignoreIndex, weight } = evaluation;
  const { rows, base, unit, baseSum, unitSum } = table;
  const { length, stride } = rows;
  const start = rows.start(row);
  const isGathered = targetKind === "indices" && classAxis === softmaxAxis;
  const position = isGathered ? target.data[row]! : -1;
  const ignored = isGathered && position === ignoreIndex && axes.ignoredRows !== "none";
  if (axes.rowLoss === "each") {
    for (let k = 0; k < length; k += 1) {
      const flat = start + k * stride;
      into.base[flat] = base[flat]!;
      into.target[flat] = unit[flat]! * givenMass(evaluation, flat);
      into.others[flat] = unit[flat]!;
    }
    return;
  }
  if (ignored) {
    // Left out after the loss, or given a target of no mass, or one of smoothing alone.
    const isLeftOut = axes.ignoredRows === "masked" || axes.ignoredRows === "multiplied";
    into.base[row] = isLeftOut ? 0 : baseSum[row]!;
    into.others[row] = axes.ignoredRows === "no-label" ? unitSum[row]! : 0;
    return;
  }
  into.base[row] = baseSum[row]!;
  const weights = axes.weight === "per-class" ? weight?.data : undefined;
  if (isGathered && weights === undefined) {
    const at = (k: number): number => unit[start + k * stride] ?? 0;
    const excluded = excludedClass !== undefined && excludedClass !== position && excludedClass < length;
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
    const given = givenMass(evaluation, flat);
    const left = targetKind === "indices" && given === 0 && classOf(evaluation, flat) === excludedClass;
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

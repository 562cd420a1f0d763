/** What the curves of one search have in common, each made once. */
import type { ReductionPlan } from "../../math/reduction.ts";
import type { Tensor } from "../../math/tensor.ts";
import { hardened } from "./call-forms.ts";
import type { MassPath } from "./mass-path.ts";
import type { Parts } from "./row-parts.ts";
import { SurprisalTables } from "./surprisal-table.ts";

/** Losses of all rows at a smoothing. */
export type RowCurves = (smoothing: number) => readonly number[];

export class CurveCache {
  readonly tables = new SurprisalTables();
  readonly #plans = new Map<string, ReductionPlan>();
  readonly #massPaths = new Map<string, MassPath>();
  readonly #parts = new Map<string, Parts>();
  readonly #rowCurves = new Map<string, RowCurves>();
  readonly #oneHot = new Map<Tensor, boolean>();
  readonly #hard = new Map<Tensor, boolean>();
  readonly #ids = new Map<object, number>();

  plan(key: string, make: () => ReductionPlan): ReductionPlan {
    const plan = this.#plans.get(key) ?? make();
    this.#plans.set(key, plan);
    return plan;
  }

  massPath(key: string, make: () => MassPath): MassPath {
    const path = this.#massPaths.get(key) ?? make();
    this.#massPaths.set(key, path);
    return path;
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

  /** Whether each row of a distribution is a single one and zeros. */
  isOneHot(target: Tensor, classAxis: number): boolean {
    const known = this.#oneHot.get(target) ?? hardened(target, classAxis) !== undefined;
    this.#oneHot.set(target, known);
    return known;
  }

  /** Row losses as functions of the smoothing: definitions that differ in their reduction alone share them. */
  rowCurves(key: string, make: () => RowCurves): RowCurves {
    const curves = this.#rowCurves.get(key) ?? make();
    this.#rowCurves.set(key, curves);
    return curves;
  }

  idOf(thing: object): number {
    const id = this.#ids.get(thing) ?? this.#ids.size;
    this.#ids.set(thing, id);
    return id;
  }
}

/**
 * The cost of a target mass of 1 on each class of each row.
 *
 * A loss is linear in its target's masses, so this one table, made once per link and input, answers for every target
 * rule, class weight, excluded class and reduction.
 */

import type { LossCall } from "../../loss/loss-call.ts";
import type { RowCost } from "../../loss/row-cost.ts";
import { rowCostFor } from "../../loss/row-costs.ts";
import { Accumulator } from "../../math/double-double.ts";
import { type Rows, rowsAlong } from "../../math/rows.ts";
import type { Tensor } from "../../math/tensor.ts";

/** Another way to compute -log p of a row of logits. */
export type Surprisal = (logits: Float64Array) => Float64Array;

export interface SurprisalTable {
  readonly rows: Rows;
  /** Cost without any mass, if the link has one (the sigmoid's softplus), by flat index of the input. */
  readonly base: Float64Array;
  /** Cost of a mass of 1, by flat index of the input. */
  readonly unit: Float64Array;
  /** Sums over the classes of each row. */
  readonly baseSum: Float64Array;
  readonly unitSum: Float64Array;
}

type Tabled = Pick<LossCall, "axes" | "input" | "linkNumbers">;

function surprisalTable(
  lossCall: Tabled,
  softmaxAxis: number,
  surprisal: Surprisal | undefined,
): SurprisalTable {
  const { input } = lossCall;
  const rows = rowsAlong(input.shape, softmaxAxis);
  const table: SurprisalTable = {
    rows,
    base: new Float64Array(input.data.length),
    unit: new Float64Array(input.data.length),
    baseSum: new Float64Array(rows.count),
    unitSum: new Float64Array(rows.count),
  };
  const link = surprisal === undefined ? rowCostFor(lossCall, rows.length) : undefined;
  for (let row = 0; row < rows.count; row += 1) {
    const start = rows.start(row);
    link?.load(input.data, start, rows.stride, rows.length);
    const own = surprisal?.(
      Float64Array.from({ length: rows.length }, (_, k) => input.data[start + k * rows.stride]!),
    );
    for (let k = 0; k < rows.length; k += 1) {
      const flat = start + k * rows.stride;
      const bare = link === undefined ? 0 : bareCost(link, k);
      const unit = own?.[k] ?? link!.unitCost?.(k) ?? cost(link!, k, 1) - bare;
      table.base[flat] = bare;
      table.unit[flat] = unit;
      table.baseSum[row]! += bare;
      table.unitSum[row]! += unit;
    }
    table.baseSum[row]! += rowTerm(link);
  }
  return table;
}

function rowTerm(link: RowCost | undefined): number {
  const sum = new Accumulator();
  link?.addRowTerm?.(sum);
  return sum.value;
}

function bareCost(link: RowCost, k: number): number {
  return link.unitCost === undefined ? cost(link, k, 0) : (link.bareCost?.(k) ?? 0);
}

/** The cost of a mass on class k, for a link that does not give the cost of a mass of 1. */
function cost(link: RowCost, k: number, mass: number): number {
  const sum = new Accumulator();
  link.addTerm(k, mass, 0, sum);
  return sum.value;
}

/** Tables by the inputs that they are computed from. */
export class SurprisalTables {
  readonly #byInput = new Map<Tensor, Map<string, SurprisalTable>>();
  readonly #names = new Map<Surprisal, string>();

  of(lossCall: Tabled, softmaxAxis: number, surprisal: Surprisal | undefined): SurprisalTable {
    const { input } = lossCall;
    const tables = this.#byInput.get(input) ?? new Map<string, SurprisalTable>();
    this.#byInput.set(input, tables);
    const key = `${this.#keyOf(lossCall, surprisal)} ${softmaxAxis}`;
    const table = tables.get(key) ?? surprisalTable(lossCall, softmaxAxis, surprisal);
    tables.set(key, table);
    return table;
  }

  /** Everything that a link is computed from. */
  #keyOf({ axes, linkNumbers }: Tabled, surprisal: Surprisal | undefined): string {
    if (surprisal === undefined) return JSON.stringify([axes.link, linkNumbers]);
    const name = this.#names.get(surprisal) ?? `own ${this.#names.size}`;
    this.#names.set(surprisal, name);
    return name;
  }
}

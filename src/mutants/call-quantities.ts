/** Quantities of a call, for mistakes that multiply by one of them. */
import type { LossCall } from "../loss/loss-call.ts";

/** Quantities of a call that people multiply by, in place of another or one time too many. */
export const QUANTITIES: readonly (readonly [says: string, of: (e: LossCall) => number])[] = [
  ["K", (e) => e.numClasses],
  ["1/K", (e) => 1 / e.numClasses],
  ["(K-1)/K", (e) => (e.numClasses - 1) / e.numClasses],
  ["K/(K-1)", (e) => e.numClasses / (e.numClasses - 1)],
  ["1/ln 10", () => 1 / Math.LN10],
  ["the number of rows", rowsOf],
  ["1/(number of rows)", (e) => 1 / rowsOf(e)],
  ["d/(d-1) of the divisor d", (e) => (keptWeightOf(e) > 1 ? keptWeightOf(e) / (keptWeightOf(e) - 1) : 1)],
  ["the kept rows over all", (e) => keptOf(e) / rowsOf(e)],
  ["the weight of kept rows over their number", (e) => keptWeightOf(e) / keptOf(e)],
  ["the weight of kept rows over all weights", (e) => keptWeightOf(e) / sum(e.weight?.data ?? [])],
  ["the rows over the first axis", (e) => rowsOf(e) / (e.input.shape[0] ?? 1)],
];

function rowsOf({ input, classAxis }: LossCall): number {
  return input.data.length / (input.shape[classAxis] ?? 1);
}

function keptOf(e: LossCall): number {
  if (e.targetKind !== "indices") return rowsOf(e);
  return e.target.data.reduce((kept, index) => kept + Number(index !== e.ignoreIndex), 0);
}

function keptWeightOf(e: LossCall): number {
  if (e.targetKind !== "indices" || e.weight === undefined) return keptOf(e);
  const { weight, ignoreIndex } = e;
  return e.target.data.reduce(
    (total, index) => total + (index === ignoreIndex ? 0 : (weight.data[index] ?? 0)),
    0,
  );
}

export function sum(values: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < values.length; i += 1) total += values[i]!;
  return total;
}

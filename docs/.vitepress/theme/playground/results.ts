/** What each definition makes of the row on the page: the library's own functions, and nothing else. */
import {
  explain,
  floorOf,
  oneRow,
  type Row,
  rowOptions,
  type Side,
} from "../../../../dist/analysis/index.js";
import type { LossBackend } from "../../../../dist/loss/backend.js";
import { InvalidArgument } from "../../../../dist/math/errors.js";
import { type LedgerInWords, ledgerInWords } from "../../../../dist/report/ledger.js";
import { variantById } from "../../../../dist/variants/index.js";
import { allLogits, type State } from "./state.ts";

/** The article's definition, which the others are measured by. */
const YARDSTICK = "equation1";

export interface Computed {
  readonly id: string;
  /** Mass on each class. */
  readonly target: readonly number[];
  /** In nats. */
  readonly loss: number;
  /** d loss / d logit. */
  readonly gradient: readonly number[];
  /** The loss less that of equation (1) on the same row. */
  readonly difference: number;
}

/** Results of one definition, or the line in which it refuses the row. */
export type Result = Computed | { readonly id: string; readonly refused: string };

export const isComputed = (result: Result): result is Computed => !("refused" in result);

/** The row of a state. What a definition leaves out is class 0, or class 1 where 0 is the true one. */
export function rowOf(state: State): Row {
  const { labelSmoothing, target } = state;
  return { logits: allLogits(state), labelSmoothing, target, excluded: target === 0 ? 1 : 0 };
}

/** A value, or the line of a refusal. */
function attempt<Value>(run: () => Value): Value | string {
  try {
    return run();
  } catch (error) {
    if (error instanceof InvalidArgument) return error.message;
    throw error;
  }
}

/** @param backend what computes losses and gradients; the exact kernel if none is given */
export function resultsOf(state: State, backend?: LossBackend): readonly Result[] {
  const row = rowOf(state);
  const yardstick = oneRow(variantById(YARDSTICK)!, row, backend).loss;
  return state.definitions.map((id) => {
    const result = attempt(() => oneRow(variantById(id)!, row, backend));
    if (typeof result === "string") return { id, refused: result };
    return { id, ...result, difference: result.loss - yardstick };
  });
}

const sideOf = (id: string, row: Row): Side => ({
  variant: variantById(id)!,
  options: rowOptions(variantById(id)!, row),
});

/** The least that each loss can be on such a row; undefined where that is not at the target. */
export function floorsOf(state: State): readonly (number | undefined)[] {
  const row = rowOf(state);
  const setting = { classes: row.logits.length, labelSmoothing: row.labelSmoothing };
  return state.definitions.map((id) => {
    const floor = attempt(() => floorOf(sideOf(id, row), setting).floor);
    return typeof floor === "string" ? undefined : floor;
  });
}

/** What `smoothproof explain` says of two definitions on the row, or the line of a refusal. */
export function ledgerOf(state: State): LedgerInWords | string {
  const { from, to, target } = state;
  const row = rowOf(state);
  const logits = [...(row.logits as Float64Array)];
  const names = { from: named(from, state), to: named(to, state) };
  // Some definitions take rows in sequences only, a few no sequences.
  const flat = { logits: [logits], target: [target] };
  const sequence = { logits: [[logits]], target: [[target]] };
  const of = (sample: typeof flat | typeof sequence): LedgerInWords | string =>
    attempt(() => ledgerInWords(explain(sideOf(from, row), sideOf(to, row), sample, { rows: true }), names));
  const asRow = of(flat);
  if (typeof asRow !== "string") return asRow;
  const asSequence = of(sequence);
  return typeof asSequence === "string" ? asRow : asSequence;
}

const named = (id: string, { labelSmoothing }: State): string => `${id} (labelSmoothing ${labelSmoothing})`;

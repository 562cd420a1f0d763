/** What a search holds against numbers. */
import type { Evaluation } from "../../loss/evaluation.ts";
import type { Surprisal } from "./surprisal-table.ts";

/** A definition with all but its smoothing settled. */
export interface Definition {
  /** The evaluation at a smoothing. Nothing but the masses may depend on it. */
  readonly at: (smoothing: number) => Evaluation;
  readonly factor: number;
  readonly surprisal: Surprisal | undefined;
}

/** A definition that a search compares with numbers. */
import type { LossCall } from "../../loss/loss-call.ts";
import type { Surprisal } from "./surprisal-table.ts";

/** A definition with everything fixed except its smoothing. */
export interface Definition {
  /** The loss call at a smoothing, on which only the masses may depend. */
  readonly at: (smoothing: number) => LossCall;
  readonly factor: number;
  readonly surprisal: Surprisal | undefined;
}

/** What a search holds against numbers. */
import type { LossCall } from "../../loss/loss-call.ts";
import type { Surprisal } from "./surprisal-table.ts";

/** A definition with all but its smoothing settled. */
export interface Definition {
  /** The loss call at a smoothing. Nothing but the masses may depend on it. */
  readonly at: (smoothing: number) => LossCall;
  readonly factor: number;
  readonly surprisal: Surprisal | undefined;
}

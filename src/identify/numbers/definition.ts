/** A definition that a search compares with numbers. */
import type { OptionValues } from "../../definition/options.ts";
import type { LossCall } from "../../loss/loss-call.ts";
import type { Surprisal } from "./surprisal-table.ts";

/** A definition with everything fixed except its smoothing. */
export interface Definition {
  /** The loss call at a smoothing, on which only the masses may depend. */
  readonly at: (smoothing: number) => LossCall;
  readonly factor: number;
  readonly surprisal: Surprisal | undefined;
}

/** What is known in advance and narrows the search. */
export interface Narrowing {
  readonly variant?: string | undefined;
  readonly options?: OptionValues | undefined;
  /** Class indices that other calls of the same definition had as target; undefined where there are no others. */
  readonly targets?: readonly number[] | undefined;
  /** Targets whose rows may have been left out, where the numbers of each row show it. Default: any. */
  readonly leftOut?: ReadonlySet<number> | undefined;
}

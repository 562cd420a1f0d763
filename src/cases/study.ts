/** Everything about a thread: its numbers replayed, why two of them differ, and what one number alone tells. */
import { type Identified, identified } from "./identified.ts";
import { type CaseLedger, caseLedger } from "./ledger.ts";
import { type Replay, replay } from "./replay.ts";
import type { ThreadCase } from "./thread-case.ts";

export interface Study extends Replay {
  readonly ledger: CaseLedger | undefined;
  /** What the number alone tells; undefined where the thread prints none. */
  readonly identified: Identified | undefined;
}

/** @throws where a record of the case is wrong */
export function study(thread: ThreadCase): Study {
  return { ...replay(thread), ledger: caseLedger(thread), identified: identified(thread) };
}

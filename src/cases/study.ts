/** All there is to say of a thread: its numbers replayed, why two of them differ, and what one tells by itself. */
import { type Identified, identified } from "./identified.ts";
import { type CaseLedger, caseLedger } from "./ledger.ts";
import { type Replay, replay } from "./replay.ts";
import type { ThreadCase } from "./thread-case.ts";

export interface Study extends Replay {
  readonly ledger: CaseLedger | undefined;
  /** What the number alone tells; undefined where there is none to ask about. */
  readonly identified: Identified | undefined;
}

/** @throws where a record of the case is wrong */
export function study(thread: ThreadCase): Study {
  return { ...replay(thread), ledger: caseLedger(thread), identified: identified(thread) };
}

/** What the suite judges: anything that answers calls, ours or a stranger's, in this process or another. */
import type { Judged } from "../compare/tolerances.ts";
import type { Answer } from "../compare/verdict.ts";
import type { Call } from "../fixtures/vector.ts";

export interface Implementation {
  readonly name: string;
  readonly version: string;
  readonly language: string;
  /** Variants it has; vectors of others are skipped and counted as skipped. */
  readonly variants: readonly string[];
  /** Whether it returns gradients at all. */
  readonly gradient: boolean;
  /** Which rows of the tolerance table it is held to. */
  readonly judged: Judged;
  /** Vectors it may be asked for at once. Default 1. */
  readonly inFlight?: number;
  /** Answers one call. A refusal is an answer; it does not throw. */
  answer(call: Call): Answer | Promise<Answer>;
  /** Odd behaviour that broke nothing. */
  remarks?(): readonly string[];
  /** Lets go of what it holds. */
  close?(): Promise<void>;
}

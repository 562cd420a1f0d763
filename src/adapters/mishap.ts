/** What an adapter did wrong, in words that follow "the adapter". */
import type { Hindrance } from "./adapter-error.ts";

export interface Mishap {
  /** Alike for what went wrong in the same way. */
  readonly how: string;
  /** What follows it, about this one time. */
  readonly detail?: string;
  readonly hindrance?: Hindrance;
}

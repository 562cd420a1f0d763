/** A project's own tests of a loss, as something a mutant can be run through. */
import type { LossAndGradient, LossCall } from "../../../../src/loss/loss-call.ts";

/** What is tested: answers a loss call, or has nothing of its own to say about it. */
export type Answer = (lossCall: LossCall) => LossAndGradient | undefined;

export type Outcome = "absent" | "passed" | "failed";

export interface OwnTest {
  readonly name: string;
  readonly variant: string;
  /** Whether it smooths labels at all. */
  readonly smooths: boolean;
  /** `absent` where the answer had nothing to say in any of its assertions. */
  run(answer: Answer): Promise<Outcome>;
}

export interface OwnSuite {
  readonly project: string;
  readonly version: string;
  readonly path: string;
  readonly tests: readonly OwnTest[];
}

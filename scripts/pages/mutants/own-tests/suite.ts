/** A project's own tests of a loss, in a form that a mutant can be run through. */
import type { LossAndGradient, LossCall } from "../../../../src/loss/loss-call.ts";
import type { LossOf } from "../loss-of.ts";

/** The loss under test: answers a loss call, or leaves it to the project's own loss. */
export type Answer = (lossCall: LossCall) => LossAndGradient | undefined;

export type Outcome = "absent" | "passed" | "failed";

export interface OwnTest {
  readonly name: string;
  readonly variant: string;
  /** Whether it smooths labels at all. */
  readonly smooths: boolean;
  /** `absent` where the loss under test answered none of the calls. */
  run(answer: Answer, lossOf?: LossOf): Promise<Outcome>;
}

export interface OwnSuite {
  readonly project: string;
  readonly version: string;
  readonly path: string;
  readonly tests: readonly OwnTest[];
}

/** A campaign of random calls: an implementation against an oracle, with the smallest difference it finds. */
import fc from "fast-check";
import type { Implementation } from "../conformance/implementation.ts";
import type { Call } from "../fixtures/vector.ts";
import type { VariantRecord } from "../variants/record.ts";
import { calls } from "./calls.ts";
import { compareAnswers } from "./differential.ts";

export interface Campaign {
  readonly subject: Implementation;
  readonly oracle: Implementation;
  readonly records: readonly VariantRecord[];
  readonly runs: number;
  readonly seed: number;
}

export interface CampaignResult {
  readonly compared: number;
  /** Calls that one side does not have, by reason. */
  readonly notCompared: ReadonlyMap<string, number>;
  /** The smallest call on which they differ, and how. */
  readonly difference?: { readonly call: Call; readonly message: string; readonly shrunk: number };
}

/** Runs it; the same seed gives the same calls. */
export async function runCampaign({
  subject,
  oracle,
  records,
  runs,
  seed,
}: Campaign): Promise<CampaignResult> {
  let compared = 0;
  const notCompared = new Map<string, number>();
  const property = fc.asyncProperty(calls(records), async (call) => {
    const [theirs, ours] = await Promise.all([oracle.answer(call), subject.answer(call)]);
    const outcome = compareAnswers(call, {
      subject: ours,
      oracle: theirs,
      judged: [subject.judged, oracle.judged],
    });
    if (outcome.kind === "not-compared") {
      notCompared.set(outcome.reason, (notCompared.get(outcome.reason) ?? 0) + 1);
    } else if (outcome.kind === "same") compared += 1;
    else throw new Error(outcome.message);
  });
  const { failed, counterexample, errorInstance, numShrinks } = await fc.check(property, {
    numRuns: runs,
    seed,
  });
  if (!failed || counterexample === null) return { compared, notCompared };
  const message = errorInstance instanceof Error ? errorInstance.message : String(errorInstance);
  return { compared, notCompared, difference: { call: counterexample[0], message, shrunk: numShrinks } };
}

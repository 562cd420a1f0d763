/**
 * What must hold of an implementation's own answers, whatever it computes: no oracle is asked. The record of a variant
 * says which properties it has; the evaluator's magnitudes say how much rounding may show.
 */
import { toleranceRow } from "../compare/tolerances.ts";
import type { Answer } from "../compare/verdict.ts";
import type { Implementation } from "../conformance/implementation.ts";
import type { Call } from "../fixtures/vector.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import { lossCallOf } from "../protocol/loss-call-of.ts";
import type { Comparison } from "./differential.ts";
import {
  answersRepeat,
  gradientIsSlope,
  ignoredRowsHoldAnything,
  offsetChangesNothing,
  upstreamScales,
} from "./number-properties.ts";
import { classesPermute, partsAddUp, rowsPermute } from "./order-properties.ts";
import type { Outputs, Property, Trial } from "./trial.ts";

/** Every property, by the words with which a report says that it is broken. */
const PROPERTIES: readonly (readonly [says: string, property: Property])[] = [
  ["a common offset of the logits changes nothing", offsetChangesNothing],
  ["permuting the classes permutes the gradient and leaves the loss", classesPermute],
  ["permuting the rows permutes the answers", rowsPermute],
  ["the parts of a batch add up to the whole", partsAddUp],
  ["an ignored row may hold any numbers", ignoredRowsHoldAnything],
  ["twice the incoming gradient gives twice the gradient", upstreamScales],
  ["the gradient is the slope of the loss", gradientIsSlope],
  ["the same call gives the same answer, whatever was asked before", answersRepeat],
];

/** Compares several answers of the implementation with each other. */
export async function checkProperties(call: Call, subject: Implementation): Promise<Comparison> {
  const answer = await subject.answer(call);
  if (answer.kind === "skipped") return { kind: "not-compared", reason: answer.reason };
  if (answer.kind === "errored")
    return { kind: "different", message: `${answer.message}${answer.detail ?? ""}` };
  const first = outputsOf(answer);
  const lossCall = lossCallOf(call);
  if (first === undefined || lossCall === undefined)
    return { kind: "not-compared", reason: "the call is refused" };
  const { loss, gradient } = magnitudes(lossCall);
  const areFinite = (data: ArrayLike<number> = []): boolean => Array.from(data).every(Number.isFinite);
  // A NaN in a row that does not count may reach the gradient, as 0 * NaN; no other number may.
  const told = areFinite(lossCall.input.data) ? [] : first.gradient?.data;
  if (![first.loss.data, loss, gradient, told].every(areFinite))
    return { kind: "not-compared", reason: "the answer is not finite" };
  // Both answers may be off, each by its tolerance.
  const budget = (name: "loss" | "gradient"): number =>
    2 * toleranceRow(subject.judged, call.dtype, name).floor;
  const trial: Trial = {
    call,
    lossCall,
    first,
    scales: { loss, gradient },
    budgets: { loss: budget("loss"), gradient: budget("gradient") },
    flushes: toleranceRow(subject.judged, call.dtype, "gradient").flushesSubnormals,
    ask: async (other) => outputsOf(await subject.answer(other)),
  };
  for (const [says, property] of PROPERTIES) {
    const broken = await property(trial);
    if (broken !== undefined) return { kind: "different", message: `${says}: ${broken}` };
  }
  return { kind: "same", lossAlone: first.gradient === undefined };
}

function outputsOf(answer: Answer): Outputs | undefined {
  if (answer.kind !== "result" || answer.loss === undefined) return undefined;
  return { loss: answer.loss, gradient: answer.gradient };
}

/** Whether two answers to one random call are the same, within the tolerances of both. */

import { errorInUnits, isSubnormal, unitOf } from "../compare/metrics.ts";
import { type OutputName, type ToleranceProfile, toleranceRow } from "../compare/tolerances.ts";
import type { Answer } from "../compare/verdict.ts";
import type { Call } from "../fixtures/vector.ts";
import type { FloatType } from "../formats/bits.ts";
import { magnitudes } from "../loss/magnitudes.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { formatShape, sameShape } from "../math/tensor.ts";
import { lossCallOf } from "../protocol/loss-call-of.ts";

/** Which rows of the tolerance table apply to each side. */
export type Judged = readonly [subject: ToleranceProfile, oracle: ToleranceProfile];

export interface Sides {
  readonly subject: Answer;
  readonly oracle: Answer;
  readonly judged: Judged;
  /** Whether each side declares its errors' codes; `exception` is then no refusal. Default: neither does. */
  readonly codes?: readonly [subject: boolean, oracle: boolean];
  /** That of the call, where many answers to it are compared. Default: computed where it is needed. */
  readonly allowance?: (call: Call) => Allowance | undefined;
}

export type Comparison =
  | {
      readonly kind: "same";
      /** Whether only the losses were compared, because one side gave no gradient. */
      readonly lossAlone: boolean;
    }
  /** One side has no answer to this call. */
  | { readonly kind: "not-compared"; readonly reason: string }
  | { readonly kind: "different"; readonly message: string };

/** The answers of both sides to a call. */
export interface Heard {
  readonly call: Call;
  readonly comparison: Comparison;
  /** The implementation's answer, where an oracle was asked too. */
  readonly answer?: Answer | undefined;
}

/** How far two answers to a call may differ. */
export interface Allowance {
  /** The magnitude that an error is measured against, per element. */
  readonly scales: { readonly loss: Float64Array; readonly gradient: Float64Array };
  /** In units: the sum of both sides' tolerances. */
  readonly budgets: { readonly loss: number; readonly gradient: number };
  /** Whether either side may give 0 for a subnormal number. */
  readonly flushes: boolean;
}

/** Undefined where our record refuses the call. */
export function allowanceOf(call: Call, judged: Judged): Allowance | undefined {
  const lossCall = lossCallOf(call);
  if (lossCall === undefined) return undefined;
  const { loss, gradient, logits } = magnitudes(lossCall);
  const budget = (name: OutputName): number =>
    judged.reduce((sum, who) => sum + toleranceRow(who, call.dtype, name).floor, 0);
  return {
    scales: {
      loss: judged.includes("reference") ? loss.map((value, i) => value + logits[i]!) : loss,
      gradient,
    },
    budgets: { loss: budget("loss"), gradient: budget("gradient") },
    flushes: judged.some((who) => toleranceRow(who, call.dtype, "gradient").flushesSubnormals),
  };
}

/** The code of what nobody foresaw, and that of what is not implemented. */
const EXCEPTION = "exception";
const NOT_IMPLEMENTED = "unsupported-option";

export function compareAnswers(
  call: Call,
  { subject, oracle, judged, codes, allowance: allowanceFor = (asked) => allowanceOf(asked, judged) }: Sides,
): Comparison {
  if (oracle.kind === "skipped" || oracle.kind === "unasked")
    return { kind: "not-compared", reason: oracle.reason };
  if (subject.kind === "skipped" || subject.kind === "unasked")
    return { kind: "not-compared", reason: subject.reason };
  if (subject.kind === "errored")
    return { kind: "different", message: `${subject.message}${subject.detail ?? ""}` };
  if (oracle.kind === "errored")
    return { kind: "not-compared", reason: `oracle: ${oracle.message}${oracle.detail ?? ""}` };
  const [subjectDeclares, oracleDeclares] = codes ?? [false, false];
  if (oracle.kind === "error" && oracle.code === EXCEPTION && oracleDeclares)
    return { kind: "not-compared", reason: `oracle: ${oracle.message}` };
  if (subject.kind === "error" && subject.code === EXCEPTION && subjectDeclares)
    return { kind: "different", message: `exception: ${subject.message}` };
  if (subject.kind === "error" && subject.code === NOT_IMPLEMENTED && oracle.kind === "result")
    return { kind: "not-compared", reason: `not implemented: ${subject.message}` };
  if (subject.kind === "error" || oracle.kind === "error") return compareErrors(subject, oracle);
  let allowance: Allowance | undefined;
  let lossAlone = false;
  for (const name of ["loss", "gradient"] as const) {
    const [got, expected] = [subject[name], oracle[name]];
    if (got === undefined || expected === undefined) {
      if (name === "loss") return { kind: "different", message: "loss: expected one, got none" };
      lossAlone = true;
      continue;
    }
    if (got.dtype !== call.dtype)
      return { kind: "different", message: `${name}: expected dtype ${call.dtype}, got ${got.dtype}` };
    if (!sameShape(got.shape, expected.shape)) {
      return {
        kind: "different",
        message: `${name}: expected shape ${formatShape(expected.shape)}, got ${formatShape(got.shape)}`,
      };
    }
    if (got.data.every((value, i) => isSame(value, expected.data[i]!))) continue;
    allowance ??= allowanceFor(call);
    if (allowance === undefined) return { kind: "not-compared", reason: "the call is refused by its record" };
    const found = firstDifference(call, name, got.data, expected.data, allowance);
    if (found !== undefined) return { kind: "different", message: found };
  }
  return { kind: "same", lossAlone };
}

function compareErrors(subject: Answer, oracle: Answer): Comparison {
  if (subject.kind === "error" && oracle.kind === "error") return { kind: "same", lossAlone: false };
  const refused = subject.kind === "error" ? subject : oracle.kind === "error" ? oracle : undefined;
  const who =
    subject.kind === "error" ? "refused what the oracle answers" : "answered what the oracle refuses";
  return { kind: "different", message: `${who}: ${refused?.message ?? ""}` };
}

function isSame(a: number, b: number): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

/** Whether one is 0 in place of the other, which is subnormal. */
function isFlushed(a: number, b: number, dtype: FloatType): boolean {
  return (a === 0 && isSubnormal(b, dtype)) || (b === 0 && isSubnormal(a, dtype));
}

/** The first element outside its tolerance, in words; undefined where there is none. */
export function firstDifference(
  call: Call,
  name: OutputName,
  got: FloatArray,
  expected: FloatArray,
  { scales, budgets, flushes }: Allowance,
): string | undefined {
  const budget = budgets[name];
  for (let i = 0; i < got.length; i += 1) {
    const [a, b] = [got[i]!, expected[i]!];
    if (isSame(a, b) || (flushes && isFlushed(a, b, call.dtype))) continue;
    const units =
      Number.isFinite(a) && Number.isFinite(b)
        ? errorInUnits(a, b, 0, unitOf(name, call.dtype, b, scales[name][i]!))
        : Number.POSITIVE_INFINITY;
    if (!(units <= budget)) {
      return `${name}, element ${i}: expected ${b}, got ${a}, ${units === Number.POSITIVE_INFINITY ? "another class" : `${units.toPrecision(3)} units`}, budget ${budget}`;
    }
  }
  return undefined;
}

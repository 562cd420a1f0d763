/** What an answer has to be, in plain numbers: a value, and how far from it anybody may be, with every rule applied. */
import type { ExpectedOutput, Vector } from "../fixtures/vector.ts";
import { classOf, isNonFinite } from "./classes.ts";
import { judgeOutput } from "./judge-output.ts";
import { unitOf } from "./metrics.ts";
import { type OutputName, toleranceRow } from "./tolerances.ts";
import { toTruth } from "./truth.ts";

export interface Allowed {
  /** The truth, rounded to float64; where truth or reference is not finite, what the reference gave. */
  readonly value: Float64Array;
  /** The largest |got - value| that passes. 0 where the result must be exactly this one. */
  readonly allowed: Float64Array;
  /** What the reference gave, where it overflows and the truth does not: each of these numbers is right too. */
  readonly overflows: Float64Array | undefined;
  /** Whether the sign of a zero counts. */
  readonly signedZeros: boolean;
}

/** By the tolerances for anybody's implementation: a result passes by them exactly where `judgeOutput` passes it. */
export function allowedOf(name: OutputName, expected: ExpectedOutput, vector: Vector): Allowed {
  const { dtype, observed, scale } = expected;
  const { logits, logProbs, probs } = vector.inputs;
  const truth = toTruth(expected.truth, dtype);
  const tolerance = toleranceRow("default", dtype, name);
  const signedZeros = vector.flags.includes("SignedZero");
  const mayOverflow = vector.flags.includes("Overflows");
  const classes = Math.max(0, ...((logits ?? logProbs ?? probs)?.shape ?? []));
  const job = {
    name,
    expected,
    truth,
    got: observed,
    tolerance,
    classes,
    signedZeros,
    overflows: mayOverflow,
  };
  const { budget } = judgeOutput(job);
  const value = Float64Array.from(truth.high);
  const allowed = new Float64Array(value.length);
  let overflows = false;
  for (const [i, high] of truth.high.entries()) {
    const truthClass = truth.classes[i]!;
    const observedClass = classOf(observed[i]!);
    const hasDistance = !isNonFinite(truthClass) && !isNonFinite(observedClass);
    overflows ||= mayOverflow && !isNonFinite(truthClass) && isNonFinite(observedClass);
    if (!hasDistance && (!mayOverflow || isNonFinite(truthClass))) value[i] = observed[i]!;
    else if (truthClass === "zero" && observedClass === "zero" && scale[i] === 0) value[i] = observed[i]!;
    else {
      if (high === 0) value[i] = observed[i] === 0 ? observed[i]! : 0;
      allowed[i] = upTo4Digits(budget * unitOf(name, dtype, high, scale[i]!) + Math.abs(truth.low[i]!));
    }
  }
  return { value, allowed, overflows: overflows ? Float64Array.from(observed) : undefined, signedZeros };
}

/** Never less than the number, and at most a part in a thousand more. */
function upTo4Digits(value: number): number {
  const nearest = Number(value.toPrecision(4));
  return nearest >= value ? nearest : Math.max(Number((value * (1 + 2 ** -11)).toPrecision(4)), value);
}

/** Judges refusals: an error where one is due, and one where a value is. */

import { type ExpectedError, firstInput, type Vector } from "../fixtures/vector.ts";
import type { Phase } from "../math/errors.ts";
import { type Finding, fail, shortened } from "./finding.ts";
import type { Symptom } from "./symptom.ts";
import type { Answer } from "./verdict.ts";

/** The code for what an implementation does not have. */
export const NOT_IMPLEMENTED = "unsupported-option";

/**
 * Code and phase must be right where they are declared. Else any error of the call is, since a plain function has no
 * construction of its own; only one that comes as late as the gradient is too late. Text is free.
 */
export function judgeRefusal(
  vector: Vector,
  expect: ExpectedError,
  answer: Answer & { kind: "error" | "result" },
  codes: boolean,
): Finding {
  const { reference, version, type, message } = expect.observed;
  const wanted = `expected ${expect.code} at ${expect.phase} (${reference} ${version}: ${type}: ${message})`;
  if (answer.kind === "result")
    return fail("error", `returned a value, ${wanted}`, { kind: "accepts", code: expect.code });
  if (!codes && (answer.phase !== "backward" || expect.phase === "backward"))
    return { status: "pass", message: "" };
  const sameCode = codesFor(vector, expect).includes(answer.code);
  if (sameCode && phasesFor(expect).includes(answer.phase)) return { status: "pass", message: "" };
  const { code, phase } = answer;
  const symptom: Symptom =
    code === "exception"
      ? symptomOfRefusal(answer)
      : sameCode
        ? { kind: "refuses-elsewhere", code, phase, due: expect.phase }
        : { kind: "refuses-otherwise", code, due: expect.code };
  return fail("error", `threw ${code} at ${phase} ("${answer.message}"), ${wanted}`, symptom);
}

/** What a target of the wrong kind may be called: integers in the shape of a distribution are wrong in either way. */
const KIND_OF_TARGET: readonly string[] = ["target-dtype", "shape-mismatch"];

/** Codes that are right for a refusal, where the call is wrong in more than one way. */
function codesFor(vector: Vector, { code }: ExpectedError): readonly string[] {
  const { target } = vector.inputs;
  const first = firstInput(vector);
  if (target === undefined || first === undefined) return [code];
  const ofDistribution = target.shape.length === first.shape.length;
  if (KIND_OF_TARGET.includes(code) && (target.dtype === "int64") === ofDistribution) return KIND_OF_TARGET;
  // Without classes every index is out of range.
  if (code === "shape-mismatch" && first.shape.includes(0)) return [code, "class-index-out-of-range"];
  // Weights of the wrong shape are a wrong shape.
  return code === "weight-shape" ? [code, "shape-mismatch"] : [code];
}

/** Codes of options, which an implementation may check as soon as it has them. */
const OF_OPTIONS: readonly string[] = [
  "label-smoothing-out-of-range",
  "reduction-unknown",
  "num-classes-too-small",
  "unsupported-option",
];

/** Phases that are right for a refusal: an option may be refused as the loss is made, before the reference does. */
function phasesFor({ code, phase }: ExpectedError): readonly Phase[] {
  return phase === "call" && OF_OPTIONS.includes(code) ? ["construct", "call"] : [phase];
}

/** The message of an exception says more than its code. */
export function symptomOfRefusal({ code, message }: Answer & { kind: "error" }): Symptom {
  return code === "exception" ? { kind: "exception", says: shortened(message) } : { kind: "refuses", code };
}

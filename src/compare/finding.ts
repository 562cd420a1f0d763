/** What judging one answer finds: the part of a verdict that does not come from the vector. */

import type { Symptom } from "./symptom.ts";
import type { OutputName } from "./tolerances.ts";
import type { OutputMeasure, Verdict } from "./verdict.ts";

export type Finding = Pick<Verdict, "status" | "message"> &
  Partial<Pick<Verdict, "output" | "maxUlp" | "measures">> & { readonly symptom?: Symptom };

export function fail(output: NonNullable<Verdict["output"]>, message: string, symptom: Symptom): Finding {
  return { status: "fail", output, message, symptom };
}

/** Longest part of an implementation's message in a symptom. */
const LONGEST_SAYING = 60;

export function shortened(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > LONGEST_SAYING ? `${line.slice(0, LONGEST_SAYING)}…` : line;
}

/** From this relative error on, an answer is a different number, not the same number computed less exactly. */
const ANOTHER_NUMBER = 1e-3;

/** What is wrong with the worst element, as the worst elements of other vectors may be. */
export function symptomOfMismatch(
  output: OutputName,
  measure: OutputMeasure,
  others: Verdict["measures"],
): Symptom {
  const right =
    output === "gradient" && others.loss?.mismatches === 0 ? { lossIsRight: true as const } : undefined;
  const { expected, got, truth, units } = measure;
  const [wanted, came] = [Number(expected.text), Number(got.text)];
  if (units === "class") {
    if (wanted === 0 && came === 0) return { kind: "sign-of-zero", output, ...right };
    const due = Number.isFinite(wanted) ? (wanted === 0 ? "exactly 0" : "a number") : expected.text;
    return {
      kind: "another-class",
      output,
      got: Number.isFinite(came) ? "a number" : got.text,
      due,
      ...right,
    };
  }
  const relative = Math.abs((came - Number(truth)) / Number(truth));
  return { kind: relative < ANOTHER_NUMBER ? "less-exact" : "another-number", output, ...right };
}

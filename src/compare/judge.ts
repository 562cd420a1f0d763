/**
 * Judges one answer to one golden vector. A difference is a verdict, never an exception.
 */

import { type ExpectedOutput, type ExpectedValue, firstInput, type Vector } from "../fixtures/vector.ts";
import { remembered } from "../math/remembered.ts";
import { formatShape, sameShape, sizeOf, type Tensor } from "../math/tensor.ts";
import { type Finding, fail, shortened, symptomOfMismatch } from "./finding.ts";
import { judgeOutput } from "./judge-output.ts";
import { judgeRefusal, NOT_IMPLEMENTED, symptomOfRefusal } from "./judge-refusal.ts";
import { kindsOf } from "./kinds.ts";
import { findMisplaced, type Misplaced } from "./recorded.ts";
import { showIndex, showInputs, showUnits, unravel } from "./show.ts";
import type { Symptom } from "./symptom.ts";
import { type OutputName, type ToleranceProfile, toleranceRow } from "./tolerances.ts";
import { toTruth } from "./truth.ts";
import { findUntold } from "./untold.ts";
import type { Answer, OutputMeasure, Units, Verdict } from "./verdict.ts";

export interface JudgeOptions {
  /** Which rows of the tolerance table apply. */
  readonly judged: ToleranceProfile;
  /** False for an implementation that says it has no gradients: then only losses are judged. Default true. */
  readonly gradient?: boolean;
  /** Whether it declares its errors' codes, which then must be right. Default false: any error refuses. */
  readonly codes?: boolean;
}

const truthOf = remembered(({ truth, dtype }: ExpectedOutput) => toTruth(truth, dtype));
const misplacedIn = remembered((expected: ExpectedOutput) => findMisplaced(expected, truthOf(expected)));
const shownInputs = remembered(showInputs);

/** Judges an answer to a vector. */
export function judge(vector: Vector, answer: Answer, options: JudgeOptions): Verdict {
  const { output, maxUlp, measures = {}, status, message, symptom } = find(vector, answer, options);
  const first = firstInput(vector);
  return {
    id: vector.id,
    variant: vector.variant,
    dtype: vector.dtype,
    tier: vector.tier,
    status,
    ...(output === undefined ? {} : { output }),
    ...(maxUlp === undefined ? {} : { maxUlp }),
    measures,
    flags: vector.flags,
    kinds: kindsOf(vector),
    options: vector.options,
    shape: first?.shape ?? [],
    reference: vector.reference,
    file: vector.file,
    message,
    ...(symptom === undefined ? {} : { cause: { symptom }, given: shownInputs(vector.inputs) }),
  };
}

function find(vector: Vector, answer: Answer, options: JudgeOptions): Finding {
  if (answer.kind === "skipped") return { status: "skip", message: answer.reason };
  if (answer.kind === "unasked") return { status: "notJudged", message: answer.reason };
  if (answer.kind === "errored") {
    const { message, detail = "" } = answer;
    return {
      status: "error",
      message: `${message}${detail}`,
      symptom: { kind: "no-answer", says: shortened(message) },
    };
  }
  const { expect } = vector;
  // Unless the reference refuses the option as well, this says that it is not implemented.
  const isDue = expect.kind === "throws" && expect.code === NOT_IMPLEMENTED;
  if (answer.kind === "error" && answer.code === NOT_IMPLEMENTED && !isDue)
    return { status: "skip", message: `not implemented: ${answer.message}` };
  if (expect.kind === "throws") return judgeRefusal(vector, expect, answer, options.codes ?? false);
  if (answer.kind === "error") {
    const message = `threw ${answer.code} at ${answer.phase} ("${answer.message}"), expected a value`;
    return fail("error", message, symptomOfRefusal(answer));
  }
  return judgeValue(vector, expect, answer, options);
}

function judgeValue(
  vector: Vector,
  expect: ExpectedValue,
  answer: Answer & { kind: "result" },
  options: JudgeOptions,
): Finding {
  const measures: { loss?: OutputMeasure; gradient?: OutputMeasure } = {};
  const findings: Finding[] = [];
  const first = firstInput(vector);
  // This comes before any other finding: whatever else is wrong, the expected value itself cannot be trusted.
  let changed: Finding | undefined;
  for (const name of options.gradient === false ? (["loss"] as const) : (["loss", "gradient"] as const)) {
    const expected = expect[name];
    const truth = truthOf(expected);
    const misplaced = misplacedIn(expected);
    if (misplaced)
      changed ??= fail(name, describeMisplaced(vector.file, name, expected, misplaced), {
        kind: "changed-fixture",
      });
    const got = answer[name];
    const malformed = findMalformed(name, got, expected);
    if (malformed !== undefined || got === undefined) {
      if (malformed !== undefined) findings.push(malformed);
      continue;
    }
    const signedZeros = vector.flags.includes("SignedZero");
    const tolerance = toleranceRow(options.judged, expected.dtype, name);
    const told = expected.at?.map((index) => got.data[index]!);
    const values = told === undefined ? got.data : Float64Array.from(told);
    const overflows = vector.flags.includes("Overflows");
    const classes = Math.max(0, ...(first?.shape ?? []));
    const measure = judgeOutput({
      name,
      expected,
      truth,
      got: values,
      tolerance,
      signedZeros,
      overflows,
      classes,
    });
    measures[name] = measure;
    const untold = findUntold(name, expected, got, measure, tolerance);
    if (untold !== undefined) findings.push(untold);
    if (measure.mismatches > 0)
      findings.push(fail(name, describeMismatch(name, measure), symptomOfMismatch(name, measure, measures)));
  }
  const maxUlp = largest(measures.loss?.ulp ?? 0, measures.gradient?.ulp ?? 0);
  const output = nearestToBudget(measures);
  const finding = changed ?? findings.find((found) => found.output === output) ?? findings[0];
  if (finding) return { ...finding, maxUlp, measures };
  const message = options.gradient === false ? "gradient not covered: the implementation has none" : "";
  return { status: "pass", output, maxUlp, measures, message };
}

function describeMisplaced(
  file: string,
  name: OutputName,
  expected: ExpectedOutput,
  misplaced: Misplaced,
): string {
  const { offset, problem } = misplaced;
  const where =
    offset === undefined ? "" : showIndex(unravel(expected.at?.[offset] ?? offset, expected.shape));
  return `${file}: ${name}${where}: ${problem}. Run: uv run generate --check (in python-ref)`;
}

/** The finding where an output is missing or has the wrong dtype or shape. */
function findMalformed(
  output: OutputName,
  got: Tensor | undefined,
  expected: ExpectedOutput,
): Finding | undefined {
  const saying = (wanted: string, came: string, symptom: Symptom): Finding =>
    fail(output, `${output}: expected ${wanted}, got ${came}`, symptom);
  const { dtype, shape } = expected;
  if (!got)
    return saying(`${dtype} of shape ${formatShape(shape)}`, `no ${output}`, { kind: "no-output", output });
  if (got.dtype !== dtype)
    return saying(`dtype ${dtype}`, got.dtype, {
      kind: "another-dtype",
      output,
      got: got.dtype,
      due: dtype,
    });
  if (!sameShape(got.shape, shape))
    return saying(`shape ${formatShape(shape)}`, formatShape(got.shape), { kind: "another-shape", output });
  const size = expected.at === undefined ? expected.observed.length : sizeOf(shape);
  if (got.data.length === size) return undefined;
  return saying(`${size} elements`, String(got.data.length), { kind: "another-length", output });
}

function describeMismatch(name: OutputName, measure: OutputMeasure): string {
  const { expected, got, index, mismatches, elements, units, budget } = measure;
  const at = `${name}${showIndex(index)}`;
  const count = `${mismatches} of ${elements} outside the budget of ${showUnits(budget)} units`;
  const off = units === "class" ? "another class" : `${showUnits(units)} units`;
  return `${at}: expected ${expected.text} (${expected.bits}), got ${got.text} (${got.bits}), ${off}; ${count}`;
}

/** The output that is furthest out, in proportion to its budget. */
function nearestToBudget(measures: Verdict["measures"]): OutputName {
  const share = (measure: OutputMeasure | undefined): number => {
    if (!measure) return -1;
    return measure.units === "class" ? Infinity : measure.units / measure.budget;
  };
  return share(measures.gradient) > share(measures.loss) ? "gradient" : "loss";
}

function largest(a: Units, b: Units): Units {
  return a === "class" || b === "class" ? "class" : Math.max(a, b);
}

/**
 * Judges one answer to one golden vector. A difference is a verdict, never an exception.
 */

import type { ExpectedError, ExpectedOutput, ExpectedValue, Vector } from "../fixtures/vector.ts";
import type { Phase } from "../math/errors.ts";
import { remembered } from "../math/remembered.ts";
import { formatShape, sameShape, sizeOf, type Tensor } from "../math/tensor.ts";
import { judgeOutput } from "./judge-output.ts";
import { kindsOf } from "./kinds.ts";
import { findMisplaced, type Misplaced } from "./recorded.ts";
import { showIndex, showInputs, showUnits, unravel } from "./show.ts";
import type { Symptom } from "./symptom.ts";
import { type OutputName, type ToleranceProfile, toleranceRow } from "./tolerances.ts";
import { toTruth } from "./truth.ts";
import type { Answer, OutputMeasure, Units, Verdict } from "./verdict.ts";

export interface JudgeOptions {
  /** Which rows of the tolerance table apply. */
  readonly judged: ToleranceProfile;
  /** False for an implementation that says it has no gradients: then only losses are judged. Default true. */
  readonly gradient?: boolean;
  /** Whether it declares its errors' codes, which then must be right. Default false: any error refuses. */
  readonly codes?: boolean;
}

/** The part of a verdict that depends on the answer; the rest comes from the vector. */
type Finding = Pick<Verdict, "status" | "message"> &
  Partial<Pick<Verdict, "output" | "maxUlp" | "measures">> & { readonly symptom?: Symptom };

const truthOf = remembered(({ truth, dtype }: ExpectedOutput) => toTruth(truth, dtype));
const misplacedIn = remembered((expected: ExpectedOutput) => findMisplaced(expected, truthOf(expected)));
const shownInputs = remembered(showInputs);

/** The input that the gradient is taken with respect to. */
function firstInput({ inputs }: Vector): Tensor | undefined {
  return inputs.logits ?? inputs.logProbs ?? inputs.probs;
}

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
  if (expect.kind === "throws") return judgeError(vector, expect, answer, options);
  if (answer.kind === "error") {
    const message = `threw ${answer.code} at ${answer.phase} ("${answer.message}"), expected a value`;
    return fail("error", message, symptomOfRefusal(answer));
  }
  return judgeValue(vector, expect, answer, options);
}

function fail(output: NonNullable<Verdict["output"]>, message: string, symptom: Symptom): Finding {
  return { status: "fail", output, message, symptom };
}

/** The message of an exception says more than its code. */
function symptomOfRefusal({ code, message }: Answer & { kind: "error" }): Symptom {
  return code === "exception" ? { kind: "exception", says: shortened(message) } : { kind: "refuses", code };
}

/** Longest part of an implementation's message in a symptom. */
const LONGEST_SAYING = 60;

function shortened(text: string): string {
  const line = text.split("\n", 1)[0] ?? "";
  return line.length > LONGEST_SAYING ? `${line.slice(0, LONGEST_SAYING)}…` : line;
}

/** The code for what an implementation does not have. */
const NOT_IMPLEMENTED = "unsupported-option";

/**
 * Code and phase must be right where they are declared. Else any error of the call is, since a plain function has no
 * construction of its own; only one that comes as late as the gradient is too late. Text is free.
 */
function judgeError(
  vector: Vector,
  expect: ExpectedError,
  answer: Answer & { kind: "error" | "result" },
  { codes = false }: JudgeOptions,
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
    const untold = findUntold(name, expected, got);
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

/** Of a large output a vector tells some elements. Where these are numbers, so must the others be. */
function findUntold(output: OutputName, expected: ExpectedOutput, got: Tensor): Finding | undefined {
  const { at, observed, shape } = expected;
  if (at === undefined || !observed.every(Number.isFinite)) return undefined;
  const told = new Set(at);
  let [first, count] = [-1, 0];
  got.data.forEach((value, i) => {
    if (Number.isFinite(value) || told.has(i)) return;
    if (first === -1) first = i;
    count += 1;
  });
  if (first === -1) return undefined;
  const value = String(got.data[first]);
  const where = `${output}${showIndex(unravel(first, shape))}`;
  const others = got.data.length - at.length;
  return fail(
    output,
    `${where}: expected a number, got ${value}; so it is with ${count} of ${others} elements that the vector does not tell`,
    { kind: "another-class", output, got: value, due: "a number" },
  );
}

/** From this relative error on, an answer is a different number, not the same number computed less exactly. */
const ANOTHER_NUMBER = 1e-3;

/** What is wrong with the worst element, as the worst elements of other vectors may be. */
function symptomOfMismatch(output: OutputName, measure: OutputMeasure, others: Verdict["measures"]): Symptom {
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

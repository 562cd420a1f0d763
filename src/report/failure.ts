/**
 * One failure, on as few lines as say what happened, where, how bad it is, and how to see it again.
 */

import { showIndex, showUnits } from "../compare/show.ts";
import type { OutputMeasure, Units, Verdict } from "../compare/verdict.ts";
import type { Colors } from "./colors.ts";

/**
 * @param command the command line that was run; the vector's id is added to it.
 */
export function renderFailure(verdict: Verdict, command: string, colors: Colors): string {
  const { id, status, output, looksLike, backend } = verdict;
  const label = status === "error" ? "ERROR" : "FAIL";
  const what = output === undefined ? "" : ` [${output}]`;
  return [
    `${colors.red(colors.bold(label))} ${colors.bold(id)}${what}  ${describeCase(verdict)}`,
    ...describeFinding(verdict),
    ...(looksLike === undefined ? [] : [`looks like: ${looksLike}`]),
    colors.dim(`again: ${command}${backend === undefined ? "" : ` --backend ${backend}`} --only ${id}`),
  ].join("\n  ");
}

/** `float32, N=2 K=3, labelSmoothing 0.1, ignoreIndex -100; IgnoreIndex, Confident`. */
function describeCase({ backend, dtype, shape, options, flags }: Verdict): string {
  const [first, second] = shape;
  const sizes = shape.length === 2 ? `N=${first} K=${second}` : `shape ${showIndex(shape)}`;
  const settings = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  const remarks = flags.length === 0 ? "" : `; ${flags.join(", ")}`;
  const who = backend === undefined ? [] : [backend];
  return `${[...who, dtype, sizes, ...settings].join(", ")}${remarks}`;
}

function describeFinding({ output, measures, message, reference }: Verdict): string[] {
  const measure = output === "loss" || output === "gradient" ? measures[output] : undefined;
  // Without an element outside its budget the finding is not about a number: a shape, a missing output, an error.
  if (!measure || measure.mismatches === 0) return [message];
  return [describeWorst(measure), describeTruth(measure, reference)];
}

function describeWorst(measure: OutputMeasure): string {
  const { index, expected, got, units, budget, mismatches, elements } = measure;
  const sides = `expected ${expected.text} (${expected.bits})  got ${got.text} (${got.bits})`;
  const count = `${mismatches} of ${elements} outside`;
  return `worst ${showIndex(index)}  ${sides}  ${inUnits(units)}, budget ${showUnits(budget)}; ${count}`;
}

function describeTruth({ truth, units, referenceUnitsThere }: OutputMeasure, reference: string): string {
  const digits = truth.length > 22 ? truth.replace(/^(.{20})[^e]*/, "$1…") : truth;
  return `truth ${digits}   ${reference} is ${inUnits(referenceUnitsThere)} off, yours ${showUnits(units)}`;
}

function inUnits(units: Units): string {
  return units === "class" ? showUnits(units) : `${showUnits(units)} units`;
}

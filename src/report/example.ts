/** One failure in full: the call, the expected and the given answer, the size of the error, and how to repeat it. */
import { showIndex, showUnits } from "../compare/show.ts";
import { describeLikeness, type Likeness, likenessBeside } from "../compare/symptom.ts";
import type { OutputMeasure, Units, Verdict } from "../compare/verdict.ts";
import { isWrong } from "../conformance/causes.ts";
import { TIERS } from "../fixtures/tier.ts";
import { cut, wrap, wrapCommand } from "./layout.ts";

/** Most lines for the inputs. */
const MOST_INPUT_LINES = 2;

/** The failure that is easiest to read: on an ordinary call rather than an odd one, and on the smallest input. */
export function clearest(verdicts: readonly Verdict[]): Verdict {
  const place = ({ tier, shape, id }: Verdict): readonly number[] => [
    TIERS.indexOf(tier),
    shape.reduce((product, size) => product * size, 1) || Number.MAX_SAFE_INTEGER,
    id.length,
  ];
  return verdicts.reduce((best, each) => (isBefore(place(each), place(best)) ? each : best));
}

function isBefore(a: readonly number[], b: readonly number[]): boolean {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at !== -1 && a[at]! < b[at]!;
}

/** Lines on one matter. */
interface Part {
  readonly lines: readonly string[];
  /** Where there is no room for all parts, the least needed is left out first; undefined for one that stays. */
  readonly need?: number;
}

/**
 * @param command the command line that was run; the vector's id is added to it.
 * @param width columns of a line; nothing is broken inside a word.
 * @param most lines that there is room for.
 */
export function renderExample(
  verdict: Verdict,
  command: string,
  width: number,
  most: number = Number.POSITIVE_INFINITY,
): readonly string[] {
  const { id, looksLike, backend, given = {} } = verdict;
  const named = Object.entries(given).map(([name, text]) => `${name} ${text}`);
  const inputs = wrap(named.join("   "), width, "  ");
  const again = `${command}${backend === undefined ? "" : ` --backend ${backend}`} --only ${id}`;
  const [found, ...details] = describeFinding(verdict).map((line) => wrap(line, width, "  "));
  const shown = inputs.length > MOST_INPUT_LINES ? [cut(named.join("   "), width)] : inputs;
  let parts: readonly Part[] = [
    { lines: wrap(`${id}  ${describeCase(verdict)}`, width, "  ") },
    ...(named.length === 0 ? [] : [{ lines: shown, need: 2 }]),
    { lines: found! },
    // The size of the error, then the truth.
    ...details.map((lines, i) => ({ lines, need: details.length - i - 1 })),
    ...(looksLike === undefined
      ? []
      : [{ lines: wrap(sayLikeness(verdict, looksLike), width, "  "), need: 3 }]),
    { lines: wrapCommand("again: ", again, width) },
  ];
  const linesOf = (of: readonly Part[]): readonly string[] => of.flatMap(({ lines }) => lines);
  while (linesOf(parts).length > most) {
    const least = Math.min(...parts.flatMap(({ need }) => need ?? []));
    if (least === Number.POSITIVE_INFINITY) break;
    parts = parts.filter(({ need }) => need !== least);
  }
  return linesOf(parts);
}

/** The mistake; what it does stands in the title of a failure already. */
function sayLikeness(verdict: Verdict, looksLike: Likeness): string {
  return `looks like: ${isWrong(verdict) ? likenessBeside(looksLike) : describeLikeness(looksLike)}`;
}

/** `float32, labelSmoothing 0.1, ignoreIndex -100`. */
function describeCase({ backend, dtype, options }: Verdict): string {
  const settings = Object.entries(options).map(([name, value]) => `${name} ${value}`);
  return [...(backend === undefined ? [] : [backend]), dtype, ...settings].join(", ");
}

function describeFinding({ output, measures, message, reference, status }: Verdict): readonly string[] {
  const measure = output === "loss" || output === "gradient" ? measures[output] : undefined;
  // Without an element outside its tolerance, the failure is not about a number: a shape, a missing output, an error.
  if (!measure || measure.mismatches === 0 || status === "error") return [message];
  const { index, expected, got, truth, elements, mismatches } = measure;
  const where = `${output}${index.length === 0 ? "" : showIndex(index)}`;
  const outside = elements === 1 ? "" : `; ${mismatches} of ${elements} outside`;
  const digits = truth.length > 22 ? truth.replace(/^(.{20})[^e]*/, "$1…") : truth;
  return [
    `${where}: expected ${expected.text} (${expected.bits}), got ${got.text} (${got.bits})`,
    `${describeError(measure)}${outside}`,
    // The expected value is what the reference returned.
    `truth ${digits}; ${reference} is ${inUnits(measure.referenceUnitsThere)}`,
  ];
}

/** `relative error 0.36, 1.3e6 units, 8.0 allowed`. */
function describeError({ units, budget, truth, got }: OutputMeasure): string {
  if (units === "class") return "one is NaN, infinite or exactly 0, the other is not";
  const relative = Math.abs((Number(got.text) - Number(truth)) / Number(truth));
  const share = Number.isFinite(relative) ? `relative error ${relative.toPrecision(2)}, ` : "";
  return `${share}${showUnits(units)} units, ${showUnits(budget)} allowed`;
}

function inUnits(units: Units): string {
  return units === "class" ? "of another class" : `${showUnits(units)} units off`;
}

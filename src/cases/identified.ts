/** Whether `identify` finds the definition that a case knows from the thread's number alone. */
import { type Identity, identify } from "../identify/identify.ts";
import type { TensorLike } from "../math/as-tensor.ts";
import { InvalidArgument } from "../math/errors.ts";
import { inputsOf, sampleOf } from "./make.ts";
import { numbersOf, printedValue } from "./printed.ts";
import type { Making, PrintedNumbers, Reading, ThreadCase } from "./thread-case.ts";

type Match = Identity["matches"][number];

export interface Identified {
  readonly who: string;
  readonly printed: readonly string[];
  /**
   * `named`: the one answer is right, or all of several have the same mistake. `first`: the right one is the first
   * of several. `among`: it is one of them. `missed`: it is not. `unusable`: no such number can be searched for.
   */
  readonly verdict: "named" | "first" | "among" | "missed" | "unusable";
  /** Best first. */
  readonly answers: readonly Match[];
  /** Why the number cannot be used. */
  readonly refusal?: string;
}

/** More digits than any printed number has. */
const SIGNIFICANT = 15;

/** Undefined where the thread prints no loss. */
export function identified(thread: ThreadCase): Identified | undefined {
  const reading = thread.readings[thread.identify ?? thread.ledger.to];
  const printed = reading?.printed?.loss;
  if (reading === undefined || printed === undefined || !isShift(reading.times)) return undefined;
  const common = { who: reading.who, printed: numbersOf(printed) };
  try {
    const { matches } = identify(numbersAlone(thread, reading, printed));
    return { ...common, verdict: verdictOn(matches, reading.made), answers: matches };
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    return { ...common, verdict: "unusable", answers: [], refusal: error.message };
  }
}

function verdictOn(matches: readonly Match[], made: Making): Identified["verdict"] {
  const [isFirst = false, ...others] = matches.map((match) => isMade(match, made));
  const isOneMistake = made.mutant !== undefined && others.every(Boolean);
  if (isFirst) return others.length === 0 || isOneMistake ? "named" : "first";
  return others.includes(true) ? "among" : "missed";
}

/** Whether a factor only moves the decimal point, so that a number has the same digits without it. */
function isShift(times: number): boolean {
  return Number.isInteger(Math.log10(times));
}

/** The thread's inputs and its numbers, the gradient if it has one: no variant, no options, no smoothing. */
function numbersAlone(
  thread: ThreadCase,
  reading: Reading,
  printed: PrintedNumbers,
): Parameters<typeof identify>[0] {
  const { holds, input, target, weight, sampleWeight } = sampleOf(inputsOf(thread, reading));
  const unscaled = (text: string): number =>
    Number((printedValue(text) / reading.times).toPrecision(SIGNIFICANT));
  const loss: TensorLike | string =
    typeof printed === "string" && reading.times === 1 ? printed : numbersOf(printed).map(unscaled);
  const gradient = reading.printed?.gradient;
  return {
    [holds]: input,
    target,
    ...(weight === undefined ? {} : { weight }),
    ...(sampleWeight === undefined ? {} : { sampleWeight }),
    ...(gradient === undefined
      ? {}
      : { gradient: { ...input, data: Float64Array.from(numbersOf(gradient), printedValue) } }),
    loss,
  };
}

/**
 * Whether an answer, by any of its names, is what the case says made the number. A mistake may be found on another
 * variant: it is the same one if it has the same smoothing.
 */
function isMade({ variant, options, mutant, sameAs }: Match, made: Making): boolean {
  if (mutant?.id !== made.mutant) return false;
  const names = [{ variant, options }, ...sameAs];
  const named = mutant === undefined ? names.find((each) => each.variant === made.variant) : names[0];
  if (named === undefined) return false;
  const smoothing = made.options.labelSmoothing ?? 0;
  const found = named.options.labelSmoothing;
  // A negative smoothing that the variant does not apply counts as 0; one that the numbers do not tell is left out.
  return found === undefined || found === smoothing || (found === 0 && Number(smoothing) <= 0);
}

/** What `identify` makes of a thread's number alone: whether it names the definition that the case knows. */
import { type Identity, identify } from "../analysis/identify.ts";
import type { TensorLike } from "../math/as-tensor.ts";
import { InvalidArgument } from "../math/errors.ts";
import { inputsOf, sampleOf } from "./make.ts";
import { numbersOf, printedValue } from "./printed.ts";
import type { Making, Reading, ThreadCase } from "./thread-case.ts";

type Match = Identity["matches"][number];

export interface Identified {
  readonly who: string;
  readonly printed: readonly string[];
  /**
   * `named`: the one answer is right. `among`: it is one of several, which is what one number can say. `missed`: it is
   * not among the answers. `unusable`: the number is none that can be searched for.
   */
  readonly verdict: "named" | "among" | "missed" | "unusable";
  /** Best first. */
  readonly answers: readonly Match[];
  /** Why the number cannot be used. */
  readonly refusal?: string;
}

/** Undefined where the thread prints no loss. */
export function identified(thread: ThreadCase): Identified | undefined {
  const reading = thread.readings[thread.identify ?? thread.ledger.to];
  const printed = reading?.printed?.loss;
  if (reading === undefined || printed === undefined || reading.times !== 1) return undefined;
  const common = { who: reading.who, printed: numbersOf(printed) };
  try {
    const { matches } = identify(numbersAlone(thread, reading, printed));
    const isFound = matches.some((match) => isMade(match, reading.made));
    const verdict = !isFound ? "missed" : matches.length === 1 ? "named" : "among";
    return { ...common, verdict, answers: matches };
  } catch (error) {
    if (!(error instanceof InvalidArgument)) throw error;
    return { ...common, verdict: "unusable", answers: [], refusal: error.message };
  }
}

/** The thread's inputs and its number: no variant, no options, no smoothing. */
function numbersAlone(
  thread: ThreadCase,
  reading: Reading,
  printed: string | readonly string[],
): Parameters<typeof identify>[0] {
  const { holds, input, target, weight, sampleWeight } = sampleOf(inputsOf(thread, reading));
  const loss: TensorLike | string = typeof printed === "string" ? printed : printed.map(printedValue);
  return {
    [holds]: input,
    target,
    ...(weight === undefined ? {} : { weight }),
    ...(sampleWeight === undefined ? {} : { sampleWeight }),
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
  // A negative smoothing that is taken as none is none; one that the numbers do not tell is left out.
  return found === undefined || found === smoothing || (found === 0 && Number(smoothing) <= 0);
}

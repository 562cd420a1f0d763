/** Replays a thread case: computes each of its numbers again and compares them digit by digit. */

import type { FloatType } from "../formats/bits.ts";
import type { LossAndGradient } from "../loss/loss-call.ts";
import type { FloatArray } from "../math/dtypes.ts";
import { InvalidArgument } from "../math/errors.ts";
import { inputsOf, leastLoss, make } from "./make.ts";
import { isPrintedAs, numbersOf } from "./printed.ts";
import { softTarget } from "./soft-target.ts";
import type { Reading, ThreadCase } from "./thread-case.ts";

/** `asked`: the thread does not print this number. */
type ReadingStatus = "reproduces" | "does not reproduce" | "asked";

const OUTPUTS = ["loss", "gradient", "softTarget", "floor"] as const;

/** What was printed under one name, and what is computed. */
interface ReplayedNumbers {
  readonly output: (typeof OUTPUTS)[number];
  readonly printed: readonly string[];
  readonly computed: readonly number[];
  /** Whether each number is the printed one. */
  readonly same: readonly boolean[];
}

export interface ReplayedReading {
  readonly reading: Reading;
  readonly status: ReadingStatus;
  /** The computed loss times the thread's own factor, or its least value; absent where the variant refuses the call. */
  readonly loss: readonly number[];
  readonly numbers: readonly ReplayedNumbers[];
  /** Why our variant refuses the call, where it does. */
  readonly refusal: string | undefined;
  /** Whether this is what the case records: that the number is reproduced, or what is computed instead. */
  readonly asRecorded: boolean;
}

export interface Replay {
  readonly thread: ThreadCase;
  readonly readings: readonly ReplayedReading[];
  /** Whether every printed number is reproduced. */
  readonly status: Exclude<ReadingStatus, "asked">;
  readonly asRecorded: boolean;
}

/** Every number of a case, computed again. @throws where a record of the case is wrong */
export function replay(thread: ThreadCase): Replay {
  const readings = thread.readings.map((reading) => replayReading(thread, reading));
  const reproduces = readings.every(({ status }) => status !== "does not reproduce");
  return {
    thread,
    readings,
    status: reproduces ? "reproduces" : "does not reproduce",
    asRecorded: readings.every(({ asRecorded }) => asRecorded),
  };
}

function replayReading(thread: ThreadCase, reading: Reading): ReplayedReading {
  const outcome = attempt(thread, reading);
  if ("refusal" in outcome) {
    const status = reading.printed?.error === undefined ? "does not reproduce" : "reproduces";
    return { reading, status, loss: [], numbers: [], ...outcome, asRecorded: status === "reproduces" };
  }
  const { dtype, outputs } = outcome;
  const numbers = OUTPUTS.flatMap((output) => {
    const printed = reading.printed?.[output];
    return printed === undefined ? [] : [compared(output, numbersOf(printed), outputs[output] ?? [], dtype)];
  });
  const isSame = reading.printed?.error === undefined && numbers.every(({ same }) => same.every(Boolean));
  const status = reading.printed === undefined ? "asked" : isSame ? "reproduces" : "does not reproduce";
  const loss = outputs.loss ?? outputs.floor ?? [];
  const asRecorded = isAsRecorded(reading, status, loss, dtype);
  return { reading, status, loss, numbers, refusal: undefined, asRecorded };
}

/** The computed numbers, by the names under which they may be printed. */
interface Outcome {
  readonly dtype: FloatType;
  readonly outputs: { readonly [output in (typeof OUTPUTS)[number]]?: readonly number[] };
}

function attempt(thread: ThreadCase, reading: Reading): Outcome | { readonly refusal: string } {
  try {
    return reading.classes === undefined
      ? outcomeOf(make(reading.made, inputsOf(thread, reading)), reading.times)
      : { dtype: "float64", outputs: { floor: [leastLoss(reading.made, reading.classes)] } };
  } catch (error) {
    if (error instanceof InvalidArgument) return { refusal: error.message };
    throw error;
  }
}

function outcomeOf(made: LossAndGradient, times: number): Outcome {
  const scaled = (data: FloatArray): number[] => [...data].map((value) => value * times);
  const outputs = {
    loss: scaled(made.loss.data),
    gradient: scaled(made.gradient.data),
    softTarget: softTarget(made, made.gradient.shape.at(-1) ?? 1),
  };
  return { dtype: made.loss.dtype as FloatType, outputs };
}

function isAsRecorded(
  { differs }: Reading,
  status: ReadingStatus,
  loss: readonly number[],
  dtype: FloatType,
): boolean {
  if (differs === undefined) return status !== "does not reproduce";
  const recorded = numbersOf(differs.weGet);
  return (
    status === "does not reproduce" &&
    recorded.length === loss.length &&
    recorded.every((text, i) => isPrintedAs(loss[i]!, text, dtype))
  );
}

function compared(
  output: ReplayedNumbers["output"],
  printed: readonly string[],
  computed: readonly number[],
  dtype: FloatType,
): ReplayedNumbers {
  if (printed.length !== computed.length) {
    throw new RangeError(`printed.${output}: expected ${computed.length} numbers, got ${printed.length}`);
  }
  return {
    output,
    printed,
    computed,
    same: printed.map((text, i) => isPrintedAs(computed[i]!, text, dtype)),
  };
}

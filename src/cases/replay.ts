/** Replays a thread case: computes each of its numbers again and compares them digit by digit. */
import { FIRST_INPUTS } from "../analysis/sample.ts";
import type { FloatType } from "../formats/bits.ts";
import type { LossAndGradient } from "../math/evaluation.ts";
import { make } from "./make.ts";
import { isPrintedAs, numbersOf } from "./printed.ts";
import { softTarget } from "./soft-target.ts";
import type { CaseInputs, Reading, ThreadCase } from "./thread-case.ts";

/** `asked`: the thread does not print this number. */
type ReadingStatus = "reproduces" | "does not reproduce" | "asked";

const OUTPUTS = ["loss", "gradient", "softTarget"] as const;

/** What was printed under one name, beside what we compute. */
export interface ReplayedNumbers {
  readonly output: (typeof OUTPUTS)[number];
  readonly printed: readonly string[];
  readonly computed: readonly number[];
  /** Whether each is the printed one. */
  readonly same: readonly boolean[];
}

export interface ReplayedReading {
  readonly reading: Reading;
  readonly status: ReadingStatus;
  /** The loss as we compute it, times what the thread multiplies it by. */
  readonly loss: readonly number[];
  readonly dtype: FloatType;
  readonly numbers: readonly ReplayedNumbers[];
  /** Whether the case says so: that it reproduces, or that it does not and what comes out instead. */
  readonly asRecorded: boolean;
}

export interface Replay {
  readonly thread: ThreadCase;
  readonly readings: readonly ReplayedReading[];
  /** Whether every printed number comes out. */
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
  const made = make(reading.made, inputsOf(thread, reading));
  const dtype = made.loss.dtype as FloatType;
  const { loss, gradient, softTarget: soft } = outputsOf(made, reading.times);
  const computed = { loss, gradient, softTarget: soft };
  const numbers = OUTPUTS.flatMap((output) => {
    const printed = reading.printed?.[output];
    return printed === undefined ? [] : [compared(output, numbersOf(printed), computed[output], dtype)];
  });
  const isSame = numbers.every(({ same }) => same.every(Boolean));
  const status = numbers.length === 0 ? "asked" : isSame ? "reproduces" : "does not reproduce";
  return { reading, status, loss, dtype, numbers, asRecorded: isAsRecorded(reading, status, loss, dtype) };
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

/** The inputs of one number: the case's, with its own in their place. */
function inputsOf(thread: ThreadCase, { inputs: own = {} }: Reading): CaseInputs {
  const isReplaced = FIRST_INPUTS.some((name) => own[name] !== undefined);
  const shared = Object.entries(thread.inputs).filter(
    ([name]) => !(isReplaced && FIRST_INPUTS.includes(name as (typeof FIRST_INPUTS)[number])),
  );
  return { ...Object.fromEntries(shared), ...own };
}

function outputsOf(made: LossAndGradient, times: number): { [name in ReplayedNumbers["output"]]: number[] } {
  const scaled = (data: Float64Array): number[] => [...data].map((value) => value * times);
  return {
    loss: scaled(made.loss.data),
    gradient: scaled(made.gradient.data),
    softTarget: [...softTarget(made, made.gradient.shape.at(-1) ?? 1)],
  };
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

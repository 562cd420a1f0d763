/**
 * What judging one vector came to: plain data, safe to write as JSON, with all that a report needs to say.
 */

import type { Tier, Vector } from "../fixtures/vector.ts";
import type { Phase } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import type { OutputName } from "./tolerances.ts";

/** What an implementation had to say to one vector. */
export type Answer =
  | { readonly kind: "result"; readonly loss?: Tensor; readonly gradient?: Tensor }
  | { readonly kind: "error"; readonly phase: Phase; readonly code: string; readonly message: string }
  | { readonly kind: "skipped"; readonly reason: string }
  /** No answer at all: it crashed, hung or broke the protocol. */
  | { readonly kind: "errored"; readonly message: string }
  /** Never asked: the run ended before, or the implementation had been given up. */
  | { readonly kind: "unasked"; readonly reason: string };

/** A verdict, and what it was about. */
export interface Judgement {
  readonly vector: Vector;
  readonly answer: Answer;
  readonly verdict: Verdict;
}

/** `known` is a failure that the user has listed as expected; `notJudged` was never asked, and so is no pass either. */
export const STATUSES = ["pass", "fail", "known", "skip", "error", "notJudged"] as const;

export type Status = (typeof STATUSES)[number];

/** A count of units; `class` where one side is NaN, infinite or exactly zero and the other is not. */
export type Units = number | "class";

/** A number with its bits. */
export interface ShownValue {
  /** The shortest decimal that reads back as the value in its own dtype; `NaN`, `Infinity`, `-Infinity`, `-0`. */
  readonly text: string;
  /** Hex bit pattern, big-endian. */
  readonly bits: string;
}

/** The errors of one output; the worst element's details are kept. */
export interface OutputMeasure {
  readonly elements: number;
  /** Elements outside the budget. */
  readonly mismatches: number;
  /** Units an element may be off. */
  readonly budget: number;
  /** Largest error against the truth. */
  readonly units: Units;
  /** Largest difference from what the reference returned. */
  readonly unitsFromReference: Units;
  /** The reference's own largest error against the truth, in units of the dtype it computed in. */
  readonly referenceUnits: Units;
  /** Largest distance from the rounded truth in steps of the dtype. */
  readonly ulp: Units;
  /** ||got - truth|| / ||truth||, over the finite elements; absent where the truth has norm 0 and the answer has not. */
  readonly normwise?: number;
  /** Where `units` is largest. */
  readonly index: readonly number[];
  readonly expected: ShownValue;
  readonly got: ShownValue;
  readonly truth: string;
  /** The reference's error at that element. */
  readonly referenceUnitsThere: Units;
}

export interface Verdict {
  readonly id: string;
  readonly variant: string;
  readonly dtype: string;
  readonly tier: Tier;
  /** Which backend of ours answered, in a run that judged several. */
  readonly backend?: string;
  readonly status: Status;
  /** What was judged worst: an output, the error that should have been thrown, or nothing. */
  readonly output?: OutputName | "error";
  /** The larger `ulp` of the outputs. */
  readonly maxUlp?: Units;
  readonly measures: { readonly loss?: OutputMeasure; readonly gradient?: OutputMeasure };
  readonly flags: readonly string[];
  readonly options: Readonly<Record<string, number | string | boolean | null>>;
  /** Shape of the first input. */
  readonly shape: readonly number[];
  /** Who was observed, as in `torch 2.15.0`. */
  readonly reference: string;
  readonly file: string;
  /** One line on what is wrong, or why it was skipped; empty for a plain pass. */
  readonly message: string;
  /** What is wrong in words that other failures of the kind share; for failures and errors alone. */
  readonly cause?: string;
  /** The inputs as a person reads them, by name; for failures and errors alone. */
  readonly given?: Readonly<Record<string, string>>;
  /** The entry of a list of expected failures that matches, and why it is there. */
  readonly listed?: { readonly id: string; readonly reason: string };
  /** The variant or mutant that gives these numbers, filled in by whoever looked for it. */
  readonly looksLike?: string;
}

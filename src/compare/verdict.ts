/**
 * The result of judging one vector: plain data that can be written as JSON, with everything that a report needs.
 */

import type { Tier } from "../fixtures/tier.ts";
import type { Vector } from "../fixtures/vector.ts";
import type { Phase } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import type { Cause, Likeness } from "./symptom.ts";
import type { OutputName } from "./tolerances.ts";

/** What an implementation answered to one vector. */
export type Answer =
  | { readonly kind: "result"; readonly loss?: Tensor; readonly gradient?: Tensor }
  | { readonly kind: "error"; readonly phase: Phase; readonly code: string; readonly message: string }
  | { readonly kind: "skipped"; readonly reason: string }
  /** No answer at all: it crashed, hung or broke the protocol. */
  | {
      readonly kind: "errored";
      /** What happened, in words that the same mishap on other calls has too. */
      readonly message: string;
      /** What follows it: about this one answer. */
      readonly detail?: string;
    }
  /** Never asked: the run had ended before, or the implementation had been given up. */
  | { readonly kind: "unasked"; readonly reason: string };

/** A verdict with the vector and the answer that it is about. */
export interface Judgement {
  readonly vector: Vector;
  readonly answer: Answer;
  readonly verdict: Verdict;
}

/** `known` is a failure that the user has listed as expected; `notJudged` was never asked, and does not count as a pass. */
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
  /** Elements that were compared one by one. */
  readonly elements: number;
  /** Further elements of the same output, which the vector does not tell: they are judged by a sum over all. */
  readonly untold?: number;
  /** Elements outside the budget. */
  readonly mismatches: number;
  /** Units by which an element may be off. */
  readonly budget: number;
  /** Largest error against the truth. */
  readonly units: Units;
  /** Largest difference from what the reference returned. */
  readonly unitsFromReference: Units;
  /** The reference's own largest error against the truth, in units of the dtype it computed in. */
  readonly referenceUnits: Units;
  /** Largest distance from the rounded truth in steps of the dtype. */
  readonly ulp: Units;
  /** ||got - truth|| / ||truth||, over the finite elements; absent where only the truth has norm 0. */
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
  /** Which of our backends answered, in a run that judged several. */
  readonly backend?: string;
  readonly status: Status;
  /** The worst part of the answer: an output, the error that should have been thrown, or none. */
  readonly output?: OutputName | "error";
  /** The larger `ulp` of the outputs. */
  readonly maxUlp?: Units;
  readonly measures: { readonly loss?: OutputMeasure; readonly gradient?: OutputMeasure };
  readonly flags: readonly string[];
  /** The kinds of calls that it is of, by which coverage is counted: `float32`, `indices`, `weights`, `gradient`, … */
  readonly kinds: readonly string[];
  readonly options: Readonly<Record<string, number | string | boolean | null>>;
  /** Shape of the first input. */
  readonly shape: readonly number[];
  /** The reference that was observed, as in `torch 2.15.0`. */
  readonly reference: string;
  readonly file: string;
  /** One line on what is wrong, or why the vector was skipped; empty for a plain pass. */
  readonly message: string;
  /** What is wrong; only for failures and errors. */
  readonly cause?: Cause;
  /** The inputs in a readable form, by name; only for failures and errors. */
  readonly given?: Readonly<Record<string, string>>;
  /** The entry of a list of expected failures that matches, and why it is there. */
  readonly listed?: { readonly id: string; readonly reason: string };
  /** The mistake that gives these numbers, where one was searched for and found. */
  readonly looksLike?: Likeness;
}

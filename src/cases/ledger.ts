/**
 * Why two numbers of a thread differ: the walk between their two definitions, step by step, with what is wrong at
 * either end taken off first and put on last.
 */

import { sharedTarget } from "../explain/explain.ts";
import { walk } from "../explain/walk.ts";
import { holdsIndices } from "../identify/derive-input.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { inputsOf, make, mutantOf, rightEvaluation, sampleOf } from "./make.ts";
import { softTarget } from "./soft-target.ts";
import type { CaseInputs, Making, Reading, ThreadCase } from "./thread-case.ts";

/** One entry: what differs, what each side does, and by how much it changes the number. */
interface CaseTerm {
  readonly axis: string;
  readonly from: string;
  readonly to: string;
  readonly delta: number;
}

/** The terms add up to `to - from`. */
export interface CaseLedger {
  /** What is explained: the loss, summed if it has rows, or the mass on the first class. */
  readonly of: "loss" | "sum of the losses" | "mass on the first class";
  readonly from: number;
  readonly to: number;
  readonly terms: readonly CaseTerm[];
}

/** The number that is explained. */
type Measure = (result: LossAndGradient) => number;

const sumOfLosses: Measure = ({ loss }) => loss.data.reduce((sum, value) => sum + value, 0);

const firstMass: Measure = (result) => softTarget(result, result.gradient.shape.at(-1) ?? 1)[0]!;

/** A rest above this share of the numbers is not rounding, but something that the steps did not cover. */
const ROUNDING = 1e-5;

/**
 * The ledger of a thread; undefined where it has one definition only, an error or a least value in place of a loss, or a
 * loss that is not finite, which nothing adds up to.
 *
 * @throws RangeError where the two numbers were made of different targets, which no definition explains
 */
export function caseLedger(thread: ThreadCase): CaseLedger | undefined {
  const from = thread.readings[thread.ledger.from];
  const to = thread.readings[thread.ledger.to];
  if (from === undefined || to === undefined) return undefined;
  if ([from, to].some(({ printed, classes }) => printed?.error !== undefined || classes !== undefined)) {
    return undefined;
  }
  const isTarget = to.printed?.softTarget !== undefined;
  const measure = isTarget ? firstMass : sumOfLosses;
  const [a, b] = [inputsOf(thread, from), inputsOf(thread, to)];
  const [madeFrom, madeTo] = [make(from.made, a), make(to.made, b)];
  const [start, end] = [measure(madeFrom), measure(madeTo)];
  if (!Number.isFinite(start) || !Number.isFinite(end)) return undefined;
  const at = (point: LossCall): number => measure(evaluate(point));
  const [first, last] = ends(thread, from, to);
  const terms: CaseTerm[] = [
    ...scaling(start, from.times, "from"),
    ...mistake(from, at(first) - start, "from"),
    ...steps(first, last, at).map((term) => toldApart(term, from, to)),
    ...mistake(to, end - at(last), "to"),
    ...scaling(end, to.times, "to"),
  ];
  const ledger = { from: start * from.times, to: end * to.times };
  const isRows = madeFrom.loss.data.length > 1;
  return {
    of: isTarget ? "mass on the first class" : isRows ? "sum of the losses" : "loss",
    ...ledger,
    terms: [...terms, ...rounding(thread.id, ledger, terms)],
  };
}

/** Both definitions on a target of the same kind, without the mistakes that lie outside the space of axes. */
function ends(thread: ThreadCase, from: Reading, to: Reading): readonly [LossCall, LossCall] {
  const inputs = [inputsOf(thread, from), inputsOf(thread, to)] as const;
  const samples = inputs.map(sampleOf);
  const sample = samples.find(holdsIndices) ?? samples[0]!;
  return sharedTarget(pointOf(from.made, inputs[0]), pointOf(to.made, inputs[1]), sample);
}

/** A mistake that changes axes is a step like any other. */
function pointOf(made: Making, inputs: CaseInputs): LossCall {
  const right = rightEvaluation(made, inputs);
  return (isPoint(made) ? mutantOf(made.mutant!).move?.(right) : undefined) ?? right;
}

function isPoint({ mutant: id }: Making): boolean {
  if (id === undefined) return false;
  const { move, factor } = mutantOf(id);
  return move !== undefined && factor === undefined;
}

function steps(first: LossCall, last: LossCall, at: (point: LossCall) => number): CaseTerm[] {
  let before = at(first);
  return walk(first, last).flatMap(({ axis, from, to, end }) => {
    const here = at(end);
    const delta = here - before;
    before = here;
    if (delta === 0 && from === to) return [];
    return axis === "weights"
      ? [{ axis, from: weightWords(first), to: weightWords(last), delta }]
      : [{ axis, from, to, delta }];
  });
}

/** If the words of two sides are the same, they differ by a mistake in one of them. Long decimals are cut. */
function toldApart(term: CaseTerm, from: Reading, to: Reading): CaseTerm {
  const isTold = term.from !== term.to;
  return {
    ...term,
    from: isTold ? withShortDecimals(term.from) : wordsOf(from),
    to: isTold ? withShortDecimals(term.to) : wordsOf(to),
  };
}

function withShortDecimals(text: string): string {
  return text.replaceAll(/\d+\.\d{8,}/g, (number) => String(Number(Number(number).toPrecision(7))));
}

function weightWords({ axes, weight }: LossCall): string {
  if (axes.weight === "none" || weight === undefined) return "none";
  return `${axes.weight.startsWith("per-class") ? "per class" : "per row"}: ${[...weight.data].map((w) => Number(w.toPrecision(7))).join(", ")}`;
}

const RIGHT = "as it should be";

function wordsOf({ made }: Reading): string {
  return made.mutant === undefined ? RIGHT : mutantOf(made.mutant).says;
}

function mistake(reading: Reading, delta: number, end: "from" | "to"): CaseTerm[] {
  if (reading.made.mutant === undefined || isPoint(reading.made)) return [];
  const says = wordsOf(reading);
  return [{ axis: "mistake", from: end === "from" ? says : RIGHT, to: end === "from" ? RIGHT : says, delta }];
}

function scaling(loss: number, times: number, end: "from" | "to"): CaseTerm[] {
  if (times === 1) return [];
  const [scaled, plain] = [`times ${times}`, "as it is"];
  const delta = loss * (times - 1);
  return end === "from"
    ? [{ axis: "printed", from: scaled, to: plain, delta: -delta }]
    : [{ axis: "printed", from: plain, to: scaled, delta }];
}

function rounding(
  id: string,
  { from, to }: { readonly from: number; readonly to: number },
  terms: readonly CaseTerm[],
): CaseTerm[] {
  const rest = to - from - terms.reduce((sum, { delta }) => sum + delta, 0);
  if (Math.abs(rest) > ROUNDING * (Math.abs(from) + Math.abs(to))) {
    throw new RangeError(`${id}: expected the terms to add up to ${to - from}, got ${rest} more`);
  }
  return rest === 0 ? [] : [{ axis: "rounding", from: "", to: "", delta: rest }];
}

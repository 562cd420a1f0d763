/**
 * The ledger of a difference between two losses: a table of signed changes that add up to it.
 *
 * Both sides are points in the space of axes. The ledger goes from one to the other in a fixed order of steps
 * (ledger-steps.ts), and each term is the change of the loss at one step. A sum of such changes telescopes, so the terms
 * add up to the difference; the effect of rounding is a separate term, the last.
 */

import { SAME_FUNCTION } from "../compare/tolerances.ts";
import { classIndices, holdsIndices } from "../identify/derive-input.ts";
import { checkObject, checkSample, checkSide } from "../identify/given.ts";
import { type ReadSample, readSample, type Sample } from "../identify/sample.ts";
import { type AnySide, evaluationFor, type Side } from "../identify/side.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { isPerRow, reductionOf } from "../loss/row-losses.ts";
import { Accumulator } from "../math/double-double.ts";
import { refuse, show } from "../math/errors.ts";
import { reshaped } from "../math/permute.ts";
import { sameShape, sizeOf, withoutAxis } from "../math/tensor.ts";
import { contributions, type Stretch, settled, total, walk } from "./walk.ts";

/** One entry of a ledger. */
export interface Term {
  /** The step: `target rule`, `divergence`, `class axis`, `input and clip`, `ignored rows`, `weights`, `reduction`, `label smoothing`, `mistake`, `rounding`, `unexplained`. */
  readonly axis: string;
  /** What each side does there, in words. */
  readonly from: string;
  readonly to: string;
  /** Change of the loss, in nats. */
  readonly delta: number;
  /** The change of each row, if asked for; the changes add up to `delta` up to rounding. */
  readonly rows?: readonly number[];
}

/** Why two losses differ. */
export interface Ledger {
  /** Loss of the first side, in nats. */
  readonly from: number;
  /** Loss of the second. */
  readonly to: number;
  /** `to - from`. */
  readonly difference: number;
  /** In the fixed order; steps on which the sides agree are left out. */
  readonly terms: readonly Term[];
}

/** How a ledger is made. */
export interface ExplainOptions {
  /** Whether each term also lists its rows; a side may then leave its losses unreduced. Default false. */
  readonly rows?: boolean;
}

/**
 * Explains the difference between two variants on the same numbers.
 *
 *     to - from = sum over steps of (loss after the step - loss before it)
 *
 * The order of the steps is fixed and stated in docs/explain.md. Another order may change single terms, but not their
 * sum.
 *
 * @param from the variant to start at, with its options; `numClasses` defaults to the width of the input
 * @param to the variant to arrive at
 * @param sample logits, log-probabilities or probabilities, and the target. Other forms that a side takes are derived: by
 *   softmax, log-softmax or their inverses for the input, and one-hot rows for class indices or back.
 * @returns both losses in nats, their difference, and one signed term per step on which the sides differ
 * @throws InvalidArgument where a variant refuses its options or the sample, a loss is not a finite number, or a loss
 *   is left unreduced without `rows`
 * @example
 * const sample = { logits: [[2, 1, 0, -1, 0.5]], target: [0] };
 * explain(
 *   { variant: "equation1", options: { labelSmoothing: 0.1 } },
 *   { variant: "simple", options: { labelSmoothing: 0.1 } },
 *   sample,
 * ).terms; // [{ axis: "target rule", from: "a/K on every class, K = 5", to: "a/(K-1) off the target, K = 5", delta: 0.0374999… }]
 */
export function explain(from: Side, to: Side, sample: Sample, options: ExplainOptions = {}): Ledger {
  checkSide(from, "from");
  checkSide(to, "to");
  checkSample(sample);
  checkObject(options, "options", "{ rows? }");
  return explainRead(from, to, readSample(sample), options);
}

/** The same for a sample whose tensors have been read. */
export function explainRead(
  from: AnySide,
  to: AnySide,
  sample: ReadSample,
  { rows = false }: ExplainOptions = {},
): Ledger {
  const start = ownLoss("from", from, sample, rows);
  const end = ownLoss("to", to, sample, rows);
  const wide = widened(sample);
  const [first, last] = sharedTarget(evaluationFor(from, wide), evaluationFor(to, wide), wide);
  const { dtype } = sample.input;
  const rest = { axis: "rounding", from: dtype, to: dtype };
  return ledgerOf(start, end, first, walk(first, last), { rows, rest });
}

interface Ends {
  readonly rows: boolean;
  /** Name and words of the term for the remaining difference. */
  readonly rest: Omit<Term, "delta">;
  /** The mistake in the definition at the end, if it has one. */
  readonly mistake?: { readonly says: string; readonly delta: number } | undefined;
}

/** The ledger of a walk whose ends give two numbers, up to the remaining difference. */
export function ledgerOf(
  start: number,
  end: number,
  first: LossCall,
  stretches: readonly Stretch[],
  { rows, rest, mistake }: Ends,
): Ledger {
  const left = new Accumulator();
  left.add(end);
  left.add(-start);
  let before = first;
  const terms: Term[] = [];
  for (const { axis, from, to, end: after } of stretches) {
    const delta = total(after) - total(before);
    left.add(-delta);
    // Two names for the same thing, such as "last" and "second" for the class axis of a matrix, are not a difference.
    if (delta !== 0 || from !== to) {
      terms.push({ axis, from, to, delta, ...(rows ? { rows: rowChanges(before, after) } : {}) });
    }
    before = after;
  }
  if (mistake !== undefined) {
    left.add(-mistake.delta);
    terms.push({ axis: "mistake", from: "none", to: mistake.says, delta: mistake.delta });
  }
  if (left.value !== 0) terms.push({ ...rest, delta: left.value });
  return { from: start, to: end, difference: end - start, terms };
}

function rowChanges(before: LossCall, after: LossCall): readonly number[] {
  const earlier = contributions(before);
  const later = contributions(after);
  if (earlier.length !== later.length) {
    refuse("rows", `expected both sides to have the same rows, got ${earlier.length} and ${later.length}`);
  }
  return Array.from(later, (value, row) => value - earlier[row]!);
}

/** The loss as the side itself computes it, in the dtype of the sample. */
export function ownLoss(which: "from" | "to", side: AnySide, sample: ReadSample, rows: boolean): number {
  const lossCall = evaluationFor(side, sample);
  const { divisor } = reductionOf(lossCall.axes, lossCall.targetKind);
  if (divisor === "unreduced" && !rows) {
    refuse(which, "expected one loss, got one per row: choose another reduction, or ask for rows (--rows)");
  }
  const loss = total(lossCall);
  if (!Number.isFinite(loss)) refuse(which, `expected a finite loss on this input, got ${show(loss)}`);
  return loss;
}

/** The sample in float64, so that the effect of single precision is a separate term. */
export function widened(sample: ReadSample): ReadSample {
  return { ...sample, input: { ...sample.input, dtype: "float64" } };
}

/**
 * Both loss calls on a target of the same kind and shape; it consists of class indices if either side reads those.
 *
 * @throws InvalidArgument where one side takes its rows in one axis, the other does not, and either divides by that axis
 */
export function sharedTarget(a: LossCall, b: LossCall, sample: ReadSample): readonly [LossCall, LossCall] {
  const both = inOneShape(settled(a), settled(b), sample.input.shape);
  if (both.every(({ targetKind }) => targetKind === "distribution")) return both;
  return [withIndices(both[0], sample), withIndices(both[1], sample)];
}

/** Both in the sample's own shape or with all rows on one axis, whichever does not change either loss. */
function inOneShape(a: LossCall, b: LossCall, shape: readonly number[]): readonly [LossCall, LossCall] {
  if (sameShape(a.input.shape, b.input.shape)) return [a, b];
  const flat = [sizeOf(shape.slice(0, -1)), shape.at(-1) ?? 1];
  for (const wanted of [shape, flat]) {
    const both = [laidOut(a, wanted), laidOut(b, wanted)] as const;
    const isSame = [a, b].every((one, i) => isNear(total(one), total(both[i]!)));
    if (isSame && sameShape(both[0].input.shape, both[1].input.shape)) return both;
  }
  refuse(
    "to",
    "expected sides that take the rows in one shape, got one that divides by the first of its axes",
  );
}

/** Whether two numbers differ only by the rounding of a sum in another order. */
function isNear(x: number, y: number): boolean {
  return (
    Math.abs(x - y) <= SAME_FUNCTION.reshaped * Math.max(Math.abs(x), Math.abs(y)) ||
    (Number.isNaN(x) && Number.isNaN(y))
  );
}

function withIndices(lossCall: LossCall, sample: ReadSample): LossCall {
  if (lossCall.targetKind === "indices") return lossCall;
  const { classAxis, input } = lossCall;
  const target = holdsIndices(sample) ? sample.target : classIndices(lossCall.target, classAxis);
  return {
    ...lossCall,
    targetKind: "indices",
    target: reshaped(target, withoutAxis(input.shape, classAxis)),
  };
}

/** The same rows in the same order under another shape; unchanged where the classes are not last. */
function laidOut(lossCall: LossCall, shape: readonly number[]): LossCall {
  const { input, target, targetKind, weight, axes, classAxis, softmaxAxis } = lossCall;
  const own = input.shape.length - 1;
  if (sameShape(input.shape, shape) || classAxis !== own || softmaxAxis !== own) return lossCall;
  const rows = shape.slice(0, -1);
  const last = shape.length - 1;
  const isPerRowWeight = weight !== undefined && isPerRow(axes) && weight.data.length === sizeOf(rows);
  return {
    ...lossCall,
    input: reshaped(input, shape),
    target: reshaped(target, targetKind === "indices" ? rows : shape),
    weight: isPerRowWeight ? reshaped(weight, rows) : weight,
    classAxis: last,
    softmaxAxis: last,
  };
}

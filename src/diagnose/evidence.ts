/** Answers that can be compared with those of mutants (losses with one deliberate mistake). */
import { errorInUnits, unitOf } from "../compare/metrics.ts";
import type { Judgement } from "../compare/verdict.ts";
import type { Call, ExpectedOutput } from "../fixtures/vector.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { sizeOf } from "../math/tensor.ts";
import type { Told } from "../mutants/estimated.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { lossCallOf } from "../protocol/loss-call-of.ts";
import { type Apart, isSameResult, type Outputs, type Scales } from "./same-numbers.ts";

/** Numbers within so many units count as the same: more than orders of summation differ by, far less than definitions. */
const SAME_WITHIN_UNITS = 64;

/**
 * How far from right a mutant's answer must be to count, in multiples of the tolerance: from half of it on, it may explain
 * a failure, and from twice on, it contradicts a pass.
 */
const BUDGETS_TO_EXPLAIN = 0.5;
const BUDGETS_TO_CONTRADICT = 2;

/** Smoothings at which mutants that a call does not tell apart are compared: an ordinary one, and two out of range. */
const OTHER_SMOOTHINGS = [0.25, 1.5, -0.125];
const ALIKE = { loss: SAME_WITHIN_UNITS, gradient: SAME_WITHIN_UNITS };

/** One answer that has numbers. */
export interface Evidence {
  readonly call: Call;
  readonly scales: Scales;
  readonly answer: Outputs;
  readonly failed: boolean;
  readonly budgets: Apart;
}

/** Undefined where there are no numbers to compare. */
export function evidenceOf({ vector, answer, verdict }: Judgement): Evidence | undefined {
  const { expect } = vector;
  const { status, measures } = verdict;
  if (answer.kind !== "result" || expect.kind === "throws" || (status !== "pass" && status !== "fail"))
    return;
  const budgets = { loss: measures.loss?.budget ?? 0, gradient: measures.gradient?.budget ?? 0 };
  const scales = { loss: scalesOf(expect.loss), gradient: scalesOf(expect.gradient) };
  return { call: vector, scales, answer, failed: status === "fail", budgets };
}

/** The magnitude of every element. Of a large output, a vector tells some; the others have the largest of these. */
function scalesOf({ at, scale, shape }: ExpectedOutput): Float64Array {
  if (at === undefined) return scale;
  const scales = new Float64Array(sizeOf(shape)).fill(scale.reduce((a, b) => Math.max(a, b), 0));
  at.forEach((index, i) => {
    scales[index] = scale[i]!;
  });
  return scales;
}

/** The effect of a mutant on an answer: none, exactly these numbers, or other numbers. */
export type Effect = "none" | "same" | "other";

/** Evidence, prepared for the comparison with mutants. */
export class Exhibit {
  readonly #evidence: Evidence;
  readonly #lossCall: LossCall | undefined;
  readonly #effects = new Map<Mutant, Effect>();
  /** By the arithmetic without a mistake, which many mutants share: whether it is right here. */
  readonly #honest = new Map<NonNullable<Mutant["honest"]>, boolean>();
  #right: LossAndGradient | undefined;

  constructor(evidence: Evidence) {
    this.#evidence = evidence;
    this.#lossCall = lossCallOf(evidence.call);
  }

  /** The call; undefined where it is refused, or not of ours. */
  get lossCall(): LossCall | undefined {
    return this.#lossCall;
  }

  /** The answer beside the right one; undefined where the call is refused. */
  get told(): Told | undefined {
    if (this.#lossCall === undefined) return undefined;
    this.#right ??= evaluate(this.#lossCall);
    return { lossCall: this.#lossCall, right: this.#right, got: this.#evidence.answer };
  }

  get failed(): boolean {
    return this.#evidence.failed;
  }

  get elements(): number {
    return this.#lossCall?.input.data.length ?? 0;
  }

  /** Whether the call says what a loss does: it has rows, legal smoothing, and a result without NaN and infinities. */
  get isOrdinary(): boolean {
    if (this.#lossCall === undefined || this.elements === 0) return false;
    const { labelSmoothing } = this.#lossCall;
    if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) return false;
    this.#right ??= evaluate(this.#lossCall);
    const { loss, gradient } = this.#right;
    return loss.data.every(Number.isFinite) && gradient.data.every(Number.isFinite);
  }

  /**
   * Whether a number of the answer is wrong that few causes give: finite and not 0. A zero, a NaN, an infinity or the
   * sign of a zero may come from anywhere.
   */
  get isTelling(): boolean {
    if (this.#lossCall === undefined) return false;
    const { call, scales, answer, budgets } = this.#evidence;
    this.#right ??= evaluate(this.#lossCall);
    const right = this.#right;
    return (["loss", "gradient"] as const).some((name) => {
      const got = answer[name];
      if (got === undefined) return false;
      return got.data.some((value, i) => {
        if (!Number.isFinite(value) || value === 0) return false;
        const size = scales[name][i] ?? 0;
        const wanted = right[name].data[i];
        if (wanted === undefined || !Number.isFinite(wanted)) return true;
        return errorInUnits(value, wanted, 0, unitOf(name, call.dtype, wanted, size)) > budgets[name];
      });
    });
  }

  effectOf(mutant: Mutant): Effect {
    const known = this.#effects.get(mutant);
    if (known !== undefined) return known;
    const effect = this.#tried(mutant);
    this.#effects.set(mutant, effect);
    return effect;
  }

  /** Whether two mutants that answer this call alike do so at other smoothings as well, as one function does. */
  areAlike(one: Mutant, other: Mutant): boolean {
    const lossCall = this.#lossCall;
    if (lossCall === undefined) return true;
    return OTHER_SMOOTHINGS.every((labelSmoothing) => {
      const [a, b] = [one, other].map((mutant) => attempt(mutant, { ...lossCall, labelSmoothing }));
      // A mutant that leaves a call alone is right there.
      if (a === undefined && b === undefined) return true;
      const right = evaluate({ ...lossCall, labelSmoothing });
      const { call, scales } = this.#evidence;
      return isSameResult(call, scales, a ?? right, b ?? right, ALIKE);
    });
  }

  #tried(mutant: Mutant): Effect {
    const { call, scales, answer, failed, budgets } = this.#evidence;
    const candidate = this.#attempt(mutant);
    if (candidate === undefined) return "none";
    this.#right ??= evaluate(this.#lossCall!);
    // Only outputs that the implementation returned are compared: without gradients, a wrong gradient has no effect.
    const shown = {
      ...(answer.loss === undefined ? {} : { loss: candidate.loss }),
      ...(answer.gradient === undefined ? {} : { gradient: candidate.gradient }),
    };
    const unseen = scaled(budgets, failed ? BUDGETS_TO_EXPLAIN : BUDGETS_TO_CONTRADICT);
    if (isSameResult(call, scales, shown, this.#right, unseen)) return "none";
    if (!this.#isHonest(mutant, unseen)) return "none";
    const same = scaled(budgets, 1, SAME_WITHIN_UNITS);
    return isSameResult(call, scales, answer, candidate, same) ? "same" : "other";
  }

  /** Whether the arithmetic of a mutant is right here without its mistake: elsewhere its numbers say nothing of that. */
  #isHonest({ honest, without }: Mutant, unseen: Apart): boolean {
    if (honest === undefined) return true;
    const known = this.#honest.get(honest);
    if (known !== undefined) return known;
    const { call, scales } = this.#evidence;
    const plain = attempt({ answer: honest }, this.#lossCall!);
    const right = without?.(this.#lossCall!) ?? this.#right!;
    const isSo = plain === undefined || isSameResult(call, scales, plain, right, unseen);
    this.#honest.set(honest, isSo);
    return isSo;
  }

  /** The answer of a mutant; undefined where its change makes no sense for these inputs. */
  #attempt(mutant: Mutant): LossAndGradient | undefined {
    return this.#lossCall === undefined ? undefined : attempt(mutant, this.#lossCall);
  }
}

function attempt(mutant: Pick<Mutant, "answer">, lossCall: LossCall): LossAndGradient | undefined {
  try {
    return mutant.answer(lossCall);
  } catch {
    return undefined;
  }
}

function scaled({ loss, gradient }: Apart, by: number, least = 0): Apart {
  return { loss: Math.max(least, loss * by), gradient: Math.max(least, gradient * by) };
}

/** Wrong definitions: losses and gradients that result from a right definition by one mistake. */
import { isLink, SOFTMAX } from "../../loss/axis-values.ts";
import { evaluate } from "../../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../../loss/loss-call.ts";
import type { Tensor } from "../../math/tensor.ts";
import { MUTANTS } from "../../mutants/index.ts";
import type { Mutant } from "../../mutants/mutant.ts";
import type { Candidate } from "./definitions.ts";
import { MIDDLE } from "./mass-path.ts";

/** The wrong losses that are a right one at another point of the space; new tensors are made once. */
export class Mutations {
  readonly #made = new Map<string, Map<unknown, Tensor>>();

  /**
   * @param hosts right candidates that are one function; mutants of the first are those of all
   * @param ofArithmetic the mutants that take the logarithms of the input differently, or all others
   */
  *of(hosts: readonly [Candidate, ...Candidate[]], ofArithmetic: boolean): Generator<Candidate> {
    const [host] = hosts;
    const lossCall = host.at(MIDDLE);
    for (const mutant of MUTANTS) {
      const { move = same, factor, surprisal } = mutant;
      if (mutant.move === undefined && surprisal === undefined) continue;
      if (surprisal !== undefined && (!ofArithmetic || !isLink(lossCall.axes.link, SOFTMAX))) continue;
      const placed = this.#moved(mutant, move, lossCall);
      if (placed === undefined || isSame(placed, lossCall, mutant)) continue;
      if (ofArithmetic !== (surprisal !== undefined || placed.input !== lossCall.input)) continue;
      const at = (smoothing: number): LossCall | undefined =>
        smoothing === MIDDLE ? placed : this.#moved(mutant, move, host.at(smoothing));
      const by = factor?.(lossCall) ?? 1;
      const result = (smoothing: number): LossAndGradient | undefined => mutant.answer(host.at(smoothing));
      yield {
        ...host,
        mutant,
        // A change of smoothed targets has no effect without smoothing, so the least smoothing stands for none.
        at: (smoothing) => at(smoothing) ?? at(Number.MIN_VALUE)!,
        factor: by,
        surprisal,
        result,
        loss: (smoothing) => {
          const moved = surprisal === undefined ? at(smoothing) : undefined;
          if (moved === undefined) return result(smoothing)?.loss;
          const { loss } = evaluate(moved, { gradient: false });
          return { ...loss, data: Float64Array.from(loss.data, (value) => value * by) };
        },
        hosts,
      };
    }
  }

  /** A move's new tensors depend on the old ones alone, so hosts that share those share the new ones, too. */
  #moved(mutant: Mutant, move: NonNullable<Mutant["move"]>, from: LossCall): LossCall | undefined {
    const to = move(from);
    if (to === undefined) return undefined;
    const { input, target, weight } = to;
    return {
      ...to,
      input: input === from.input ? input : this.#once(`${mutant.id} input`, from.input, input),
      target: target === from.target ? target : this.#once(`${mutant.id} target`, from.target, target),
      weight:
        weight === from.weight || weight === undefined
          ? weight
          : this.#once(`${mutant.id} weight`, from.weight, weight),
    };
  }

  #once(what: string, from: unknown, made: Tensor): Tensor {
    const tensors = this.#made.get(what) ?? new Map<unknown, Tensor>();
    this.#made.set(what, tensors);
    const first = tensors.get(from) ?? made;
    tensors.set(from, first);
    return first;
  }
}

/** Right losses with wrong gradients, made from right ones that are one function. */
export function* misledOf(hosts: readonly [Candidate, ...Candidate[]]): Generator<Candidate> {
  const [host] = hosts;
  for (const mutant of MUTANTS) {
    if (mutant.isMisled)
      yield { ...host, mutant, result: (smoothing) => mutant.answer(host.at(smoothing)), hosts };
  }
}

/** Wrong losses that are neither a right one at another point nor another logarithm of its input. */
export function* opaqueOf(hosts: readonly [Candidate, ...Candidate[]]): Generator<Candidate> {
  const [host] = hosts;
  // Where a mistake has no effect, the loss is the right one: the same for all of them, at the same few smoothings.
  const right = new Map<number, Tensor>();
  const rightLoss = (smoothing: number): Tensor => {
    const loss = right.get(smoothing) ?? evaluate(host.at(smoothing), { gradient: false }).loss;
    right.set(smoothing, loss);
    return loss;
  };
  for (const mutant of MUTANTS) {
    if (mutant.isMisled || mutant.move !== undefined || mutant.surprisal !== undefined) continue;
    yield {
      ...host,
      mutant,
      result: (smoothing) => mutant.answer(host.at(smoothing)) ?? evaluate(host.at(smoothing)),
      loss: (smoothing) => mutant.answer(host.at(smoothing))?.loss ?? rightLoss(smoothing),
      hosts,
    };
  }
}

/** Whether a change has no effect. */
function isSame(placed: LossCall, lossCall: LossCall, { factor, surprisal }: Mutant): boolean {
  if (factor !== undefined || surprisal !== undefined) return false;
  const names = Object.keys(placed) as (keyof LossCall)[];
  return names.every((name) => placed[name] === lossCall[name]);
}

function same(lossCall: LossCall): LossCall {
  return lossCall;
}

/** Computes the numbers of a reading, with a variant or with a mutant of it. */
import { floorOf } from "../explain/floor.ts";
import { FIRST_INPUTS, type ReadSample, readSample } from "../identify/sample.ts";
import type { Side } from "../identify/side.ts";
import { evaluationFor } from "../identify/side.ts";
import { evaluate } from "../loss/evaluate.ts";
import type { LossAndGradient, LossCall } from "../loss/loss-call.ts";
import { MUTANTS } from "../mutants/index.ts";
import type { Mutant } from "../mutants/mutant.ts";
import { decodeTensor } from "../protocol/wire-tensor.ts";
import type { CaseInputs, Making, Reading, ThreadCase } from "./thread-case.ts";

/** The inputs of one number: the case's, replaced by its own where it has any. */
export function inputsOf(thread: ThreadCase, { inputs: own = {} }: Reading): CaseInputs {
  const isReplaced = FIRST_INPUTS.some((name) => own[name] !== undefined);
  const shared = Object.entries(thread.inputs).filter(
    ([name]) => !(isReplaced && (FIRST_INPUTS as readonly string[]).includes(name)),
  );
  return { ...Object.fromEntries(shared), ...own };
}

/** The inputs as tensors. @throws InvalidArgument where they cannot be read as tensors */
export function sampleOf(inputs: CaseInputs): ReadSample {
  const tensors = Object.entries(inputs).map(([name, wire]) => [name, decodeTensor(wire, name)]);
  return readSample(Object.fromEntries(tensors));
}

/** The mutant of an id. @throws RangeError where there is none */
export function mutantOf(id: string): Mutant {
  const mutant = MUTANTS.find((each) => each.id === id);
  if (mutant === undefined) throw new RangeError(`mutant: expected a known one, got "${id}"`);
  return mutant;
}

/** The variant's results, without a mistake. @throws InvalidArgument where it refuses the inputs */
export function rightEvaluation(making: Making, inputs: CaseInputs): LossCall {
  return evaluationFor(making, sampleOf(inputs));
}

/** Loss and gradient, by the variant or by its mutant. @throws InvalidArgument, or RangeError for a mutant without effect */
export function make(making: Making, inputs: CaseInputs): LossAndGradient {
  const lossCall = rightEvaluation(making, inputs);
  if (making.mutant === undefined) return evaluate(lossCall);
  const answer = mutantOf(making.mutant).answer(lossCall);
  if (answer === undefined) throw new RangeError(`mutant: expected one that answers, got "${making.mutant}"`);
  return answer;
}

/** The least loss of a row, by the variant. @throws InvalidArgument for a smoothing or K that it refuses */
export function leastLoss({ variant, options }: Making, classes: number): number {
  const { labelSmoothing = 0, ...others } = options;
  return floorOf({ variant, options: others } as Side, { classes, labelSmoothing: Number(labelSmoothing) })
    .floor;
}

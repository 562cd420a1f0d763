/** Makes the numbers of a reading: a variant's evaluation, or what a mutant answers in its place. */

import { evaluate } from "../math/evaluate.ts";
import type { Evaluation, LossAndGradient } from "../math/evaluation.ts";
import type { Tensor } from "../math/tensor.ts";
import { MUTANTS } from "../mutants/index.ts";
import { decodeTensor } from "../protocol/wire-tensor.ts";
import { variantById } from "../variants/index.ts";
import { checkConstruction } from "../variants/options.ts";
import type { VariantRecord } from "../variants/record.ts";
import { resolveCall } from "../variants/resolve.ts";
import type { CaseInputs, Making } from "./thread-case.ts";

function recordOf(variant: string): VariantRecord {
  const record = variantById(variant);
  if (record === undefined) throw new RangeError(`variant: expected a known one, got "${variant}"`);
  return record;
}

function tensorOf(inputs: CaseInputs, name: keyof CaseInputs): Tensor | undefined {
  const wire = inputs[name];
  return wire === undefined ? undefined : decodeTensor(wire, name);
}

/** The evaluation that a variant with these options makes of the inputs. @throws InvalidArgument where it refuses */
function evaluationFor({ variant, options }: Making, inputs: CaseInputs): Evaluation {
  const record = recordOf(variant);
  checkConstruction(record, options);
  const input = tensorOf(inputs, record.axes.input);
  const target = tensorOf(inputs, "target");
  if (input === undefined || target === undefined) {
    throw new RangeError(`inputs: expected ${record.axes.input} and target for ${variant}`);
  }
  const weight = record.weightName === undefined ? undefined : tensorOf(inputs, record.weightName);
  return resolveCall(record, options, { input, target, weight });
}

/** Loss and gradient, by the variant or by its mutant. */
export function make(making: Making, inputs: CaseInputs): LossAndGradient {
  const evaluation = evaluationFor(making, inputs);
  if (making.mutant === undefined) return evaluate(evaluation);
  const mutant = MUTANTS.find(({ id }) => id === making.mutant);
  const answer = mutant?.answer(evaluation);
  if (answer === undefined) throw new RangeError(`mutant: expected one that answers, got "${making.mutant}"`);
  return answer;
}

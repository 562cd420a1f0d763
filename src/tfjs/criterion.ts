/** Turns a variant's record into `torch({ labelSmoothing: 0.1 })(logits, target)`, a differentiable op. */

import { bind } from "../definition/bind.ts";
import type { OptionValues } from "../definition/options.ts";
import type { VariantRecord } from "../definition/record.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { refuse, show } from "../math/errors.ts";
import { checkObject, ownValue } from "../math/given-options.ts";
import { checkNames } from "../math/names.ts";
import { lossOf } from "./evaluate.ts";
import { type HeldTensor, heldInput, heldTensor } from "./forms.ts";
import { refuseIndices } from "./indices.ts";
import { backendInUse, checkVersion } from "./peer.ts";
import * as tf from "./tf.ts";

/** No tensors other than the first input and the target. */
export type NoExtras = { readonly [name: string]: never };

/** Weights per class, shape [C]. */
export interface ClassWeight {
  readonly weight?: tf.Tensor;
}

/** Weights per row loss. */
export interface SampleWeight {
  readonly sampleWeight?: tf.Tensor;
}

/** A loss with its options fixed: an op on tensors. */
export interface TensorCriterion<Extras extends object = NoExtras> {
  /**
   * Computes the loss, in nats, by the variant's equation. It is differentiable with respect to the first input; target
   * and weights are constants.
   *
   * @param input float32 logits, log-probabilities or probabilities, as the variant takes
   * @param target class indices (int32) or a distribution in the input's shape
   * @param extras `weight` [C] or `sampleWeight`, if the variant has it. Default: none
   * @returns a float32 tensor: a scalar, or one loss per row where the variant does not reduce
   * @throws InvalidArgument for what the variant refuses, before anything is computed
   */
  (input: tf.Tensor, target: tf.Tensor, extras?: Extras): tf.Tensor;
  readonly id: string;
  /**
   * Checks a call, including class indices wherever they are: on a GPU, the op itself cannot read them without waiting, and
   * gives NaN for a row whose index names no class.
   *
   * @throws InvalidArgument as a rejection
   */
  check(input: tf.Tensor, target: tf.Tensor, extras?: Extras): Promise<void>;
}

/** Makes ops of one variant. The options may be left out where all have defaults. */
export type TensorCriterionFactory<Options extends object, Extras extends object = NoExtras> = (
  ...args: Partial<Options> extends Options ? [options?: Options] : [options: Options]
) => TensorCriterion<Extras>;

/**
 * The factory of a record.
 *
 * The factory and its ops throw InvalidArgument for what the variant refuses, and for options and extras that are not
 * plain objects or have unknown names.
 */
export function criterionOf<Options extends object, Extras extends object = NoExtras>(
  record: VariantRecord,
): TensorCriterionFactory<Options, Extras> {
  return (options?: Options, ...others: readonly unknown[]) => {
    checkVersion();
    refuseEnvironment(others);
    const bound = bind(record, (options === undefined ? {} : options) as OptionValues);
    const resolve = (
      input: tf.Tensor,
      target: tf.Tensor,
      extras: Extras | undefined,
    ): LossCall<HeldTensor> => {
      backendInUse();
      return bound.callForms(callForms(record, input, target, extras));
    };
    const op = (input: tf.Tensor, target: tf.Tensor, extras?: Extras): tf.Tensor =>
      tf.tidy(() => lossOf(resolve(input, target, extras)));
    return Object.assign(op, {
      id: record.id,
      check: async (input: tf.Tensor, target: tf.Tensor, extras?: Extras) =>
        refuseIndices(resolve(input, target, extras)),
    });
  };
}

/** Refuses an environment, which the library's factories take: a backend named here would be ignored. */
function refuseEnvironment([given]: readonly unknown[]): void {
  if (given === undefined) return;
  const problem = `expected none, since an op runs on the backend of tf.setBackend, got ${show(given)}`;
  refuse("environment", problem, "invalid-request", "construct");
}

function callForms(record: VariantRecord, input: tf.Tensor, target: tf.Tensor, extras: object | undefined) {
  const { weightName } = record;
  const known = weightName === undefined ? [] : [weightName];
  checkObject(extras, "extras", known, "call");
  const others = { ...extras } as { readonly [name: string]: unknown };
  checkNames(others, known, ` for ${record.id}`, "invalid-request", "call");
  const weight = weightName === undefined ? undefined : ownValue(others, weightName);
  return {
    input: (name: string) => heldInput(input, name),
    target: heldTensor(target, "target"),
    weight: weight === undefined ? undefined : (name: string) => heldTensor(weight, name),
  };
}

/** Turns a call of the protocol into a loss call, by our own record of its variant. */

import { bind } from "../definition/bind.ts";
import type { OptionValues } from "../definition/options.ts";
import type { Axes } from "../loss/axes.ts";
import type { LossCall } from "../loss/loss-call.ts";
import { InvalidArgument } from "../math/errors.ts";
import type { Tensor } from "../math/tensor.ts";
import { variantById } from "../variants/index.ts";
import { readOption } from "./wire-tensor.ts";

/** A call as in vectors and messages, with its tensors already read. */
interface DecodedCall {
  readonly variant: string;
  /** Numbers that are not finite are given by name; null stands for no value. */
  readonly options: { readonly [name: string]: number | string | boolean | null };
  readonly inputs: {
    readonly [name in Axes["input"] | "target" | "weight" | "sampleWeight" | "upstream"]?: Tensor | undefined;
  };
}

/** A call's options in the form that our records take. */
export function optionValues(options: DecodedCall["options"]): OptionValues {
  return Object.fromEntries(
    Object.entries(options).map(([name, value]) => [name, value === null ? undefined : readOption(value)]),
  ) as OptionValues;
}

/** Undefined where the call is refused, or the variant is not ours. */
export function lossCallOf({ variant, options, inputs }: DecodedCall): LossCall | undefined {
  const record = variantById(variant);
  const input = inputs.logits ?? inputs.logProbs ?? inputs.probs;
  if (record === undefined || input === undefined || inputs.target === undefined) return undefined;
  const { target, weight = inputs.sampleWeight, upstream } = inputs;
  const values = optionValues(options);
  try {
    return bind(record, values).call({ input, target, weight, upstream });
  } catch (error) {
    if (error instanceof InvalidArgument) return undefined;
    throw error;
  }
}

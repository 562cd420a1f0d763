/** Runs one request of the protocol on our own variants. */

import { bind } from "../definition/bind.ts";
import type { OptionValues } from "../definition/options.ts";
import { JS, type LossBackend } from "../loss/backend.ts";
import { refuse } from "../math/errors.ts";
import { ownValue } from "../math/given-options.ts";
import type { Tensor } from "../math/tensor.ts";
import { knownVariants, variantById } from "../variants/index.ts";

/** A decoded call, with the protocol's names. */
export interface NamedCall {
  readonly variant: string;
  readonly options: OptionValues;
  /** `logits`, `logProbs` or `probs`; `target`; `weight` or `sampleWeight`; `upstream`. */
  readonly inputs: { readonly [name: string]: Tensor };
  readonly want: readonly ("loss" | "gradient")[];
}

/**
 * Loss and gradient of a call.
 *
 * @throws InvalidArgument with the protocol's code and phase
 */
export function runCall(
  { variant, options, inputs, want }: NamedCall,
  backend: LossBackend = JS,
): { readonly loss?: Tensor; readonly gradient?: Tensor } {
  const record = variantById(variant);
  if (record === undefined) {
    refuse("variant", `expected one of ${knownVariants()}, got "${variant}"`, "variant-unknown", "construct");
  }
  const bound = bind(record, options);
  const { axes } = bound;
  const names = [
    axes.input,
    "target",
    ...(record.weightName === undefined ? [] : [record.weightName]),
    "upstream",
  ];
  for (const name of Object.keys(inputs)) {
    if (!names.includes(name)) {
      refuse(`inputs.${name}`, `expected only ${names.join(", ")} for ${variant}`);
    }
  }
  const required = (name: string): Tensor => {
    const tensor = ownValue(inputs, name);
    if (tensor === undefined) refuse(`inputs.${name}`, "expected a tensor, got none");
    return tensor;
  };
  const lossCall = bound.call({
    input: required(axes.input),
    target: required("target"),
    weight: record.weightName === undefined ? undefined : ownValue(inputs, record.weightName),
    upstream: ownValue(inputs, "upstream"),
  });
  const gradientWanted = want.includes("gradient");
  const { loss, gradient } = backend.evaluate(lossCall, { gradient: gradientWanted });
  return {
    ...(want.includes("loss") ? { loss } : {}),
    ...(gradientWanted && gradient !== undefined ? { gradient } : {}),
  };
}

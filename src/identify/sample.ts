/** The inputs of one call, and its results where they are known. */

import type { Axes } from "../loss/axes.ts";
import { asTensor, type TensorLike } from "../math/as-tensor.ts";
import { refuse } from "../math/errors.ts";
import { formatShape, sameShape, type Tensor } from "../math/tensor.ts";

/** The names of a first input, which say what it holds. */
export const FIRST_INPUTS = ["logits", "logProbs", "probs"] as const satisfies readonly Axes["input"][];

/** Tensors, under the names of the protocol: exactly one of the first three, and the target. */
export interface Sample {
  /** Unnormalised scores, [..., K] or with the classes on axis 1 where the variants say so. */
  readonly logits?: TensorLike;
  /** Log-probabilities, of the same shape. */
  readonly logProbs?: TensorLike;
  /** Probabilities, of the same shape. */
  readonly probs?: TensorLike;
  /** Class indices in the first input's shape without its class axis, or a distribution in the first input's shape. */
  readonly target: TensorLike;
  /** One weight per class, [K]. */
  readonly weight?: TensorLike;
  /** Weights that broadcast with the row losses. */
  readonly sampleWeight?: TensorLike;
  /** The loss that somebody got, in nats: a number, or one per row. */
  readonly loss?: TensorLike;
  /** Its gradient with respect to the first input. */
  readonly gradient?: TensorLike;
}

/** A sample whose tensors have been read. */
export interface ReadSample {
  readonly holds: Axes["input"];
  readonly input: Tensor;
  readonly target: Tensor;
  readonly weight: Tensor | undefined;
  readonly sampleWeight: Tensor | undefined;
  readonly loss: Tensor | undefined;
  readonly gradient: Tensor | undefined;
  /** The dtype of the first input, if it came with one: nested arrays say nothing of the format they were computed in. */
  readonly stated?: Tensor["dtype"];
}

/**
 * Reads the tensors of a sample.
 *
 * Integers without a dtype are class indices, unless they have the shape of the first input: then they are a one-hot
 * target.
 *
 * @throws InvalidArgument where there is not exactly one first input, or a tensor cannot be read
 */
export function readSample(sample: Sample): ReadSample {
  const given = FIRST_INPUTS.filter((name) => sample[name] !== undefined);
  const [holds, another] = given;
  if (holds === undefined || another !== undefined) {
    const got = holds === undefined ? "none" : given.join(" and ");
    refuse(
      holds === undefined ? "logits" : another!,
      `expected one of ${FIRST_INPUTS.join(", ")}, got ${got}`,
    );
  }
  const input = asTensor(sample[holds]!, holds);
  if (input.dtype === "int64") refuse(holds, "expected floating point values, got int64");
  if (sample.target === undefined) refuse("target", "expected class indices or a distribution, got none");
  const optional = (name: "weight" | "sampleWeight" | "loss" | "gradient"): Tensor | undefined =>
    sample[name] === undefined ? undefined : asTensor(sample[name], name);
  const gradient = optional("gradient");
  if (gradient !== undefined && !sameShape(gradient.shape, input.shape)) {
    const shapes = `${formatShape(input.shape)}, got ${formatShape(gradient.shape)}`;
    refuse("gradient", `expected the shape of ${holds}, ${shapes}`);
  }
  return {
    holds,
    input,
    target: readTarget(sample.target, input),
    weight: optional("weight"),
    sampleWeight: optional("sampleWeight"),
    loss: optional("loss"),
    gradient,
    ...(saysDtype(sample[holds]) ? { stated: input.dtype } : {}),
  };
}

/** Numbers and nested arrays say nothing of the format they were computed in. */
export function saysDtype(value: TensorLike | string | undefined): value is TensorLike {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readTarget(value: TensorLike, input: Tensor): Tensor {
  const target = asTensor(value, "target");
  if (sameShape(target.shape, input.shape) && input.shape.length > 0) {
    return target.dtype === "int64" ? { ...target, dtype: input.dtype } : target;
  }
  const untyped = Array.isArray(value) || typeof value === "number";
  return untyped && target.data.every(Number.isSafeInteger) ? { ...target, dtype: "int64" } : target;
}

/** The dtypes and shapes of TensorFlow.js tensors, by which calls are checked. No value is read. */
import { type Phase, refuse, show } from "../math/errors.ts";
import type { DType, TensorForm } from "../math/tensor.ts";
import * as tf from "./tf.ts";

/** A tensor that lives in a TensorFlow.js backend. */
export interface HeldTensor extends TensorForm {
  readonly tensor: tf.Tensor;
}

const DTYPES: { readonly [dtype: string]: DType } = { float32: "float32", int32: "int64", bool: "int64" };

/** The form of a tensor. @throws InvalidArgument with `argument` as the name where it cannot be used */
export function heldTensor(value: unknown, argument: string, phase: Phase = "call"): HeldTensor {
  const tensor = living(value, argument, phase);
  const dtype = DTYPES[tensor.dtype];
  if (dtype === undefined) {
    const code = argument === "target" ? "target-dtype" : "input-dtype";
    refuse(argument, `expected numbers, got dtype ${tensor.dtype}`, code, phase);
  }
  return { dtype, shape: tensor.shape, tensor };
}

/** The first input: floating point, so that there is a gradient. */
export function heldInput(value: unknown, argument: string): HeldTensor {
  const held = heldTensor(value, argument);
  if (held.dtype === "float32") return held;
  const problem = `expected dtype float32, got ${held.tensor.dtype}`;
  refuse(argument, problem, "input-dtype");
}

function living(value: unknown, argument: string, phase: Phase): tf.Tensor {
  if (!(value instanceof tf.Tensor)) {
    refuse(argument, `expected a TensorFlow.js tensor, got ${show(value)}`, "invalid-request", phase);
  }
  if (value.isDisposed) {
    refuse(argument, "expected a living tensor, got a disposed one", "invalid-request", phase);
  }
  return value;
}

/** The numbers as float32. */
export function floats<T extends tf.Tensor>(tensor: T): T {
  return tensor.dtype === "float32" ? tensor : tf.cast(tensor, "float32");
}
